import Bindings
import DHCPv6Wire
import Foundation
import Testing

@testable import Exports
@testable import LeasequerySession

/// What happens, as lines: events in, lines out.
struct ChangeStreamTests {
    private static let server = ServerID(rawValue: 0)
    private static let now = MetricsTextTests.now

    private let store = LiveStore(servers: [(name: "dhcp-a", isInsecure: true)], limit: 200_000)

    private func stream(_ filter: String? = nil, fromNow: Bool = false) throws -> ChangeStream {
        let filter = try filter.map { try Filter(parsing: $0, saved: [:]) }
        let servers = [(name: "dhcp-a", address: "[2001:db8::1]:547")]
        return ChangeStream(.init(store, version: "0.1", servers: servers, filter: filter), fromNow: fromNow)
    }

    /// The server binds so many addresses from this number on.
    private func bind(_ count: Int, from first: UInt32 = 1, at now: Moment = now) {
        var batch = UpdateBatch()
        var decoder = MessageDecoder()
        for number in first..<first + UInt32(count) {
            let message = StreamSample.message(address: number)
            let octets = message.span.bytes
            guard (try? decoder.decode(octets)) != nil else { preconditionFailure("no message") }
            batch.append(decoder, of: octets, origin: .live)
        }
        batch.lastMessageAt = now
        store.receive(batch, [], from: Self.server, at: now)
    }

    private func lines(_ octets: [UInt8]) throws -> [[String: Any]] {
        try octets.split(separator: UInt8(ascii: "\n")).map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        }
    }

    private func all(_ stream: inout ChangeStream) throws -> [[String: Any]] {
        var lines: [[String: Any]] = []
        while case let octets = stream.next(at: Self.now), !octets.isEmpty { lines += try self.lines(octets) }
        return lines
    }

    private func events(_ lines: [[String: Any]]) -> [String] { lines.compactMap { $0["event"] as? String } }

    @Test("it begins with what is known and what is not, and ends with what was dropped")
    func frame() throws {
        var stream = try stream("kind:na")
        let begin = try #require(try lines(stream.begin(at: Self.now)).first)
        #expect(begin["event"] as? String == "begin" && begin["version"] as? String == "0.1")
        #expect(begin["filter"] as? String == "kind:na" && begin["whole"] as? Bool == false)
        let servers = try #require(begin["servers"] as? [[String: Any]])
        #expect(servers.map { $0["completeness"] as? String } == ["unknown"])
        let end = try #require(try lines(stream.end(at: Self.now)).first)
        #expect(end["event"] as? String == "end" && end["dropped-in-all"] as? Int == 0 && end["seq"] as? Int == 2)
    }

    @Test("a change is a line with the binding, and lines are numbered without a gap")
    func changes() throws {
        var stream = try stream()
        bind(600)
        let lines = try all(&stream)
        #expect(lines.count == 600 && events(lines).allSatisfy { $0 == "change" })
        #expect(lines.map { $0["seq"] as? Int } == Array(1...600))
        #expect(lines.map { $0["number"] as? Int } == Array(1...600))
        let binding = try #require(lines[41]["binding"] as? [String: Any])
        #expect(binding["ip-address"] as? String == "2001:db8::2a" && lines[41]["change"] as? String == "new")
    }

    @Test("a filter that lets little through holds nothing up")
    func sparse() throws {
        var stream = try stream("=2001:db8::258")
        bind(600)
        let lines = try lines(stream.next(at: Self.now))
        #expect(lines.map { $0["number"] as? Int } == [600])
        let rest = stream.next(at: Self.now)
        #expect(rest.isEmpty && !stream.hasMore)
    }

    @Test("what befalls the feed stands among the changes where it happened")
    func order() throws {
        var stream = try stream()
        func at(_ second: Int) -> Moment { Self.now.advanced(by: .seconds(second)) }
        store.receive(UpdateBatch(), [.connected(at: at(0))], from: Self.server, at: at(0))
        bind(1, at: at(1))
        store.receive(UpdateBatch(), [.ended(.closedByServer(""), at: at(2))], from: Self.server, at: at(2))
        bind(1, from: 2, at: at(3))
        let names = events(try all(&stream)).filter { !$0.hasPrefix("hole") }
        #expect(names == ["connected", "change", "connection-ended", "change"])
    }

    @Test("what a reader missed is told in its stream with its numbers, and counted")
    func dropped() throws {
        var stream = try stream()
        bind(1)
        #expect(try all(&stream).count == 1)
        bind(BindingStore.changesKept + 7, from: 2)
        let lines = try self.lines(stream.next(at: Self.now))
        #expect(events(lines).first == "dropped" && events(lines).dropFirst().allSatisfy { $0 == "change" })
        #expect(lines[0]["count"] as? Int == 7 && lines[0]["from"] as? Int == 2 && lines[0]["to"] as? Int == 8)
        #expect(lines[1]["number"] as? Int == 9 && stream.dropped == 7)
        let end = try #require(try self.lines(stream.end(at: Self.now)).first)
        #expect(end["dropped-in-all"] as? Int == 7)
    }

    @Test("who comes later gets what happens from then on, whatever others have read")
    func later() throws {
        var first = try stream()
        bind(2)
        let later = Self.now.advanced(by: .seconds(1))
        store.receive(UpdateBatch(), [.connected(at: later)], from: Self.server, at: later)
        var second = try stream(fromNow: true)
        #expect(try lines(second.begin(at: Self.now))[0]["after-number"] as? Int == 2)
        bind(1, from: 3, at: Self.now.advanced(by: .seconds(2)))
        #expect(try all(&second).map { $0["number"] as? Int } == [3])
        let everything = events(try all(&first)).filter { !$0.hasPrefix("hole") }
        #expect(everything == ["change", "change", "connected", "change"])
    }

    @Test("every event there is goes out as the schema has it")
    func schema() throws {
        var stream = try stream()
        var text = stream.begin(at: Self.now)
        for event in StreamSample.events { store.record(event, of: Self.server, at: Self.now) }
        bind(3)
        while case let octets = stream.next(at: Self.now), !octets.isEmpty { text += octets }
        bind(BindingStore.changesKept + 1, from: 4)
        text += stream.next(at: Self.now)
        text += stream.end(at: Self.now)
        let names = events(try lines(text))
        #expect(Set(names).count == Set(StreamSample.events.map(\.exported)).count + 4)
        let file = FileManager.default.temporaryDirectory.appending(path: "lqtop-test-\(UUID()).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text).write(to: file)
        #expect(try StreamSample.problems(of: file.path) == "")
        try Data(String(decoding: text, as: UTF8.self).replacing("\"times\"", with: "\"count\"").utf8).write(to: file)
        #expect(try StreamSample.problems(of: file.path).contains("line 2: "))
    }
}

/// Inputs of a stream, and a validator of others for what comes out.
enum StreamSample {
    private static let now = MetricsTextTests.now

    /// One of each kind.
    static let events: [LogEvent] = {
        let time = ServerTime(rawValue: 840_628_800)
        let debt = Debt(from: nil, to: time)
        let hole = Hole(.dataMissing, from: time, to: nil, since: now)
        let step = SkewStep(id: 1, kind: .serverForward, at: now, lower: 1.5, upper: 2.5, isCertain: true)
        let alarm = Alarm(
            id: 7, .disconnected(reason: "gone"), of: ServerID(rawValue: 0), .critical, since: now)
        return [
            .began(servers: 1), .asked(.reconnect), .asked(.refill), .told("\u{1b}[2J", isFailure: true),
            .suspended(.milliseconds(1_500)), .connected, .secured(version: "TLSv1.3", subject: "CN=a"), .live,
            .ended(.closedByServer, "closed"), .activeSupport(.onlyBulkAnswered),
            .serverChanged(from: "00:01", to: "00:02"), .catchUpBegan(from: time), .catchUpEnded(.dataMissing),
            .baseTimeMissing, .discarded(rule: "V-03", "odd"), .status(.queryTerminated, ""), .bulkBegan(debt),
            .bulkEnded(debt, .paid(.everything)), .bulkEnded(debt, .unpaid("refused", retryAt: nil)),
            .pollEnded(.unpaid("refused", retryAt: now)), .holeOpened(hole), .holeClosed(hole),
            .clockStep(ClockStep(step)), .alarmRaised(alarm), .alarmCleared(alarm), .keeping(.loading(1)),
            .keeping(.kept), .keeping(.failing(since: now, reason: "disk full")), .keeping(.off(reason: "in use")),
        ]
    }()

    /// An address of 2001:db8::/96, bound for an hour.
    static func message(address: UInt32) -> [UInt8] {
        let number = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: address >> $0) }
        let lease = [0x20, 0x01, 0x0d, 0xb8] + Array(repeating: 0, count: 8) + number + [0, 0, 14, 16, 0, 0, 14, 16]
        var client: [UInt8] = []
        [
            RawOption(.clientID, [0, 3, 0, 1, 10, 11] + number), RawOption(.iaAddress, lease),
            RawOption(.clientLastTransactionTime, [0, 0, 0, 0]),
        ].encode(into: &client)
        return OwnedMessage(.leasequeryData, transactionID: 1, options: [RawOption(.clientData, client)]).encoded()
    }

    /// What python3-jsonschema finds wrong.
    static func problems(of path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let check = Process()
        let output = Pipe()
        check.executableURL = root.appending(path: "scripts/check-stream")
        check.arguments = [path]
        check.standardOutput = output
        check.standardError = output
        try check.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        check.waitUntilExit()
        return check.terminationStatus == 0 ? "" : "check-stream: \(said)"
    }
}
