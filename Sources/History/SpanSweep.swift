import Bindings
import DHCPv6Wire
import Databases

/// Goes through all spans that go on, some at a time.
struct SpanSweep {
    /// The servers whose spans are held against what they know, by their places among the configured ones.
    let feeds: Set<Int>
    private var last: SpanTable.Key?
    private(set) var isDone = false

    /// Rows to look at at a time, over or not.
    private static let atOnce = 1024

    init(of feeds: Set<Int>) {
        self.feeds = feeds
    }

    struct Found {
        let key: SpanTable.Key
        let span: BindingSpan
    }

    mutating func next(in file: HistoryFile) throws(DatabaseError) -> [Found] {
        let columns = "address, length, kind, server, number"
        let place = last == nil ? "" : "WHERE (\(columns)) > (?, ?, ?, ?, ?)"
        let statement = try file.connection.prepare(
            "SELECT \(columns), \(SpanTable.columns) FROM span \(place) ORDER BY \(columns) LIMIT \(SpanSweep.atOnce)")
        if let last {
            statement.bind(1, last.prefix.address.octets)
            statement.bind(2, last.prefix.length)
            statement.bind(3, last.kind.rawValue)
            statement.bind(4, last.server)
            statement.bind(5, last.number)
        }
        var found: [Found] = []
        var count = 0
        while try statement.step() {
            let key = try SpanTable.key(in: statement, file)
            let span = try SpanTable.span(in: statement, from: 5, file)
            if span.ending == .open { found.append(Found(key: key, span: span)) }
            last = key
            count += 1
        }
        isDone = count < SpanSweep.atOnce
        return found
    }
}
