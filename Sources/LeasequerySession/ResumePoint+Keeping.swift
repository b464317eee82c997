import DHCPv6Wire

// From one run of the program to the next.
extension ResumePoint {
    /// Everything that is owed if no answer comes any more: what is being asked for included, but no check.
    public var owed: [Debt] { (isChecking ? [] : [paying].compactMap { $0 }) + debts }

    /// What an earlier run left, to be used with the bindings that it left only.
    ///
    /// - Parameters:
    ///   - debts: as `owed` had them.
    ///   - owesCheck: bindings are in doubt that only a query for everything can clear.
    public init(saved: ServerTime?, serverID: DUID?, debts: [Debt], owesCheck: Bool = false) {
        self.init()
        save(saved)
        if let serverID { _ = meet(serverID) }
        for debt in debts { owe(debt) }
        self.owesCheck = owesCheck
    }

    /// All bindings are to be asked for: what the earlier run asked for was not what is wanted now.
    public mutating func oweEverything() {
        if saved != nil { owe(Debt(from: nil, to: saved)) }
    }
}
