import Bindings
import DHCPv6Wire
import Databases

/// The table `span`, for the one who writes it. `HistoryFile` has its columns.
struct SpanTable {
    /// Where a span stands: which binding, told by which server, and which of its spans.
    struct Key: Hashable {
        var prefix: IPv6Prefix
        var kind: BindingKind
        var server: Int64
        var number: Int64
    }

    private let file: HistoryFile
    private let newest: SQLiteStatement
    private let insertion: SQLiteStatement
    private let renewal: SQLiteStatement
    private let ending: SQLiteStatement
    private let lengthInsertion: SQLiteStatement
    private var lengths: Set<UInt8> = []

    init(_ file: HistoryFile) throws(DatabaseError) {
        self.file = file
        newest = try file.connection.prepare(
            """
            SELECT number, \(SpanTable.columns) FROM span
            WHERE address = ? AND length = ? AND kind = ? AND server = ? ORDER BY number DESC LIMIT 1
            """)
        insertion = try file.connection.prepare("INSERT INTO span VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let place = "WHERE address = ?1 AND length = ?2 AND kind = ?3 AND server = ?4 AND number = ?5"
        renewal = try file.connection.prepare("UPDATE span SET seen = ?6, until = ?7 \(place)")
        ending = try file.connection.prepare(
            "UPDATE span SET seen = ?6, until = ?7, gone = ?8, ending = ?9, over = ?10 \(place)")
        lengthInsertion = try file.connection.prepare("INSERT OR IGNORE INTO length VALUES (?)")
    }

    /// What `span(in:from:)` reads.
    static let columns = "duid, began, is_begin_known, seen, until, gone, ending"

    /// - Parameter server: its place in the file.
    func newest(_ subject: BindingSubject, of server: Int64) throws(DatabaseError) -> (
        number: Int64, span: BindingSpan
    )? {
        bind(newest, subject.prefix, subject.kind, server)
        defer { newest.reset() }
        guard try newest.step() else { return nil }
        return (newest.integer(0) ?? 0, try SpanTable.span(in: newest, from: 1, file))
    }

    mutating func insert(_ span: BindingSpan, at key: Key) throws(DatabaseError) {
        if lengths.insert(key.prefix.length).inserted {
            lengthInsertion.bind(1, key.prefix.length)
            try lengthInsertion.run()
        }
        bind(insertion, key.prefix, key.kind, key.server)
        insertion.bind(5, key.number)
        insertion.bind(6, span.duid.octets)
        insertion.bind(7, span.began)
        insertion.bind(8, span.isBeginKnown ? 1 : 0)
        insertion.bind(9, span.seen)
        insertion.bind(10, span.until)
        insertion.bind(11, span.gone)
        insertion.bind(12, span.ending.rawValue)
        insertion.bind(13, span.over)
        try insertion.run()
    }

    /// What was not committed is to be written again.
    mutating func rolledBack() { lengths = [] }

    /// Puts `span` in the place of the one that was there, which began at the same time.
    func update(_ span: BindingSpan, at key: Key, wasOpen: Bool) throws(DatabaseError) {
        // Most are renewals; they leave the indices alone.
        let isRenewal = wasOpen && span.ending == .open
        let statement = isRenewal ? renewal : ending
        bind(statement, key.prefix, key.kind, key.server)
        statement.bind(5, key.number)
        statement.bind(6, span.seen)
        statement.bind(7, span.until)
        if !isRenewal {
            statement.bind(8, span.gone)
            statement.bind(9, span.ending.rawValue)
            statement.bind(10, span.over)
        }
        try statement.run()
    }

    private func bind(_ statement: SQLiteStatement, _ prefix: IPv6Prefix, _ kind: BindingKind, _ server: Int64) {
        statement.bind(1, prefix.address.octets)
        statement.bind(2, prefix.length)
        statement.bind(3, kind.rawValue)
        statement.bind(4, server)
    }

    static func span(
        in statement: SQLiteStatement, from column: Int32, _ file: HistoryFile
    ) throws(DatabaseError) -> BindingSpan {
        guard let duid = statement.octets(column), duid.count <= 255, let began = statement.integer(column + 1),
            let seen = statement.integer(column + 3),
            let ending = statement.integer(column + 6).flatMap(UInt8.init(exactly:)).flatMap(
                BindingSpan.Ending.init(rawValue:))
        else { throw file.damaged("a span") }
        return BindingSpan(
            DUID(octets: Array(duid)), began: began, isBeginKnown: statement.integer(column + 2) == 1, seen: seen,
            until: statement.integer(column + 4), gone: statement.integer(column + 5), ending: ending)
    }
}

extension SpanTable {
    /// From the first five columns.
    static func key(in statement: SQLiteStatement, _ file: HistoryFile) throws(DatabaseError) -> Key {
        guard let address = statement.octets(0).flatMap({ IPv6Address(octets: $0) }),
            let length = statement.integer(1).flatMap(UInt8.init(exactly:)), length <= 128,
            let kind = statement.integer(2).flatMap(UInt8.init(exactly:)).flatMap(BindingKind.init(rawValue:)),
            let server = statement.integer(3), let number = statement.integer(4)
        else { throw file.damaged("a span's place") }
        return Key(prefix: IPv6Prefix(address, length: length), kind: kind, server: server, number: number)
    }
}
