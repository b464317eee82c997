import DHCPv6Wire
import LeasequerySession

/// What is known about one server and its feed: derived from events and batches, copied out for screens and exports.
public struct ServerReport: Hashable, Sendable {
    public var server: ServerID
    public var name: String
    /// Plain TCP by explicit setting: marked wherever the server is shown.
    public var isInsecure: Bool
    /// Who is at the other end of the secured connection; nil if there is none at the moment. Of a polled server: who
    /// answered the last poll that was secured.
    public var peer: PeerIdentity?
    /// From the beginning of one poll to that of the next; nil: the feed is an active leasequery.
    public var pollInterval: Duration?
    /// Whether it has Active Leasequery, as far as it was asked for.
    public var activeSupport = ActiveSupport.unknown
    public var phase: FeedPhase = .stopped
    /// When `phase` began.
    public var phaseSince: Moment?
    /// How well the feed is heard.
    public var condition = FeedCondition(.unknown, since: nil)
    public var connection = ConnectionReport()
    public var lastMessageAt: Moment?
    public var lastBaseTime: ServerTime?
    /// Server's clock minus ours; nil if unknown.
    public var skew: SkewEstimate?
    /// How the skew stands to `skewLimits`.
    public var skewLevel = SkewLevel()
    public var skewLimits = SkewLimits()
    public var skewHistory = SkewHistory()
    /// Of the server's clock and ours, oldest first.
    public var clockSteps: [ClockStep] = []
    public var bound = 0
    public var boundAddresses = 0
    public var boundPrefixes = 0
    public var ended = 0
    public var changesPerSecond = 0.0
    /// Changes in each of the last seconds, oldest first.
    public var changeHistory: [UInt32] = []
    /// Statements by what they did, by `ChangeKind.rawValue`.
    public var changes = [UInt64](repeating: 0, count: ChangeKind.allCases.count)
    public var tally = FeedTally()
    /// Messages of the active query that were dropped, by the rule that they broke.
    public var discardedByRule: [String: UInt64] = [:]
    /// Statements not stored because the limit was reached.
    public var dropped: UInt64 = 0
    /// Some of these have not been told again since.
    public var isOverLimit = false
    /// Statements whose details were not kept because there was no room for them.
    public var detailsDropped: UInt64 = 0
    /// Statements ignored because a later one was known.
    public var outdated: UInt64 = 0
    /// Connections that came up, after the first.
    public var reconnects: UInt64 = 0
    public var lastEnd: ConnectionEnd?
    public var lastEndAt: Moment?
    public var catchUp: CatchUpReport?
    /// The newest fault or refusal in words, unescaped.
    public var lastProblem: String?
    public var lastProblemAt: Moment?
    /// The newest bulk run.
    public var bulk: BulkProgress?
    /// nil: it has no partner.
    public var partner: PartnerReport?
    public var completeness: Completeness = .unknown
    /// What `completeness` comes from.
    public var ledger = Ledger()

    public init(server: ServerID, name: String, isInsecure: Bool) {
        self.server = server
        self.name = name
        self.isInsecure = isInsecure
    }
}

/// How a server and its partner stand to each other.
public struct PartnerReport: Hashable, Sendable {
    public var server: ServerID
    /// Bindings that both have told, ended ones included.
    public var shared: Int
    /// Bindings on which their newest statements disagree.
    public var conflicts: Int
    /// When the conflict that lasts longest began, by our clock, Unix seconds; nil: there is none.
    public var oldestConflict: Int64?

    public init(server: ServerID, shared: Int, conflicts: Int, oldestConflict: Int64?) {
        self.server = server
        self.shared = shared
        self.conflicts = conflicts
        self.oldestConflict = oldestConflict
    }
}

/// How a bulk run goes or went; the protocol tells no total here either.
public struct BulkProgress: Hashable, Sendable {
    /// What it is to pay; without a beginning it is a fill.
    public var debt: Debt
    public var beganAt: Moment
    /// Statements so far.
    public var updates: UInt64 = 0
    public var endedAt: Moment?
    /// nil while it runs.
    public var verdict: BulkVerdict?

    public init(_ debt: Debt, beganAt: Moment) {
        self.debt = debt
        self.beganAt = beganAt
    }
}
