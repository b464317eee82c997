import Bindings
import DHCPv6Wire
import LeasequerySession
import NIOCore
import NIOEmbedded
import NIOPosix
import Recordings
import Requestor
import Responder
import TestCertificates
import TestSupport
import Testing

/// Feeds that ran on real connections, run again from what was recorded of them.
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct ReplayTests {
    enum Way: CaseIterable {
        case cut, polled, secured
    }

    private func server(
        _ way: Way, _ feed: DripFeed, on group: MultiThreadedEventLoopGroup
    ) async throws -> (server: LeasequeryServer, target: ServerTarget) {
        var rules = SessionRules(serverID: ServerVoice.serverDUID)
        rules.activeLeasequery = true
        var configuration = ServerConfiguration(
            rules: rules, addresses: [try SocketAddress(ipAddress: "::1", port: 0)], protection: .insecure)
        configuration.clockOffset = .seconds(3)
        switch way {
        case .cut: configuration.faults = FaultPlan(dropEvery: .milliseconds(150) ... .milliseconds(300), seed: 7)
        case .polled: break
        case .secured: configuration.protection = .tls(TestCertificates.settings("server"), clients: ["lqtop.test"])
        }
        let server = try LeasequeryServer(configuration, feed: feed, on: group)
        let port = try #require(try await server.start().get().first?.port)
        let endpoint = try ServerEndpoint("[::1]:\(port)")
        var target = ServerTarget(endpoint, .insecure, fillPlan: FillPlan())
        if way == .polled { target.mode = .poll(every: .milliseconds(200)) }
        if way == .secured {
            target.protection = .tls(
                TestCertificates.settings("client"), name: endpoint.certificateName, pin: nil)
        }
        return (server, target)
    }

    private func session(_ way: Way) throws -> SessionConfiguration {
        var timers = SessionTimers()
        timers.retry = .milliseconds(5)
        var session = try SessionConfiguration(
            ownDUID: ServerVoice.ownDUID, security: way == .secured ? .tls : .insecure, timers: timers)
        session.fillPlan = FillPlan()
        if way == .polled { session.mode = .poll(every: .milliseconds(200)) }
        return session
    }

    private func isEnough(_ way: Way, _ seen: RecordingSink.Seen) -> Bool {
        guard Set(seen.addresses).count == 100 else { return false }
        return switch way {
        case .cut: seen.ends.count > 3 && seen.origins.contains(.catchUp)
        case .polled: seen.phases.count(where: { if case .polled = $0 { true } else { false } }) > 2
        case .secured: seen.origins.contains(.bulk)
        }
    }

    @Test(
        "A recorded run, cuts, fills, polls and TLS with it, comes out again as it was: rows, ledger, counters and log",
        arguments: Way.allCases)
    func sameAgain(way: Way) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let feed = DripFeed(total: 100, present: 60)
        let (server, target) = try await server(way, feed, on: group)
        feed.open()
        let live = LiveStore(servers: [(name: "one", isInsecure: true)], limit: 1_000)
        let (sink, recorder) = (StreamingSink(before: live), MemoryRecorder())
        let client = LeasequeryClient(
            servers: [target], configuration: try session(way), sink: sink, tap: recorder, group: group)
        let ticks = group.next().scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(50)) { _ in
            let now = SystemClock.now()
            live.advance(to: now)
            recorder.tick(at: now)
        }
        client.start()
        await sink.wait { isEnough(way, $0) }
        client.stop()
        ticks.cancel()
        try await server.shutDown().get()
        try await group.shutdownGracefully()

        let entries = try recorder.entries()
        let replayed = LiveStore(servers: [(name: "one", isInsecure: true)], limit: 1_000)
        #expect(RecordingPlayer.play(entries, try session(way), into: replayed) == [])
        let end = try #require(entries.last).at
        let (wanted, got) = (StoreView(live, at: end), StoreView(replayed, at: end))
        #expect(wanted.rows.count >= 100)
        #expect(got.rows == wanted.rows)
        #expect(got.servers == wanted.servers)
        #expect(got.totals == wanted.totals)
        #expect(got.log == wanted.log)
    }

    // MARK: Something is missing

    /// A feed in virtual time that tells address 1, then 2, then 3, each a second later.
    private func told() throws -> (entries: [MemoryRecorder.Entry], session: SessionConfiguration) {
        let recorder = MemoryRecorder()
        let bench = try LinkBench(tap: recorder)
        let voice = try bench.accept()
        bench.say(voice.reply(base: 10))
        for address: UInt8 in 1...3 {
            bench.say(voice.data(base: 10 + UInt32(address), address: address))
            bench.loop.advanceTime(by: .seconds(1))
        }
        return (try recorder.entries(), try SessionConfiguration(ownDUID: ServerVoice.ownDUID, security: .insecure))
    }

    /// The places of what was received: the reply, and the three bindings.
    private func received(_ entries: [MemoryRecorder.Entry]) -> [Int] {
        entries.indices.filter { if case .feed(_, .received) = entries[$0].entry { true } else { false } }
    }

    private func store() -> LiveStore { LiveStore(servers: [(name: "one", isInsecure: true)], limit: 10) }

    @Test(
        "A hole in a recording is a lost connection: what comes behind it is shown, and the table is not called whole")
    func hole() throws {
        let (entries, session) = try told()
        var holed = entries
        holed[received(entries)[2]].entry = .lost(entries: 1, octets: 70)
        let (whole, store) = (self.store(), self.store())
        #expect(RecordingPlayer.play(entries, session, into: whole) == [])
        #expect(
            RecordingPlayer.play(holed, session, into: store) == [.hole(.dropped(entries: 1, octets: 70))])
        let end = try #require(entries.last).at
        let (wanted, got) = (StoreView(whole, at: end), StoreView(store, at: end))
        #expect(wanted.rows.count == 3)
        #expect(Set(got.rows.map(\.prefix.address)) == [ServerVoice.address(1), ServerVoice.address(3)])
        #expect(wanted.servers[0].phase == .live && got.servers[0].phase == .live)
        #expect(got.servers[0].ledger.holes.contains { $0.cause == .down })
        guard case .missing = got.servers[0].completeness else {
            Issue.record("\(got.servers[0].completeness)")
            return
        }
        #expect(got.log.contains { "\($0.event)".contains("the recording has a hole here") })
    }

    @Test("A session that would send something else than was sent is said to, and follows the recording")
    func differs() throws {
        let (entries, session) = try told()
        var other = entries
        for (index, entry) in entries.enumerated() {
            guard case .feed(let server, .drew(let number)) = entry.entry else { continue }
            other[index].entry = .feed(server, .drew(~number))
        }
        let store = store()
        let findings = RecordingPlayer.play(other, session, into: store)
        #expect(findings == [.differs(ServerID(rawValue: 0), "it would send something else")])
        let view = StoreView(store, at: try #require(entries.last).at)
        #expect(view.rows.count == 3 && view.servers[0].phase == .live)
    }

    @Test("A session that asks in other words goes on as it is, and that is said once")
    func otherWords() throws {
        let (entries, session) = try told()
        let other = entries.map { entry in
            guard case .feed(let server, .sent(let octets, let connection)) = entry.entry else { return entry }
            return (.feed(server, .sent(octets + [0], on: connection)), entry.at) as MemoryRecorder.Entry
        }
        let store = store()
        #expect(RecordingPlayer.play(other, session, into: store) == [.asksOtherwise(ServerID(rawValue: 0))])
        #expect(StoreView(store, at: try #require(entries.last).at).rows.count == 3)
    }

    @Test("Message by message a recording comes to the same as at once")
    func steps() throws {
        let (entries, session) = try told()
        let (store, stepped) = (self.store(), self.store())
        let parts = entries.flatMap { entry in
            entry.entry.messages.map { ($0, entry.at) as MemoryRecorder.Entry }
        }
        #expect(RecordingPlayer.play(entries, session, into: store) == [])
        #expect(RecordingPlayer.play(parts, session, into: stepped) == [])
        let end = try #require(entries.last).at
        #expect(StoreView(store, at: end) == StoreView(stepped, at: end))
    }
}
