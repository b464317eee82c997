/// Names one run of bulk queries of one session; never used twice.
@frozen
public struct BulkID: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

/// What became of a debt that was asked for.
public enum BulkVerdict: Hashable, Sendable {
    case paid(FillScope)
    /// It stays: why, in words that may hold texts of the server as they came, and when it is tried again; nil if the
    /// feed was stopped.
    case unpaid(String, retryAt: Moment?)

    /// What was asked for; nil if it was not paid.
    public var scope: FillScope? {
        switch self {
        case .paid(let scope): scope
        case .unpaid: nil
        }
    }
}

/// Where a session stands with paying its debts: at most one bulk connection at a time beside the active one.
struct BulkDuty: Sendable {
    enum State: Hashable, Sendable {
        case idle
        /// To be begun at this moment, or as soon after it as the active query is accepted.
        case due(Moment)
        case running(BulkID)
    }

    /// A debt rests this long before it is asked for: what the answer repeats is then read in a later second than what
    /// is doubted.
    static let rest = Duration.seconds(2)

    var state = State.idle
    var retry: RetrySchedule
    /// The user waits for the next run.
    var isUrgent = false
    /// The server does not take `::` for every link.
    var asksPerLink = false
    /// When everything was last asked for: checks keep a distance from that.
    var filledAt: Moment?
    private var runs: UInt32 = 0

    init(_ timers: SessionTimers) {
        retry = RetrySchedule(floor: timers.retry, ceiling: timers.retryCeiling)
    }

    mutating func run() -> BulkID {
        let id = newID()
        state = .running(id)
        return id
    }

    /// For a run that pays no debt.
    mutating func newID() -> BulkID {
        runs += 1
        return BulkID(rawValue: runs)
    }
}
