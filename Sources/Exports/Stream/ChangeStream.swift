import Bindings
import DHCPv6Wire
import LeasequerySession

/// What happens, as lines of JSON for one reader: bindings that change and what befalls their feeds, in order, and what
/// this reader missed. docs/stream.md says what each line means.
///
/// It is a place in the store's logs, which are bounded: a reader that does not keep up costs nothing, and finds a line
/// with what it lost.
public struct ChangeStream: Sendable {
    /// What the lines say of lqtop and its servers.
    public struct Source: Sendable {
        public var store: LiveStore
        public var version: String
        /// As configured, in the order of `ServerID`.
        public var servers: [(name: String, address: String)]
        /// nil: everything.
        public var filter: Filter?
        /// nil: all may be seen.
        public var redactor: Redactor?

        public init(
            _ store: LiveStore, version: String, servers: [(name: String, address: String)], filter: Filter?,
            redactor: Redactor? = nil
        ) {
            self.store = store
            self.version = version
            self.servers = servers
            self.filter = filter
            self.redactor = redactor
        }
    }

    private let source: Source
    /// The last change read.
    private var lastChange: UInt64
    private var tail: LogTail
    /// What happened behind the last change read.
    private var waiting: ArraySlice<LogTail.News> = []
    private var lastLine: UInt64 = 0
    /// Whether there was more than one look gives.
    public private(set) var hasMore = false
    /// Changes that were lost so far.
    public private(set) var dropped: UInt64 = 0

    /// Changes looked at under the lock at a time.
    static let slice = 256

    /// - Parameter fromNow: leaves out what happened before; else it begins with lqtop.
    public init(_ source: Source, fromNow: Bool) {
        self.source = source
        let (change, entry) = source.store.read { ($0.lastChange, $0.eventLog.lastID) }
        lastChange = fromNow ? change : 0
        tail = LogTail(after: fromNow ? entry : 0)
    }

    /// The line that says of what the following lines tell, and what is not known by now.
    public mutating func begin(at now: Moment) -> [UInt8] {
        let (reports, alarms) = source.store.read { ($0.serverReports(at: now), $0.alarms.alarms.filter(\.isOpen)) }
        let metadata = SnapshotMetadata(
            version: source.version, createdAt: now.unixSeconds, filter: source.filter?.fullText,
            servers: zip(reports, source.servers).map { SnapshotMetadata.Server($0, address: $1.address) },
            alarms: alarms,
            redactor: source.redactor)
        var json = JSONWriter(.line)
        line("begin", at: now, &json) { [lastChange] json in
            json.member("after-number", lastChange)
            metadata.write(to: &json)
        }
        return json.take()
    }

    /// What has happened since; empty: nothing.
    public mutating func next(at now: Moment) -> [UInt8] {
        var json = JSONWriter(.line)
        // However little the filter lets through: who gets nothing may wait before the next look.
        repeat { look(at: now, &json) } while json.count == 0 && hasMore
        return json.take()
    }

    /// Writes what one look at the store gives.
    private mutating func look(at now: Moment, _ json: inout JSONWriter) {
        // Apart from the value itself, which must not be written while it is read. What was taken and not written is
        // bounded: no more is taken until it is.
        var tail = tail
        let (slice, news) = source.store.read { [waiting] store in
            let slice = store.changes(
                after: lastChange, most: ChangeStream.slice, matching: source.filter, at: now)
            return (slice, waiting.isEmpty ? tail.take(from: store.eventLog, at: now) : [])
        }
        self.tail = tail
        waiting += source.redactor.map { news.map($0.redacted) } ?? news
        if let lost = slice.lost { writeDropped(lost, at: now, &json) }
        let name = name
        for item in slice.items {
            writeEvents(until: item.change.at, now, &json)
            let change = source.redactor?.redacted(item.change) ?? item.change
            let binding = source.redactor.map { redactor in item.binding.map(redactor.redacted) } ?? item.binding
            line("change", at: nil, &json) { json in
                ChangeDocument(change, name: name).write(to: &json)
                json.member("binding", binding.map { BindingValue(row: $0, name: name) })
            }
        }
        lastChange = slice.last
        hasMore = slice.hasMore
        if !slice.hasMore { writeEvents(until: .max, now, &json) }
    }

    /// The last line: nothing follows, and nothing is missing.
    public mutating func end(at now: Moment) -> [UInt8] {
        var json = JSONWriter(.line)
        line("end", at: now, &json) { [dropped] json in json.member("dropped-in-all", dropped) }
        return json.take()
    }

    private mutating func writeDropped(_ lost: ClosedRange<UInt64>, at now: Moment, _ json: inout JSONWriter) {
        let count = lost.upperBound - lost.lowerBound + 1
        dropped += count
        line("dropped", at: now, &json) { json in
            json.member("count", count)
            json.member("from", lost.lowerBound)
            json.member("to", lost.upperBound)
        }
    }

    /// What happened before this time, Unix nanoseconds.
    private mutating func writeEvents(until time: Int64, _ now: Moment, _ json: inout JSONWriter) {
        while let news = waiting.first, news.moment(now).utc <= time {
            waiting.removeFirst()
            switch news {
            case .entry(let entry): writeEvent(entry, times: entry.times, &json)
            case .repeated(let entry, let more): writeEvent(entry, times: more, &json)
            case .lost(let count): line("events-dropped", at: now, &json) { $0.member("count", count) }
            }
        }
    }

    private mutating func writeEvent(_ entry: LogEntry, times: Int, _ json: inout JSONWriter) {
        let name = name
        line(entry.event.exported, at: entry.lastAt, &json) { json in
            json.member("server", entry.server.map(name))
            json.member("severity", "\(entry.event.severity)")
            json.member("times", times)
            entry.event.writeFigures(to: &json, name: name)
        }
    }

    /// - Parameter moment: nil: the members say when.
    private mutating func line(
        _ event: String, at moment: Moment?, _ json: inout JSONWriter, _ members: (inout JSONWriter) -> Void
    ) {
        lastLine += 1
        let number = lastLine
        json.object { json in
            json.member("event", event)
            json.member("seq", number)
            if let moment { json.member("at", UnixMilliseconds(nanoseconds: moment.utc)) }
            members(&json)
        }
        json.endLine()
    }

    private var name: (ServerID) -> String {
        { [servers = source.servers] server in
            servers.indices.contains(server.rawValue) ? servers[server.rawValue].name : "server \(server.rawValue)"
        }
    }
}

/// A binding where one value is expected.
private struct BindingValue: JSONValue {
    let row: BindingRow
    let name: (ServerID) -> String

    func write(to json: inout JSONWriter) {
        json.valueObject { BindingDocument(row, name: name).write(to: &$0) }
    }
}

extension LogTail.News {
    fileprivate func moment(_ now: Moment) -> Moment {
        switch self {
        case .entry(let entry), .repeated(let entry, _): entry.lastAt
        case .lost: now
        }
    }
}
