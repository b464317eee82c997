import DHCPv6Wire

/// Times of the server's clock between which changes are unknown.
public struct Debt: Hashable, Sendable {
    /// nil: from the beginning, a full fill is due.
    public var from: ServerTime?
    /// nil: the server did not say until when.
    public var to: ServerTime?

    public init(from: ServerTime?, to: ServerTime?) {
        self.from = from
        self.to = to
    }
}

/// What a session keeps about its server from one connection to the next (RFC 7653 sections 8.3 and 8.4.1).
///
/// It belongs to the bindings held at that moment: without them it must not be used.
public struct ResumePoint: Hashable, Sendable {
    /// The next LQ_START_TIME: everything the server said up to here has been taken in. nil: never heard.
    public private(set) var saved: ServerTime?
    public private(set) var serverID: DUID?
    /// What is missing, in the order it was found; intervals that touch are one.
    public private(set) var debts: [Debt] = []
    /// What is being asked for just now; it is none of `debts`.
    public private(set) var paying: Debt?
    /// A debt was paid by an answer that tells changes. No RFC makes a server tell in it which bindings ended: only a
    /// query for everything does.
    public internal(set) var owesCheck = false
    /// What is being paid is no debt but that check.
    public private(set) var isChecking = false

    /// More holes than this become wider holes: true, only less exact.
    static let mostDebts = 64

    public init() {}

    /// Moves `saved` to the base time of a message: only in the live phase, or at its very beginning.
    ///
    /// A lower value than before means that the server's clock stepped back; it is taken, since an earlier start
    /// only costs repeats. A message without a base time moves nothing.
    mutating func save(_ base: ServerTime?) {
        if let base { saved = base }
    }

    /// Opens a debt, or widens one that it touches.
    mutating func owe(_ debt: Debt) {
        if let last = debts.indices.last, debts[last].touches(debt) || debts.count == ResumePoint.mostDebts {
            debts[last].widen(to: debt)
        } else {
            debts.append(debt)
        }
    }

    /// Takes the oldest debt out to pay it, or begins the check if that is all there is; nil if nothing is owed or
    /// another is being paid. What is owed from now on is another debt.
    mutating func beginPaying() -> Debt? {
        guard paying == nil, !debts.isEmpty || owesCheck else { return nil }
        isChecking = debts.isEmpty
        paying = isChecking ? Debt(from: nil, to: nil) : debts.removeFirst()
        return paying
    }

    /// Strikes the debt being paid out, or puts it back.
    mutating func endPaying(isPaid: Bool) {
        guard let debt = paying else { return }
        paying = nil
        let wasChecking = isChecking
        isChecking = false
        if isPaid { owesCheck = debt.from != nil }
        guard !isPaid, !wasChecking else { return }
        let later = debts
        debts = [debt]
        for debt in later { owe(debt) }
    }

    /// Compares the SERVERID of an accepted query with the one before.
    ///
    /// - Returns: the one before if it was another: `saved` and the debts were in its clock and are void.
    mutating func meet(_ server: DUID) -> DUID? {
        let before = serverID
        serverID = server
        guard let before, before != server else { return nil }
        saved = nil
        debts = []
        paying = nil
        owesCheck = false
        isChecking = false
        return before
    }
}

extension Debt {
    /// Whether no time lies between the two; both open ends reach everything beyond.
    func touches(_ other: Debt) -> Bool {
        Debt.reaches(to, other.from) && Debt.reaches(other.to, from)
    }

    mutating func widen(to other: Debt) {
        if let mine = from { from = other.from.map { mine.isLater(than: $0) ? $0 : mine } }
        if let mine = to { to = other.to.map { $0.isLater(than: mine) ? $0 : mine } }
    }

    private static func reaches(_ end: ServerTime?, _ start: ServerTime?) -> Bool {
        guard let end, let start else { return true }
        return !start.isLater(than: end)
    }
}
