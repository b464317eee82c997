/// Reads a CSV snapshot, as docs/snapshot.md describes it, and refuses what has not its end. Columns go by their names:
/// others may have come or gone.
struct TableReader {
    /// What stands in a column besides the members of a binding.
    private enum Column: String, CaseIterable {
        case record, completeness, redaction, created, filter, count
    }

    private var table: CSVReader
    private var snapshot = Snapshot()
    private var places: [Column: Int] = [:]
    private var members: [(place: Int, member: BindingMembers.Member)] = []
    private var width = 0
    private var hasEnd = false

    /// - Parameter source: gives the next piece of the file; empty at the end.
    static func read(_ source: @escaping CSVReader.Source) throws(SnapshotFault) -> Snapshot {
        var reader = TableReader(table: CSVReader(source))
        return try reader.read()
    }

    private init(table: CSVReader) {
        self.table = table
    }

    private mutating func read() throws(SnapshotFault) -> Snapshot {
        guard try table.next() else { throw .cut }
        try readHeader()
        while try table.next() {
            guard !hasEnd else { throw .notSnapshot("something follows its end") }
            guard table.count == width else { throw table.fault("\(table.count) cells instead of \(width)") }
            try readRecord()
        }
        guard hasEnd else { throw .cut }
        return snapshot
    }

    private mutating func readHeader() throws(SnapshotFault) {
        width = table.count
        var columns: [String: Int] = [:]
        for column in 0..<width { columns[text(column)] = column }
        for column in Column.allCases {
            guard let place = columns[column.rawValue] else { throw TableReader.lacks(column.rawValue) }
            places[column] = place
        }
        for member in BindingMembers.Member.allCases {
            guard let place = columns[member.rawValue] else { throw TableReader.lacks(member.rawValue) }
            members.append((place, member))
        }
    }

    private static func lacks(_ column: String) -> SnapshotFault { .notSnapshot("it has no column \(column)") }

    private mutating func readRecord() throws(SnapshotFault) {
        switch text(.record) {
        case "binding": try readBinding()
        case "end": try readEnd()
        case let kind: throw table.fault("'\(kind)' instead of 'binding' or 'end'")
        }
    }

    private mutating func readBinding() throws(SnapshotFault) {
        var binding = BindingMembers()
        for (place, member) in members {
            guard let text = table[place] else { continue }
            guard binding.read(text, as: member) else { throw table.fault("no whole number as \(member.rawValue)") }
        }
        try snapshot.add(binding)
        let completeness = text(.completeness)
        guard completeness != "whole" else { return }
        let standing = "\(binding.server): \(completeness)"
        if !snapshot.origin.partialServers.contains(standing) { snapshot.origin.partialServers.append(standing) }
    }

    private mutating func readEnd() throws(SnapshotFault) {
        hasEnd = true
        guard let count = Int64(text(.count)) else { throw table.fault("no whole number as count") }
        snapshot.origin.created = text(.created)
        snapshot.origin.filter = table[places[.filter] ?? 0].map { String(decoding: $0, as: UTF8.self) }
        snapshot.origin.isWhole = text(.completeness) == "whole"
        if !snapshot.origin.isWhole, snapshot.origin.partialServers.isEmpty {
            snapshot.origin.partialServers = ["a server without bindings in it"]
        }
        snapshot.origin.redaction = try redaction()
        try snapshot.end(count: count)
    }

    /// How it was redacted, which the cell says in words.
    private func redaction() throws(SnapshotFault) -> Snapshot.Redaction? {
        let said = text(.redaction)
        guard !said.isEmpty else { return nil }
        // HMAC-SHA-256 with key FINGERPRINT, addresses cut to /LENGTH, names removed
        let words = said.split(separator: " ").map { $0.filter { $0 != "," && $0 != "/" } }
        guard words.count == 10, words[2] == "key", let length = Int64(words[7]) else {
            throw table.fault("an unknown redaction")
        }
        return Snapshot.Redaction(keyFingerprint: words[3], prefixLength: length)
    }

    private func text(_ column: Column) -> String { places[column].map(text) ?? "" }

    private func text(_ place: Int) -> String { table[place].map { String(decoding: $0, as: UTF8.self) } ?? "" }
}
