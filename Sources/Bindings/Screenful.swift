import DHCPv6Wire
import LeasequerySession

/// What the screen wants to know: answered by one bounded look at the store.
public struct Question: Sendable {
    public enum Table: Sendable {
        case none
        /// Rows `window` of the bindings that pass the filter, in this order.
        case bindings(order: BindingOrder, window: Range<Int>)
        /// Up to `count` changes that pass the filter, newest first, none newer than `through` (nil: the newest).
        case changes(through: UInt64?, skip: Int, count: Int)
        /// The same of the log of what was seen and done, less what matters less than this; no filter is for it.
        case log(through: UInt64?, atLeast: LogEvent.Severity, skip: Int, count: Int)
        /// How many changes there were lately inside each of these.
        case changeCounts(in: [IPv6Prefix])
    }

    public var filter: Filter?
    public var table: Table
    /// A binding to tell all about, whatever the filter and the table are.
    public var subject: BindingSubject?
    /// The window is to be moved to where this row is.
    public var seek: Seek?

    public init(filter: Filter? = nil, table: Table = .none, subject: BindingSubject? = nil, seek: Seek? = nil) {
        self.filter = filter
        self.table = table
        self.subject = subject
        self.seek = seek
    }
}

/// How bindings are sorted; ties always by prefix, length, server.
public struct BindingOrder: Hashable, Sendable {
    public enum Key: UInt8, CaseIterable, Hashable, Sendable {
        case prefix, client, server, state, change, changed, expires, lastTransaction
    }

    public var key: Key
    public var isDescending: Bool

    public init(_ key: Key, descending: Bool = false) {
        self.key = key
        isDescending = descending
    }
}

/// The answer to a `Question`: a screenful of rows and the totals, copied out.
public struct Answer: Sendable {
    public var totals = Totals()
    /// One for each configured server, in order.
    public var servers: [ServerReport] = []
    /// Whether what is known will be there after a restart; nil: there is no state file.
    public var keeping: KeepingStatus?
    /// What needs somebody, the worst on top; then what did until not long ago.
    public var alarms: [Alarm] = []
    /// About the subject of the question; nil: it had none.
    public var binding: BindingReport?
    /// Filled if the question was about bindings.
    public var bindings: [BindingRow] = []
    /// Filled if the question was about changes.
    public var changes: [ChangeRow] = []
    /// Filled if the question was about counts.
    public var changeCounts: ChangeCounts?
    /// Filled if the question was about the log.
    public var log: [LogEntry] = []
    /// Filled if a row was sought.
    public var sought: Sought?
    /// How many bindings, retained changes, or entries of the log there are in all, as far as a filter is in force.
    public var matching = 0

    public init() {}
}

/// Running counts over all servers.
public struct Totals: Hashable, Sendable {
    /// Bindings that hold.
    public var bound = 0
    public var boundAddresses = 0
    public var boundPrefixes = 0
    /// Ended or expired bindings still kept.
    public var ended = 0
    /// Statements not stored because the limit was reached.
    public var dropped: UInt64 = 0
    /// The sequence number of the newest change, 0 if there is none.
    public var lastSequence: UInt64 = 0
    /// The id of the newest entry of the log, 0 if there is none.
    public var lastLogged: UInt64 = 0
    /// Changes a second over the last seconds.
    public var changesPerSecond = 0.0
    /// Changes in each of the last seconds, oldest first, for a sparkline.
    public var changeHistory: [UInt32] = []

    public init() {}
}
