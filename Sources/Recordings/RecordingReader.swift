import LeasequerySession

/// Takes the octets of a recording, in pieces of any size, and gives its entries.
public struct RecordingReader: Sendable {
    public enum Step: Hashable, Sendable {
        case header(RecordingHeader)
        case entry(RecordingEntry, at: Moment)
        /// So many octets could not be read: what they said is missing here.
        case damaged(octets: Int)
        /// As above, at the end of the file: the program or the machine stopped while it wrote them.
        case torn(octets: Int)
        case needsMore
        case end
    }

    private var unread: [UInt8] = []
    /// How much of it is done with.
    private var at = 0
    private var hasHeader = false
    private var isAtEnd = false
    private var block = OctetReader([])
    private var last = Moment(uptime: 0, utc: 0)

    public init() {}

    /// More of the file; nothing at all is its end.
    public mutating func append(_ octets: [UInt8]) {
        isAtEnd = octets.isEmpty
        unread.removeFirst(at)
        at = 0
        unread += octets
    }

    /// What comes next; after `needsMore`, bring more.
    public mutating func next() throws(RecordingError) -> Step {
        guard hasHeader else { return try header() }
        if !block.isAtEnd { return entry() }
        return nextBlock()
    }

    private mutating func header() throws(RecordingError) -> Step {
        let magic = RecordingFormat.magic
        let head = magic.count + 12
        guard unread.count >= head || isAtEnd else { return .needsMore }
        guard unread.starts(with: magic) else { throw .noRecording }
        guard unread.count >= head else { throw .damagedHeader }
        let version = RecordingFormat.fixed(unread[magic.count...])
        guard version == RecordingFormat.version else { throw .version(version) }
        switch body(at: magic.count + 4) {
        case .some(let body?):
            at = body.endIndex
            hasHeader = true
            var reader = OctetReader(body)
            guard let program = try? reader.text(), let configuration = try? reader.text() else { throw .damagedHeader }
            return .header(RecordingHeader(program: program, configuration: configuration))
        case .some(nil): throw .damagedHeader
        case nil: return .needsMore
        }
    }

    private mutating func nextBlock() -> Step {
        let start = at
        while at < unread.count {
            if unread[at...].starts(with: RecordingFormat.marker) {
                switch body(at: at + 4) {
                case .some(let body?):
                    // What was passed over is told first, and the block is found again.
                    guard at == start else { return .damaged(octets: at - start) }
                    at = body.endIndex
                    block = OctetReader(body)
                    last = Moment(uptime: 0, utc: 0)
                    return entry()
                case .some(nil): break
                case nil:
                    guard at == start else { return .damaged(octets: at - start) }
                    return .needsMore
                }
            } else if !isAtEnd, unread.count - at < RecordingFormat.marker.count {
                break
            }
            at += 1
        }
        let passed = at - start
        guard isAtEnd else { return passed > 0 ? .damaged(octets: passed) : .needsMore }
        return passed > 0 ? .torn(octets: passed) : .end
    }

    /// What stands behind a length and a checksum.
    ///
    /// - Returns: nil if there is more to come of it, and nil in it if it is damaged.
    private func body(at offset: Int) -> ArraySlice<UInt8>?? {
        guard unread.count >= offset + 8 else { return isAtEnd ? .some(nil) : nil }
        let length = Int(RecordingFormat.fixed(unread[offset...]))
        guard length <= RecordingFormat.longestBlock else { return .some(nil) }
        let start = offset + 8
        guard unread.count >= start + length else { return isAtEnd ? .some(nil) : nil }
        let body = unread[start..<start + length]
        let sum = CRC32.of(Array(unread[offset..<offset + 4]) + body)
        return sum == RecordingFormat.fixed(unread[(offset + 4)...]) ? .some(body) : .some(nil)
    }

    private mutating func entry() -> Step {
        do throws(OctetReader.Malformed) {
            guard let kind = EntryKind(rawValue: try block.octet()) else { throw OctetReader.Malformed() }
            let uptime = last.uptime &+ UInt64(bitPattern: try block.signed())
            let offset = last.wallOffset &+ (try block.signed())
            last = Moment(uptime: uptime, utc: Int64(bitPattern: uptime) &+ offset)
            return .entry(try RecordingEntry(kind, from: &block), at: last)
        } catch {
            // The checksum was right: another program wrote this. What follows in the block has no beginning.
            let count = block.count
            block = OctetReader([])
            return .damaged(octets: count)
        }
    }
}
