import Bindings
import Captures
import DHCPv6Wire
import LeasequerySession
import Recordings
import Testing

/// What a packet capture of somebody's leasequery shows when it is replayed.
struct CaptureReplayTests {
    private static let voice = ServerVoice(transactionID: 0x00ab_cdef)
    private static let server = Endpoint(.ipv6(ServerVoice.address(1)), port: 547)
    private static let requestor = Endpoint(.ipv6(ServerVoice.address(2)), port: 40_000)
    /// 2026-08-21 12:00:00 UTC.
    private static let began: Int64 = 1_787_313_600_000_000_000

    /// A capture with one message a second, each by the server or the requestor.
    private struct Tape {
        var messages: [CapturedMessage] = []

        mutating func add(_ content: CapturedMessage.Content, fromServer: Bool = true, port: UInt16 = 40_000) {
            let requestor = Endpoint(CaptureReplayTests.requestor.host, port: port)
            let server = CaptureReplayTests.server
            messages.append(
                CapturedMessage(
                    time: CaptureReplayTests.began + Int64(messages.count) * 1_000_000_000,
                    source: fromServer ? server : requestor, destination: fromServer ? requestor : server,
                    content: content))
        }

        mutating func says(_ frame: [UInt8], port: UInt16 = 40_000) {
            add(.message(Array(frame.dropFirst(2))), port: port)
        }

        mutating func asks(
            _ type: MessageType, _ transactionID: UInt32 = voice.transactionID, port: UInt16 = 40_000,
            with options: [RawOption] = []
        ) {
            let message = OwnedMessage(
                type, transactionID: transactionID, options: [RawOption(.clientID, ServerVoice.ownDUID)] + options)
            add(.message(message.encoded()), fromServer: false, port: port)
        }
    }

    private func replay(_ tape: Tape) throws -> (view: StoreView, recording: CaptureRecording) {
        let recording = CaptureRecording(tape.messages, ports: [547])
        let store = LiveStore(servers: [(name: "one", isInsecure: true)], limit: 100)
        let session = try SessionConfiguration(ownDUID: ServerVoice.serverDUID, security: .insecure)
        let player = RecordingPlayer(sessions: [session], sink: store, isFollowing: true) { store.advance(to: $0) }
        for (entry, at) in recording.entries { player.play(entry, at: at) }
        #expect(player.takeFindings() == [.ended(.told(.stopped))])
        return (StoreView(store, at: try #require(recording.entries.last).at), recording)
    }

    private func addresses(_ view: StoreView) -> [IPv6Address] { view.rows.map(\.prefix.address) }

    @Test("A captured connection is shown from its query to its end, and what was before it is not called known")
    func whole() throws {
        var tape = Tape()
        tape.asks(.activeLeasequery)
        tape.says(Self.voice.reply(base: 10))
        tape.says(Self.voice.data(base: 11, address: 1))
        tape.says(Self.voice.data(base: 12))
        let live = try replay(tape).view
        #expect(addresses(live) == [ServerVoice.address(1)] && live.servers[0].phase == .live)
        guard case .changesSince = live.servers[0].completeness else {
            Issue.record("\(live.servers[0].completeness)")
            return
        }
        tape.add(.ended(isReset: false))
        let ended = try replay(tape).view
        #expect(ended.servers[0].lastEnd == .closedByServer(""))
        guard case .hole = ended.servers[0].completeness else {
            Issue.record("\(ended.servers[0].completeness)")
            return
        }
    }

    @Test("A query with LQ_START_TIME is caught up, and a bulk query beside it brings its bindings")
    func catchUpAndBulk() throws {
        var tape = Tape()
        tape.asks(.activeLeasequery, with: [RawOption(.startTime, ServerTime(rawValue: 5))])
        tape.says(Self.voice.reply(base: 10, address: 1))
        tape.says(Self.voice.data(base: 11, status: .catchUpComplete))
        let bulk = ServerVoice(transactionID: 7)
        let query = RawOption(LeasequeryQuery(.byLinkAddress, linkAddress: .unspecified))
        tape.asks(.leasequery, 7, port: 40_001, with: [query])
        tape.says(bulk.reply(base: 12, address: 2), port: 40_001)
        tape.says(bulk.done(base: 12), port: 40_001)
        tape.add(.ended(isReset: false), port: 40_001)
        let view = try replay(tape).view
        #expect(addresses(view) == [ServerVoice.address(1), ServerVoice.address(2)])
        #expect(view.servers[0].phase == .live && view.servers[0].lastEnd == nil)
    }

    @Test("A capture that begins in the middle shows what is certainly news, from the first keepalive on")
    func middle() throws {
        var tape = Tape()
        tape.says(Self.voice.data(base: 11, address: 1))
        tape.says(Self.voice.data(base: 12))
        tape.says(Self.voice.data(base: 13, address: 2))
        let (view, recording) = try replay(tape)
        #expect(recording.leftOut == 1)
        #expect(addresses(view) == [ServerVoice.address(2)] && view.servers[0].phase == .live)
    }

    @Test("Octets that the capture lacks are a lost connection until its next sign")
    func hole() throws {
        var tape = Tape()
        tape.asks(.activeLeasequery)
        tape.says(Self.voice.reply(base: 10))
        tape.add(.hole(missing: 40, skipped: 3))
        tape.says(Self.voice.data(base: 11, address: 1))
        tape.says(Self.voice.data(base: 12))
        tape.says(Self.voice.data(base: 13, address: 2))
        let (view, recording) = try replay(tape)
        #expect(recording.leftOut == 1 && addresses(view) == [ServerVoice.address(2)])
        guard case .missing = view.servers[0].completeness else {
            Issue.record("\(view.servers[0].completeness)")
            return
        }
    }

    @Test("Each requestor hears a server by itself, and what is encrypted is counted")
    func feeds() {
        var tape = Tape()
        tape.add(.encrypted)
        tape.messages.append(
            CapturedMessage(
                time: Self.began, source: Endpoint(.ipv4(1), port: 9), destination: Self.server, content: .encrypted))
        let recording = CaptureRecording(tape.messages, ports: [547])
        #expect(recording.encrypted == 1)
        #expect(recording.feeds.map(\.server) == [Self.server, Self.server])
        #expect(recording.feeds.map(\.requestor) == [Self.requestor.host, .ipv4(1)])
    }
}
