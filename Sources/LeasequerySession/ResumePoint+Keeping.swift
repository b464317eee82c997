import DHCPv6Wire

// From one run of the program to the next.
extension ResumePoint {
    /// Everything that is owed if no answer comes any more: what is being asked for included.
    public var owed: [Debt] { [paying].compactMap { $0 } + debts }

    /// What an earlier run left, to be used with the bindings that it left only.
    ///
    /// - Parameter debts: as `owed` had them.
    public init(saved: ServerTime?, serverID: DUID?, debts: [Debt]) {
        self.init()
        save(saved)
        if let serverID { _ = meet(serverID) }
        for debt in debts { owe(debt) }
    }

    /// All bindings are to be asked for: what the earlier run asked for was not what is wanted now.
    public mutating func oweEverything() {
        if saved != nil { owe(Debt(from: nil, to: saved)) }
    }
}
