/// Why a snapshot cannot be compared, in words for people.
public enum SnapshotFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's words.
    case unreadable(String)
    /// No JSON: what is wrong, and how many octets into the file.
    case notJSON(String, at: Int)
    /// No table: what is wrong in which record, the header being the first.
    case notTable(String, record: Int)
    /// JSON or a table, but no snapshot of lqtop.
    case notSnapshot(String)
    /// A later version of lqtop wrote it.
    case format(Int64)
    /// Its end is missing.
    case cut
    /// Two snapshots whose pseudonyms have nothing to do with each other.
    case redaction(String)

    public var description: String {
        switch self {
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .notJSON(let what, let at): "is no JSON: \(what) at octet \(at)"
        case .notTable(let what, let record): "is no CSV: \(what) in record \(record)"
        case .notSnapshot(let what): "is no snapshot of lqtop: \(what)"
        case .format(let format): "has format \(format), which this version does not know: use a newer lqtop"
        case .cut: "was cut: its end is missing"
        case .redaction(let why): why
        }
    }
}
