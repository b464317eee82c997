import LeasequerySession

/// One line of the log.
public struct LogEntry: Hashable, Sendable, Identifiable {
    /// Counts up from 1.
    public let id: UInt64
    /// When it happened first.
    public let at: Moment
    /// nil: it is about lqtop itself.
    public let server: ServerID?
    /// As it happened last.
    public internal(set) var event: LogEvent
    /// How often it happened.
    public internal(set) var times = 1
    /// When it happened last.
    public internal(set) var lastAt: Moment

    public init(id: UInt64, _ event: LogEvent, of server: ServerID?, at now: Moment) {
        self.id = id
        self.event = event
        self.server = server
        at = now
        lastAt = now
    }
}

/// What lqtop saw and did, the newest of it in bounded room. What repeats within a minute is one entry with a count: no
/// server can push everything else out by saying the same again and again.
public struct EventLog: Sendable {
    /// Oldest first.
    public private(set) var entries: [LogEntry] = []
    /// How many came before what is kept.
    public private(set) var forgotten: UInt64 = 0

    /// Entries kept.
    public static let most = 2048
    /// For how long after its beginning an entry takes repeats.
    static let gathering = Duration.seconds(60)
    /// Entries looked at for one that takes a repeat.
    private static let reach = 32
    /// Forgotten at once, so that it does not cost with every entry.
    private static let batch = 64

    public init() {}

    /// The id of the newest entry; 0: there is none.
    public var lastID: UInt64 { forgotten + UInt64(entries.count) }

    mutating func add(_ event: LogEvent, of server: ServerID? = nil, at now: Moment) {
        if let place = place(for: event, of: server, at: now) {
            entries[place].event = event
            entries[place].times += 1
            entries[place].lastAt = now
            return
        }
        entries.append(LogEntry(id: lastID + 1, event, of: server, at: now))
        guard entries.count >= EventLog.most + EventLog.batch else { return }
        entries.removeFirst(EventLog.batch)
        forgotten += UInt64(EventLog.batch)
    }

    /// Of the entry that a repeat is counted in; nil: it is none.
    private func place(for event: LogEvent, of server: ServerID?, at now: Moment) -> Int? {
        entries.indices.suffix(EventLog.reach).last { index in
            entries[index].server == server && now.since(entries[index].at) < EventLog.gathering
                && event.repeats(entries[index].event)
        }
    }
}
