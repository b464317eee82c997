import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Recordings

struct RecordingFormatTests {
    static let header = RecordingHeader(program: "lqtop 0", configuration: "fps = 1")
    static let now = Moment(uptime: 77_000_000_000, utc: 1_787_313_600_000_000_000)

    /// One of every kind, with and without what may be absent.
    static let entries: [RecordingEntry] =
        [.tick, .lost(entries: 3, octets: 1 << 40), .end(.sizeLimit)]
        + notes.map { .feed(ServerID(rawValue: 300), $0) }

    private static let active = FeedConnection.active(ConnectionID(rawValue: .max))
    private static let bulk = FeedConnection.bulk(BulkID(rawValue: 5))

    static let notes: [FeedNote] = [
        .made(ownDUID: DUID(octets: [0, 4, 1]), ResumePoint()),
        .made(
            ownDUID: DUID(octets: [0, 4, 1]),
            ResumePoint(
                saved: ServerTime(rawValue: 9), serverID: DUID(octets: [0, 1, 2]),
                debts: [Debt(from: nil, to: ServerTime(rawValue: 5)), Debt(from: ServerTime(rawValue: 7), to: nil)],
                owesCheck: true)),
        .told(.start), .told(.reconnect), .told(.stop), .told(.deadline), .told(.refill(isUrgent: true)),
        .told(.refill(isUrgent: false)),
        .happened(.opened(roundTrip: .microseconds(320)), on: active), .happened(.opened(roundTrip: nil), on: bulk),
        .happened(
            .secured(
                PeerIdentity(
                    subject: "CN=a", issuer: "CN=b", names: ["a", "::1"], notAfter: -5, version: "TLSv1.3",
                    cipher: "c")), on: active),
        .happened(.written, on: active),
        .happened(.ended(.unreachable("no"), leaving: [0, 1]), on: active),
        .happened(.ended(.timedOut, leaving: []), on: bulk), .happened(.ended(.closed, leaving: []), on: bulk),
        .happened(.ended(.reset, leaving: []), on: bulk), .happened(.ended(.failed("x"), leaving: []), on: bulk),
        .happened(.ended(.tls(TLSFault(.ours, "x")), leaving: []), on: bulk),
        .happened(.ended(.tls(TLSFault(.servers, "x")), leaving: []), on: bulk),
        .happened(.ended(.tls(TLSFault(.between, "x")), leaving: []), on: bulk),
        .bulkMade(BulkID(rawValue: 1)), .bulkDeadline(BulkID(rawValue: 1)), .bulkEnded(BulkID(rawValue: 1)),
        .sent([1, 2, 3], on: active), .received(Array(0...255), on: bulk, isPrompt: true), .handedOver(nil),
        .handedOver(BulkID(rawValue: 9)), .drew(.max), .measured(reading(isFull: true)),
        .measured(reading(isFull: false)),
        .asking(
            ObservedQuery(
                connection: ConnectionID(rawValue: 1), transactionID: 0xffffff, start: ServerTime(rawValue: 1),
                stage: .catchingUp)),
    ]

    /// When it was taken is for the entry to say.
    private static func reading(isFull: Bool) -> ConnectionReading {
        var reading = ConnectionReading(at: Moment(uptime: 0, utc: 0), receiveTimeout: .seconds(120))
        guard isFull else { return reading }
        reading.threadDelay = .milliseconds(3)
        reading.octetsWaiting = 12
        reading.crowdedSince = now
        reading.fragmentSince = now.advanced(by: .seconds(1))
        reading.path = PathReading(
            roundTrip: .milliseconds(1), leastRoundTrip: .microseconds(200), retransmits: 3, outOfOrder: 4)
        return reading
    }

    /// A second apart, the wall clock set back on the way.
    static func moment(_ index: Int) -> Moment {
        var moment = now.advanced(by: .seconds(index))
        if index > 10 { moment.utc -= 3_600_000_000_000 }
        return moment
    }

    /// A recording with one block for each of these lists of entries.
    static func file(_ blocks: [[RecordingEntry]]) -> [UInt8] {
        var file = header.octets
        var index = 0
        for entries in blocks {
            var writer = RecordingWriter()
            for entry in entries {
                writer.append(entry, at: moment(index))
                index += 1
            }
            for block in writer.take() { file += RecordingWriter.octets(ofBlock: block) }
        }
        return file
    }

    /// - Parameter piece: so many octets are brought at a time.
    static func steps(of file: [UInt8], piece: Int = .max) throws -> [RecordingReader.Step] {
        var reader = RecordingReader()
        var steps: [RecordingReader.Step] = []
        var rest = file[...]
        while true {
            let step = try reader.next()
            switch step {
            case .needsMore:
                reader.append(Array(rest.prefix(piece)))
                rest = rest.dropFirst(piece)
            case .end: return steps
            default: steps.append(step)
            }
        }
    }

    @Test("Every kind of entry comes back as it was, whatever pieces the file is read in", arguments: [1, 7, Int.max])
    func roundTrip(piece: Int) throws {
        let entries = Self.entries
        let steps = try Self.steps(
            of: Self.file([Array(entries.prefix(12)), Array(entries.dropFirst(12))]), piece: piece)
        let wanted = entries.enumerated().map { RecordingReader.Step.entry($1, at: Self.moment($0)) }
        #expect(steps == [.header(Self.header)] + wanted)
    }

    @Test("What is received is written as its entry is, and a full block is closed")
    func blocks() throws {
        var writer = RecordingWriter()
        let octets = [UInt8](repeating: 7, count: 40_000)
        for _ in 0..<4 {
            writer.append(
                received: octets.span.bytes, on: Self.active, isPrompt: true, of: ServerID(rawValue: 1), at: Self.now)
        }
        #expect(writer.count > 160_000)
        let blocks = writer.take()
        #expect(blocks.count == 2 && writer.count == 0)
        let file = Self.header.octets + blocks.flatMap { RecordingWriter.octets(ofBlock: $0) }
        let entry = RecordingEntry.feed(
            ServerID(rawValue: 1), .received(octets, on: Self.active, isPrompt: true))
        let wanted = Array(repeating: RecordingReader.Step.entry(entry, at: Self.now), count: 4)
        #expect(try Self.steps(of: file).dropFirst() == wanted[...])
    }

    @Test("A file cut anywhere gives the entries of its whole blocks, and says that the last is torn")
    func torn() throws {
        let whole = Self.file([[.tick], [.tick, .tick]])
        let first = Self.file([[.tick]]).count
        for length in first..<whole.count {
            let steps = try Self.steps(of: Array(whole.prefix(length)))
            let torn: [RecordingReader.Step] = length > first ? [.torn(octets: length - first)] : []
            #expect(steps == [.header(Self.header), .entry(.tick, at: Self.moment(0))] + torn, "\(length)")
        }
    }

    @Test("Damage anywhere in a block costs that block and no other, and is told where it is")
    func damage() throws {
        let before = Self.file([[.tick]]).count
        let after = Self.file([[.tick], [.tick, .tick]]).count
        let whole = Self.file([[.tick], [.tick, .tick], [.end(.stopped)]])
        for place in before..<after {
            var file = whole
            file[place] ^= 0x55
            let steps = try Self.steps(of: file, piece: 5)
            let octets = steps.reduce(0) { if case .damaged(let count) = $1 { $0 + count } else { $0 } }
            #expect(octets == after - before, "\(place)")
            let rest = steps.filter { if case .damaged = $0 { false } else { true } }
            #expect(
                rest == [
                    .header(Self.header), .entry(.tick, at: Self.moment(0)),
                    .entry(.end(.stopped), at: Self.moment(3)),
                ], "\(place)")
        }
    }

    @Test("What is no recording, one of another version, and one with a damaged header are refused in words")
    func refused() throws {
        let file = Self.file([[.tick]])
        #expect(throws: RecordingError.noRecording) { try Self.steps(of: []) }
        #expect(throws: RecordingError.noRecording) { try Self.steps(of: Array("server,address,lifetime\n".utf8)) }
        #expect(throws: RecordingError.damagedHeader) { try Self.steps(of: Array(file.prefix(25))) }
        var damaged = file
        damaged[30] ^= 1
        #expect(throws: RecordingError.damagedHeader) { try Self.steps(of: damaged) }
        var newer = file
        newer[11] = 2
        #expect(throws: RecordingError.version(2)) { try Self.steps(of: newer) }
        #expect("\(RecordingError.version(2))".contains("format 2"))
    }

    @Test("No octets make the reader trap")
    func mutations() throws {
        let file = Self.file([Self.entries])
        let header = Self.header.octets.count
        for place in header + 12..<file.count {
            // With a right checksum: only what is in the block is wrong.
            var contents = Array(file[(header + 12)...])
            contents[place - header - 12] ^= 0xff
            let steps = try Self.steps(of: Self.header.octets + RecordingWriter.octets(ofBlock: contents))
            #expect(!steps.isEmpty)
        }
    }

    @Test("The checksum is the one of gzip")
    func checksum() {
        #expect(CRC32.of(Array("123456789".utf8)) == 0xcbf4_3926)
    }
}
