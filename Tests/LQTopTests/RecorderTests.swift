import Bindings
import DHCPv6Wire
import Foundation
import LeasequerySession
import OpenSSLTLS
import Recordings
import Requestor
import Synchronization
import Testing
import Views

@testable import LQTop

struct RecorderTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "lqtop-test-\(UUID())").path
    private var path: String { "\(directory)/a.recording" }
    private static let server = ServerID(rawValue: 0)
    private static let connection = FeedConnection.active(ConnectionID(rawValue: 1))

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])

        func tell(_ line: String, _ isFailure: Bool) { all.withLock { $0.append("\(isFailure): \(line)") } }

        var told: [String] { all.withLock { $0 } }
    }

    private func inDirectory(_ body: () throws -> Void) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body()
    }

    private var configuration: Configuration {
        get throws {
            try ConfigurationFile.parse(
                """
                retry-interval = 7
                certificate = "/etc/lqtop/client.pem"
                key = "/etc/lqtop/client.key"
                metrics-file = "/tmp/figures.prom"
                [filters]
                me = "host:somebody"
                [[server]]
                name = "a"
                address = "[::1]:5470"
                insecure = true
                [[server]]
                name = "b"
                address = "b.example"
                ca-file = "/etc/lqtop/ca.pem"
                mode = "poll"
                poll-interval = 30
                """, file: "test")
        }
    }

    private func steps(of path: String) throws -> [RecordingReader.Step] {
        var input = try RecordingInput(path)
        var steps: [RecordingReader.Step] = []
        while true {
            let step = try input.next()
            if step == .end { return steps }
            steps.append(step)
        }
    }

    @Test("What is noted is in the file, for its owner only, and its end is told")
    func written() throws {
        try inDirectory {
            let lines = Lines()
            let recorder = try Recorder(.init(path: path), header: try configuration.recordingHeader, tell: lines.tell)
            recorder.start()
            let now = SystemClock.now()
            recorder.note(.told(.start), of: Self.server, at: now)
            let octets: [UInt8] = [1, 2, 3]
            recorder.note(
                received: octets.span.bytes, on: Self.connection, isPrompt: true, of: Self.server, at: now)
            recorder.note(drawn: 9, of: Self.server)
            recorder.tick(at: now)
            recorder.stop(at: now)
            let notes: [FeedNote] = [
                .told(.start), .received(octets, on: Self.connection, isPrompt: true), .drew(9),
            ]
            let entries = notes.map { RecordingEntry.feed(Self.server, $0) } + [.tick, .end(.stopped)]
            #expect(try steps(of: path) == entries.map { .entry($0, at: now) })
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600 && lines.told.isEmpty)
        }
    }

    @Test("A file that is there is not written over, unless that is wanted")
    func noOverwrite() throws {
        try inDirectory {
            try Data("precious".utf8).write(to: URL(filePath: path))
            let header = try configuration.recordingHeader
            let error = #expect(throws: FileError.self) { try Recorder(.init(path: path), header: header) { _, _ in } }
            #expect(error?.description.contains("--record-force") == true)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
            let recorder = try Recorder(.init(path: path, overwrites: true), header: header) { _, _ in }
            recorder.start()
            recorder.stop(at: SystemClock.now())
            #expect(try steps(of: path).count == 1)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("A recording ends before it is larger than wanted, and says so in the file and to the user")
    func sizeLimit() throws {
        try inDirectory {
            let lines = Lines()
            let recorder = try Recorder(
                .init(path: path, limit: 1 << 20), header: try configuration.recordingHeader, tell: lines.tell)
            let octets = [UInt8](repeating: 5, count: 60_000)
            let now = SystemClock.now()
            for _ in 0..<40 {
                recorder.note(
                    received: octets.span.bytes, on: Self.connection, isPrompt: true, of: Self.server, at: now)
            }
            recorder.start()
            recorder.stop(at: now)
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            #expect((900_000...(1 << 20) + 1_000).contains(size))
            let steps = try steps(of: path)
            guard case .entry(.end(.sizeLimit), _)? = steps.last else {
                Issue.record("\(steps.count)")
                return
            }
            #expect(lines.told == ["true: The recording is full and ends: \(path) has 1 MiB."])
        }
    }

    @Test("What the disk does not take in time is counted, and the count stands where it is missing")
    func dropped() throws {
        try inDirectory {
            let recorder = try Recorder(.init(path: path), header: try configuration.recordingHeader) { _, _ in }
            let octets = [UInt8](repeating: 5, count: 1 << 16)
            let now = SystemClock.now()
            // Nobody writes yet: the queue has an end.
            for _ in 0..<400 {
                recorder.note(
                    received: octets.span.bytes, on: Self.connection, isPrompt: true, of: Self.server, at: now)
            }
            recorder.start()
            recorder.stop(at: now)
            let steps = try steps(of: path)
            let kept = steps.count { if case .entry(.feed, _) = $0 { true } else { false } }
            #expect((200..<400).contains(kept))
            #expect(
                Array(steps.suffix(2)) == [
                    .entry(.lost(entries: UInt64(400 - kept), octets: UInt64(400 - kept) << 16), at: now),
                    .entry(.end(.stopped), at: now),
                ])
        }
    }

    @Test("A recording says what it ran with: servers, modes and timers, no files and nobody's filters")
    func header() throws {
        let header = try configuration.recordingHeader
        #expect(!header.configuration.contains("/etc") && !header.configuration.contains("/tmp"))
        #expect(!header.configuration.contains("somebody"))
        let recorded = try ConfigurationFile.parse(header.configuration, file: "recording")
        let sessions = try recorded.recordedSessions()
        #expect(recorded.servers.map(\.name) == ["a", "b"])
        #expect(sessions.map(\.security) == [.insecure, .tls])
        #expect(sessions.map(\.mode) == [.active, .poll(every: .seconds(30))])
        #expect(sessions[0].timers.retry == .seconds(7))
        #expect(recorded.recordingHeader == header)
    }

    @Test("A replay comes to its end, shows the time of then, and steps message by message")
    func replay() throws {
        try inDirectory {
            let began = Moment(uptime: 5_000_000_000, utc: 1_787_313_600_000_000_000)
            let recorder = try Recorder(.init(path: path), header: try configuration.recordingHeader) { _, _ in }
            recorder.start()
            for second in 0..<3 { recorder.tick(at: began.advanced(by: .seconds(second))) }
            recorder.stop(at: began.advanced(by: .seconds(3)))
            let (ended, lines) = (DispatchSemaphore(value: 0), Lines())
            let input = try RecordingInput(path)
            let replay = Replay(
                input, sessions: try configuration.recordedSessions(), into: LiveStore(for: try configuration),
                standing: ReplayStanding(speed: 10_000, isPaused: false), from: nil, clock: SystemClock.now,
                tell: lines.tell, tellNews: { ended.signal() })
            #expect(replay.start() == nil)
            ended.wait()
            #expect(replay.standing.isOver)
            #expect(replay.now == began.advanced(by: .seconds(3)))
            #expect(lines.told == ["false: The recording ends here."])
            replay.stop()
        }
    }

    @Test("Controls change pace and place; a pause holds the clock of what is shown")
    func controls() throws {
        try inDirectory {
            let began = Moment(uptime: 5_000_000_000, utc: 1_787_313_600_000_000_000)
            let recorder = try Recorder(.init(path: path), header: try configuration.recordingHeader) { _, _ in }
            recorder.start()
            for second in 0..<200 { recorder.tick(at: began.advanced(by: .seconds(second))) }
            recorder.stop(at: began.advanced(by: .seconds(200)))
            let replay = Replay(
                try RecordingInput(path), sessions: try configuration.recordedSessions(),
                into: LiveStore(for: try configuration), standing: ReplayStanding(speed: 1, isPaused: true),
                from: SeekPoint("+60"), clock: SystemClock.now, tell: { _, _ in }, tellNews: {})
            #expect(replay.start() == nil)
            while replay.now.uptime < began.uptime + 59_000_000_000 { sched_yield() }
            #expect(replay.now.since(began) <= .seconds(60))
            replay.control(.skip)
            while replay.now.uptime < began.uptime + 118_000_000_000 { sched_yield() }
            replay.control(.faster)
            replay.control(.faster)
            replay.control(.slower)
            #expect(replay.standing == ReplayStanding(speed: 2, isPaused: true))
            replay.stop()
        }
    }

    @Test("Each start may have a file of its own")
    func stamped() {
        let moment = Moment(uptime: 0, utc: 1_787_313_600_000_000_000)
        #expect("/var/%t.lq".stamped(at: moment) == "/var/20260821T120000Z.lq")
        #expect("/var/x".stamped(at: moment) == "/var/x")
    }

    @Test("A capture is read as a recording of what is in it in clear, a second after the other")
    func capture() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let path = folder.appending(path: "CapturesTests/Fixtures/kea-bulk.pcap").path
        #expect(throws: RecordingInput.Refusal.self) { try RecordingInput(path) }
        var input = try RecordingInput(path, ports: [15_470])
        #expect(input.isFollowed && input.configuration.servers.count == 1)
        let store = LiveStore(for: input.configuration)
        let player = RecordingPlayer(
            sessions: try input.configuration.recordedSessions(), sink: store, isFollowing: true
        ) { store.advance(to: $0) }
        while case .entry(let entry, let at) = try input.next() { player.play(entry, at: at) }
        #expect(store.read { $0.serverReports(at: SystemClock.now())[0].bound } > 0)
    }

    @Test(
        "A place in a recording is so many seconds, a time of day from then on, or a date",
        arguments: [
            ("+90", 90), ("00:00", 0), ("00:00:07Z", 7), ("23:59", 86_340), ("2026-08-21 12:00:00", 0),
            ("2026-08-22T12:00Z", 86_400), ("2026-08-20 12:00", -86_400),
        ])
    func seek(text: String, seconds: Int) throws {
        // 2026-08-21 12:00:00 UTC, which as a time of day is 12 h on.
        let point = try #require(SeekPoint(text))
        let wanted = text.contains(":") && !text.contains("-") ? (seconds + 43_200) % 86_400 : seconds
        #expect(point.distance(from: 1_787_313_600_000_000_000) == .seconds(wanted))
    }

    @Test("What is no place is refused", arguments: ["", "+", "12", "24:00", "1:2:3:4", "2026-13-01 00:00", "x y z"])
    func noPlace(text: String) {
        #expect(SeekPoint(text) == nil)
    }
}
