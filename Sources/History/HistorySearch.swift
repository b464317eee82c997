import Bindings
import DHCPv6Wire
import Databases

/// Finds in a history file what a question is about.
struct HistorySearch {
    private let file: HistoryFile

    init(_ file: HistoryFile) {
        self.file = file
    }

    func answer(_ question: HistoryQuestion, at now: Int64) throws(DatabaseError) -> HistoryAnswer {
        // All from one state of the file, whatever is written meanwhile.
        try file.connection.execute("BEGIN")
        defer { file.rollBack() }
        let range =
            switch question.time {
            case .latest: now...now
            case .at(let time): time...time
            case .range(let range): range
            }
        let (places, servers) = try ServerTables(file).servers()
        var answer = HistoryAnswer(question, range: range, servers: servers)
        for (sql, values) in try searches(question.subject) {
            try search(sql, values, places, into: &answer)
        }
        answer.rows.sort(by: HistoryAnswer.Row.isBefore)
        if answer.rows.count > question.most {
            answer.rows.removeLast(answer.rows.count - question.most)
            answer.isCut = true
        }
        if answer.isOneTime, answer.rows.isEmpty, case .prefix(let prefix) = question.subject {
            try addNeighbours(of: prefix, places, to: &answer)
        }
        return answer
    }

    // MARK: Which spans

    private enum Value {
        case octets([UInt8])
        case integer(Int64)
    }

    private func searches(_ subject: HistoryQuestion.Subject) throws(DatabaseError) -> [(String, [Value])] {
        switch subject {
        case .prefix(let prefix):
            // Each that may cover it is one place in the index; all that it covers lie next to each other.
            var searches: [(String, [Value])] = []
            let lengths = try file.connection.prepare("SELECT length FROM length WHERE length < ? ORDER BY length")
            lengths.bind(1, prefix.length)
            while try lengths.step() {
                guard let length = lengths.integer(0).flatMap(UInt8.init(exactly:)) else { continue }
                let covering = IPv6Prefix(prefix.address, length: length)
                searches.append(
                    ("address = ? AND length = ?", [.octets(covering.address.octets), .integer(Int64(length))]))
            }
            let (first, last) = (prefix.address.octets, prefix.lastAddress.octets)
            searches.append(
                (
                    "address BETWEEN ? AND ? AND length >= ?",
                    [.octets(first), .octets(last), .integer(Int64(prefix.length))]
                ))
            return searches
        case .client(let duid):
            return [
                ("substr(duid, -6) = ? AND duid = ?", [.octets(Array(duid.octets.suffix(6))), .octets(duid.octets)])
            ]
        case .linkLayerAddress(let address):
            guard address.count == 6 else { return [] }
            return [("substr(duid, -6) = ?", [.octets(address)])]
        }
    }

    /// Spans that were there at some time that was asked for, or may have been.
    private func search(
        _ condition: String, _ values: [Value], _ places: [Int64], into answer: inout HistoryAnswer
    ) throws(DatabaseError) {
        let statement = try file.connection.prepare(
            "SELECT address, length, kind, server, number, \(SpanTable.columns) FROM span WHERE \(condition)")
        for (index, value) in values.enumerated() {
            switch value {
            case .octets(let octets): statement.bind(Int32(index) + 1, octets)
            case .integer(let integer): statement.bind(Int32(index) + 1, integer)
            }
        }
        while try statement.step() {
            guard let row = try row(statement, places, answer), answer.wants(row) else { continue }
            answer.rows.append(row)
        }
    }

    /// nil: no server told it, which is none of our files.
    private func row(
        _ statement: SQLiteStatement, _ places: [Int64], _ answer: HistoryAnswer
    ) throws(DatabaseError) -> HistoryAnswer.Row? {
        let key = try SpanTable.key(in: statement, file)
        let span = try SpanTable.span(in: statement, from: 5, file)
        guard let server = places.firstIndex(of: key.server) else { throw file.damaged("server \(key.server)") }
        let time = answer.time(of: server)
        return HistoryAnswer.Row(
            server: server, prefix: key.prefix, kind: key.kind, span: span,
            verdict: span.verdict(at: time, answer.servers[server].record))
    }

    private func addNeighbours(
        of prefix: IPv6Prefix, _ places: [Int64], to answer: inout HistoryAnswer
    ) throws(DatabaseError) {
        let statement = try file.connection.prepare(
            """
            SELECT address, length, kind, server, number, \(SpanTable.columns) FROM span
            WHERE address = ? AND length = ?
            """)
        statement.bind(1, prefix.address.octets)
        statement.bind(2, prefix.length)
        while try statement.step() {
            guard let row = try row(statement, places, answer) else { continue }
            if row.span.began > answer.time(of: row.server) {
                if answer.after.map({ row.span.began < $0.span.began }) ?? true { answer.after = row }
            } else if answer.before.map({ row.span.seen > $0.span.seen }) ?? true {
                answer.before = row
            }
        }
    }
}

extension HistoryAnswer {
    fileprivate func wants(_ row: Row) -> Bool {
        if case .linkLayerAddress(let address) = question.subject, row.span.duid.linkLayerAddress != address {
            return false
        }
        guard !isOneTime else { return row.verdict != .notHeld }
        let record = servers[row.server].record
        return row.span.began <= range.upperBound
            && (row.span.over.map { $0 >= range.lowerBound } ?? true
                || row.span.verdict(at: range.lowerBound, record) != .notHeld)
    }
}

extension HistoryAnswer.Row {
    fileprivate static func isBefore(_ left: HistoryAnswer.Row, _ right: HistoryAnswer.Row) -> Bool {
        if left.prefix.address != right.prefix.address { return left.prefix.address < right.prefix.address }
        if left.prefix.length != right.prefix.length { return left.prefix.length < right.prefix.length }
        return (left.span.began, left.server) < (right.span.began, right.server)
    }
}

extension IPv6Prefix {
    /// All bits behind its length set.
    fileprivate var lastAddress: IPv6Address {
        let mask = IPv6Address(high: .max, low: .max).masked(to: length)
        return IPv6Address(high: address.high | ~mask.high, low: address.low | ~mask.low)
    }
}
