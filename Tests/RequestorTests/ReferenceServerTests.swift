import Bindings
import DHCPv6Wire
import LeasequerySession
import NIOCore
import NIOPosix
import OpenSSLTLS
import Requestor
import Responder
import Synchronization
import TestCertificates
import TestSupport
import Testing

/// The client against the reference server, which shares nothing with it but the codec.
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct ReferenceServerTests {
    private func server(
        _ feed: DripFeed, on group: MultiThreadedEventLoopGroup, change: (inout ServerConfiguration) -> Void
    ) async throws -> (server: LeasequeryServer, target: ServerTarget) {
        var rules = SessionRules(serverID: ServerVoice.serverDUID)
        rules.activeLeasequery = true
        var configuration = ServerConfiguration(
            rules: rules, addresses: [try SocketAddress(ipAddress: "::1", port: 0)], protection: .insecure)
        change(&configuration)
        let server = try LeasequeryServer(configuration, feed: feed, on: group)
        let address = try #require(try await server.start().get().first)
        return (server, ServerTarget(try ServerEndpoint("[::1]:\(address.port ?? 0)"), .insecure))
    }

    private func configuration() throws -> SessionConfiguration {
        var timers = SessionTimers()
        timers.retry = .milliseconds(5)
        return try SessionConfiguration(ownDUID: ServerVoice.ownDUID, timers: timers)
    }

    @Test("R-25, R-33: over many cuts every binding is held, or lies in a hole that was told")
    func nothingLostUnsaid() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let feed = DripFeed(total: 250)
        let (server, target) = try await server(feed, on: group) {
            $0.faults = FaultPlan(dropEvery: .milliseconds(60) ... .milliseconds(120), seed: 7)
        }
        let store = LiveStore(servers: [(name: "one", isInsecure: true)], limit: 1_000)
        let sink = StreamingSink(before: store)
        let client = LeasequeryClient(servers: [target], configuration: try configuration(), sink: sink)
        client.start()
        await sink.wait { $0.phases.contains(.live) }
        feed.open()
        await sink.wait { seen in
            seen.addresses.contains(ServerVoice.address(250)) && seen.origins.contains(.catchUp) && seen.ends.count > 2
        }
        client.stop()
        let seen = sink.recording.seen()
        for (index, second) in feed.madeAt.enumerated() {
            // In the second of its start the server knows of no history yet, and says so with DataMissing.
            let isHeld = seen.addresses.contains(ServerVoice.address(UInt8(index + 1)))
            #expect(isHeld || seen.tells(hole: ServerTime(unixSeconds: second)), "binding \(index + 1)")
        }
        #expect(store.read { $0.totals(at: SystemClock.now()).bound } == Set(seen.addresses).count)
        try await server.shutDown().get()
        try await group.shutdownGracefully()
    }

    @Test("RX-02, R-38: the past is filled on a second connection, and over cuts the state becomes whole and true")
    func fills() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let feed = DripFeed(total: 100, present: 60)
        let (server, plain) = try await server(feed, on: group) {
            $0.faults = FaultPlan(dropEvery: .milliseconds(150) ... .milliseconds(300), seed: 7)
        }
        feed.open()
        var target = plain
        target.fillPlan = FillPlan()
        let store = LiveStore(servers: [(name: "one", isInsecure: true)], limit: 1_000)
        let sink = StreamingSink(before: store)
        let client = LeasequeryClient(servers: [target], configuration: try configuration(), sink: sink)
        client.start()
        await sink.wait { seen in
            guard Set(seen.addresses).count == 100, seen.ends.count > 2 else { return false }
            let report = store.read { $0.serverReports(at: SystemClock.now())[0] }
            guard case .whole(_, .everything) = report.completeness else { return false }
            return report.bound == 100
        }
        client.stop()
        #expect(sink.recording.seen().origins.contains(.bulk))
        try await server.shutDown().get()
        try await group.shutdownGracefully()
    }

    @Test("A server that shuts down says so; its clock is measured to the second it can say")
    func shutDown() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let feed = DripFeed(total: 10)
        let (server, target) = try await server(feed, on: group) { $0.clockOffset = .seconds(30) }
        let sink = StreamingSink()
        let client = LeasequeryClient(
            servers: [target], configuration: try SessionConfiguration(ownDUID: ServerVoice.ownDUID), sink: sink)
        client.start()
        await sink.wait { $0.phases.contains(.live) }
        feed.open()
        await sink.wait { Set($0.addresses).count == 10 }
        let skew = try #require(sink.recording.seen().skew)
        #expect(skew.lower > 28 && skew.lower <= 30)
        try await server.shutDown().get()
        await sink.wait { !$0.ends.isEmpty }
        client.stop()
        guard case .terminated(.queryTerminated, _) = sink.recording.seen().ends.first else {
            Issue.record("\(sink.recording.seen().ends)")
            return
        }
        try await group.shutdownGracefully()
    }

    @Test("S-21, R-21: in secure mode the feed goes through TLS, and so does a bulk answer (A-07)")
    func secure() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let feed = DripFeed(total: 10)
        let (server, plain) = try await server(feed, on: group) {
            $0.protection = .tls(TestCertificates.settings("server"), clients: ["lqtop.test"])
        }
        let target = ServerTarget(
            plain.endpoint, .tls(TestCertificates.settings("client"), name: plain.endpoint.certificateName, pin: nil))
        let sink = StreamingSink()
        let client = LeasequeryClient(servers: [target], configuration: try configuration(), sink: sink)
        client.start()
        await sink.wait { $0.phases.contains(.live) }
        feed.open()
        await sink.wait { Set($0.addresses).count == 10 }
        let bulk = try await BulkFetch.start(
            [BulkQuery(.link(ServerVoice.address(0)))], at: target, as: ServerID(rawValue: 1),
            configuration: try configuration(), sink: sink, on: group.next()
        ).get()
        #expect(bulk.isWhole)
        #expect(bulk.reports[0].bindings == 10)
        try await server.shutDown().get()
        await sink.wait { !$0.ends.isEmpty }
        client.stop()
        guard case .terminated(.queryTerminated, _)? = sink.recording.seen().ends.first else {
            Issue.record("\(sink.recording.seen().ends)")
            return
        }
        try await group.shutdownGracefully()
    }

    @Test("S-22: a server with TLS does not answer in clear, and nobody can tell why")
    func needsTLS() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (server, plain) = try await server(DripFeed(total: 10), on: group) {
            $0.protection = .tls(TestCertificates.settings("server"), clients: nil)
        }
        let sink = StreamingSink()
        let client = LeasequeryClient(
            servers: [plain], configuration: try SessionConfiguration(ownDUID: ServerVoice.ownDUID), sink: sink)
        client.start()
        await sink.wait { !$0.ends.isEmpty }
        client.stop()
        #expect(sink.recording.seen().ends.first == .closedWithoutAnswer)
        #expect(sink.recording.seen().addresses.isEmpty)
        try await server.shutDown().get()
        try await group.shutdownGracefully()
    }

    @Test("R-18: a server without TLS is not asked in clear instead")
    func noTLSThere() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (server, plain) = try await server(DripFeed(total: 10), on: group) { _ in }
        let sink = StreamingSink()
        let client = LeasequeryClient(
            servers: [
                ServerTarget(plain.endpoint, .tls(TestCertificates.settings("client"), name: "::1", pin: nil))
            ], configuration: try SessionConfiguration(ownDUID: ServerVoice.ownDUID), sink: sink)
        client.start()
        await sink.wait { !$0.ends.isEmpty }
        client.stop()
        #expect(sink.recording.seen().ends.first == .tlsRefused(.tlsConnectionRefused, text: "no TLS here"))
        #expect(try await server.activity().get().messagesSent == 1)
        try await server.shutDown().get()
        try await group.shutdownGracefully()
    }

    @Test("A server that does no active leasequery refuses, and is not asked again quickly")
    func notSupported() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (server, target) = try await server(DripFeed(total: 0), on: group) {
            $0.rules.activeLeasequery = false
        }
        let sink = StreamingSink()
        let client = LeasequeryClient(
            servers: [target], configuration: try SessionConfiguration(ownDUID: ServerVoice.ownDUID), sink: sink)
        client.start()
        await sink.wait { !$0.ends.isEmpty }
        client.stop()
        guard case .refused(.notSupported, _) = sink.recording.seen().ends.first else {
            Issue.record("\(sink.recording.seen().ends)")
            return
        }
        try await server.shutDown().get()
        try await group.shutdownGracefully()
    }
}

extension RecordingSink.Seen {
    /// Whether a DataMissing covers this time of the server's clock.
    fileprivate func tells(hole time: ServerTime) -> Bool {
        events.contains { event in
            guard case .dataMissing(let from?, let to?, _) = event else { return false }
            return !from.isLater(than: time) && !time.isLater(than: to)
        }
    }
}

/// Two new bindings at every tick once it is open, until there are enough; then the last one again and again.
struct DripFeed: BindingFeed {
    private final class Tap: Sendable {
        let isOpen = Mutex(false)
        let madeAt = Mutex<[Int64]>([])
    }

    private let tap = Tap()
    private let total: Int
    /// How many there are before the server listens: only a bulk query tells those.
    private let present: Int

    init(total: Int, present: Int = 0) {
        self.total = total
        self.present = present
    }

    func open() {
        tap.isOpen.withLock { $0 = true }
    }

    /// When each binding was made, in unix seconds of the server's clock.
    var madeAt: [Int64] { tap.madeAt.withLock { $0 } }

    var links: [IPv6Prefix] { [IPv6Prefix(ServerVoice.address(0), length: 64)] }

    func start(at now: ServerMoment, _ report: (BindingChange) -> Void) {
        tap.madeAt.withLock { $0 = Array(repeating: now.seconds, count: present) }
        for number in 0..<present { report(bound(number + 1, at: now)) }
    }

    func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {
        guard total > 0, tap.isOpen.withLock({ $0 }) else { return }
        let made = tap.madeAt.withLock { madeAt in
            madeAt += Array(repeating: now.seconds, count: min(2, total - madeAt.count))
            return madeAt.count
        }
        for number in made - 1...made { report(bound(number, at: now)) }
    }

    private func bound(_ number: Int, at now: ServerMoment) -> BindingChange {
        let until = now.seconds + 3_600
        return BindingChange(
            BindingKey(address: ServerVoice.address(UInt8(number))), of: ClientNumber(rawValue: UInt32(number)),
            .bound(preferredUntil: until, validUntil: until), lastTransaction: now.seconds)
    }

    func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        description.duid = [0, 3, 0, 1, 0, 0, 0x5e, 0, 0x53, UInt8(client.rawValue)]
        description.link = ServerVoice.address(0)
    }
}
