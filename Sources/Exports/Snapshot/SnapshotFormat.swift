/// How a snapshot is written; docs/snapshot.md describes each.
public enum SnapshotFormat: String, CaseIterable, Sendable {
    /// One document.
    case json
    /// A line for what it is of, a line for each binding, a line that says how many and whether that is all.
    case ndjson
    /// A table (RFC 4180) with a record more that says how many and whether that is all.
    case csv

    /// By the file's ending, whatever its case; nil if it tells nothing.
    public init?(ofFile path: String) {
        let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last
        switch ending?.lowercased() {
        case "json": self = .json
        case "ndjson", "jsonl": self = .ndjson
        case "csv": self = .csv
        default: return nil
        }
    }

    /// For people.
    public var name: String {
        switch self {
        case .json: "JSON"
        case .ndjson: "NDJSON"
        case .csv: "CSV"
        }
    }
}
