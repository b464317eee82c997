import DHCPv6Wire
import LeasequerySession

/// What a line of a recording of base times says.
enum SkewRecordingLine: Hashable {
    /// A comment of another kind, the headings, or nothing.
    case other
    case connection(SkewRecordingConnection)
    case message(base: ServerTime, receivedAt: Moment)

    init(parsing line: String) throws(SkewRecordingError.Reason) {
        let line = line.hasSuffix("\r") ? line.dropLast() : line[...]
        if line.hasPrefix("# connect ") {
            self = .connection(try SkewRecordingConnection(parsing: line))
        } else if let first = line.first, first != "#", !first.isLetter {
            self = try SkewRecordingLine(row: line)
        } else {
            self = .other
        }
    }

    private init(row: Substring) throws(SkewRecordingError.Reason) {
        let columns = row.split(separator: ",", omittingEmptySubsequences: false)
        guard columns.count >= 3 else { throw .columns }
        guard let wall = Int64(columns[0]), wall >= 0 else { throw .number(String(columns[0])) }
        guard let mono = UInt64(columns[1]), mono <= Int64.max else { throw .number(String(columns[1])) }
        guard let base = UInt32(columns[2]) else { throw .number(String(columns[2])) }
        self = .message(base: ServerTime(rawValue: base), receivedAt: Moment(uptime: mono, utc: wall))
    }
}

/// `# connect row=N ...`: a connection whose first message is row N.
struct SkewRecordingConnection: Hashable {
    var row: Int
    /// When the query was sent; nil if the recording does not say.
    var queryAt: Moment?
    var roundTrip: Duration?
    /// The first row that is no longer catch-up.
    var catchUpEnd: Int

    init(parsing line: Substring) throws(SkewRecordingError.Reason) {
        var values: [Substring: Int64] = [:]
        for field in line.split(separator: " ") {
            let parts = field.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            guard let value = Int64(parts[1]) else { throw .number(String(parts[1])) }
            values[parts[0]] = value
        }
        guard let row = values["row"], row >= 0 else { throw .connectionWithoutRow }
        self.row = Int(row)
        if let wall = values["query_wall_ns"], let mono = values["query_mono_ns"], wall >= 0, mono >= 0 {
            queryAt = Moment(uptime: UInt64(mono), utc: wall)
        }
        if let roundTrip = values["rtt_us"], roundTrip >= 0 { self.roundTrip = .microseconds(roundTrip) }
        catchUpEnd = Int(values["catchup_until_row"] ?? 0)
    }
}

/// A line of a recording that cannot be used.
struct SkewRecordingError: Error, Hashable, CustomStringConvertible {
    enum Reason: Error, Hashable {
        case columns
        case number(String)
        case connectionWithoutRow
        /// The connection's first row has passed.
        case lateConnection(row: Int)
    }

    var line: Int
    var reason: Reason

    var description: String {
        let what =
            switch reason {
            case .columns: "want local_wall_ns,local_mono_ns,base_time_s"
            case .number(let text): "'\(text)' is not a number that fits here"
            case .connectionWithoutRow: "a connection needs row=N"
            case .lateConnection(let row): "row \(row) has passed: a connection stands before its rows"
            }
        return "line \(line): \(what)"
    }
}
