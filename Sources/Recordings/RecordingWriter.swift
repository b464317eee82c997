import LeasequerySession

/// Turns entries into the blocks of a recording.
///
/// Appending is cheap, for feeds; checksums are made when blocks are taken, for who writes them.
public struct RecordingWriter: Sendable {
    /// The contents of blocks that are full.
    private var full: [[UInt8]] = []
    private var block = OctetWriter()
    private var last = Moment(uptime: 0, utc: 0)
    /// Octets waiting to be taken.
    public private(set) var count = 0

    public init() {}

    public mutating func append(_ entry: RecordingEntry, at now: Moment) {
        let before = begin(entry.kind, at: now)
        entry.write(to: &block)
        end(before)
    }

    /// As an entry that octets were received.
    public mutating func append(
        received octets: RawSpan, on connection: FeedConnection, isPrompt: Bool, of server: ServerID, at now: Moment
    ) {
        let before = begin(.received, at: now)
        block.append(UInt64(server.rawValue))
        block.append(connection)
        block.append(isPrompt)
        block.append(octets)
        end(before)
    }

    /// As an entry that a number was drawn, for what is appended next.
    public mutating func append(drawn number: UInt64, of server: ServerID) {
        append(.feed(server, .drew(number)), at: last)
    }

    /// The contents of blocks that were not taken yet, oldest first.
    public mutating func take() -> [[UInt8]] {
        closeBlock()
        defer {
            full = []
            count = 0
        }
        return full
    }

    /// A block as it stands in the file.
    public static func octets(ofBlock contents: [UInt8]) -> [UInt8] { RecordingFormat.block(contents) }

    /// Writes the head of an entry: its kind, and how much later it is than the one before, by both clocks.
    private mutating func begin(_ kind: EntryKind, at now: Moment) -> Int {
        let before = block.octets.count
        block.octets.append(kind.rawValue)
        block.append(signed: Int64(bitPattern: now.uptime &- last.uptime))
        block.append(signed: now.wallOffset &- last.wallOffset)
        last = now
        return before
    }

    private mutating func end(_ before: Int) {
        count += block.octets.count - before
        if block.octets.count >= RecordingFormat.blockSize { closeBlock() }
    }

    private mutating func closeBlock() {
        guard !block.octets.isEmpty else { return }
        full.append(block.octets)
        block.octets = []
        block.octets.reserveCapacity(RecordingFormat.blockSize)
        last = Moment(uptime: 0, utc: 0)
    }
}

extension Moment {
    /// Wall clock less uptime, nanoseconds: hardly changes from one entry to the next.
    var wallOffset: Int64 { utc &- Int64(bitPattern: uptime) }
}
