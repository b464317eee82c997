/// Reads a table (RFC 4180) of any length front to back, a record at a time and in the room of a piece of it. Lines may
/// end with LF alone, as editors leave them.
struct CSVReader {
    /// Gives the next piece; empty at the end.
    typealias Source = () throws(SnapshotFault) -> [UInt8]

    private let source: Source
    private var piece: [UInt8] = []
    private var at = 0
    /// The cells of the record, one behind the other, and where each ends.
    private var octets: [UInt8] = []
    private var ends: [Int] = []
    /// Records read; the header is the first.
    private(set) var record = 0

    /// Longer records are no snapshot's.
    private static let longest = 1 << 20

    init(_ source: @escaping Source) {
        self.source = source
    }

    /// Cells of the record read last.
    var count: Int { ends.count }

    /// What a cell of the record read last says; nil: nothing. The apostrophe that keeps spreadsheets from taking it
    /// for a formula is gone.
    subscript(_ column: Int) -> [UInt8]? {
        let start = column == 0 ? 0 : ends[column - 1]
        guard start < ends[column] else { return nil }
        return Array(octets[(octets[start] == UInt8(ascii: "'") ? start + 1 : start)..<ends[column]])
    }

    /// Reads the next record; false: there is none.
    mutating func next() throws(SnapshotFault) -> Bool {
        octets.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        guard try peek() != nil else { return false }
        record += 1
        while true {
            try readCell()
            ends.append(octets.count)
            switch try take() {
            case UInt8(ascii: ","): break
            case UInt8(ascii: "\n"): return true
            case UInt8(ascii: "\r"):
                guard try take() == UInt8(ascii: "\n") else { throw fault("half the end of a line") }
                return true
            case nil: throw .cut
            default: throw fault("something behind a closing quote")
            }
        }
    }

    func fault(_ what: String) -> SnapshotFault { .notTable(what, record: record) }

    private mutating func readCell() throws(SnapshotFault) {
        guard try peek() == UInt8(ascii: "\"") else { return try readPlain() }
        repeat {
            at += 1
            try readQuoted()
            at += 1
            // Two quotes in quotes are one.
            guard try peek() == UInt8(ascii: "\"") else { return }
            octets.append(UInt8(ascii: "\""))
        } while true
    }

    private mutating func readPlain() throws(SnapshotFault) {
        try read { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
    }

    private mutating func readQuoted() throws(SnapshotFault) {
        try read { $0 == UInt8(ascii: "\"") }
        guard try peek() != nil else { throw .cut }
    }

    /// Takes octets up to one that ends them, or to the end of the text.
    @inline(__always)
    private mutating func read(until ends: (UInt8) -> Bool) throws(SnapshotFault) {
        while try peek() != nil {
            let end = piece[at...].firstIndex(where: ends) ?? piece.count
            octets.append(contentsOf: piece[at..<end])
            at = end
            guard octets.count < CSVReader.longest else { throw fault("more than can be") }
            if end < piece.count { return }
        }
    }

    @inline(__always)
    private mutating func peek() throws(SnapshotFault) -> UInt8? {
        if at == piece.count {
            piece = try source()
            at = 0
        }
        return at < piece.count ? piece[at] : nil
    }

    private mutating func take() throws(SnapshotFault) -> UInt8? {
        guard let octet = try peek() else { return nil }
        at += 1
        return octet
    }
}
