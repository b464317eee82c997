import Bindings
import DHCPv6Wire
import LeasequerySession
import NIOCore
import NIOPosix
import Requestor
import Responder
import TestSupport
import Testing

/// Two reference servers that tell the same bindings, one by a clock that is wrong.
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct PartnerServersTests {
    private static let ids = [0, 1].map(ServerID.init(rawValue:))

    private func server(
        _ feed: some BindingFeed, _ name: String, clockOffset: Duration, on group: MultiThreadedEventLoopGroup
    ) async throws -> (server: LeasequeryServer, target: ServerTarget) {
        var rules = SessionRules(serverID: DUID(octets: [0, 2, 0, 0, 0x7e, 0xd9] + Array(name.utf8)))
        rules.activeLeasequery = true
        var configuration = ServerConfiguration(
            rules: rules, addresses: [try SocketAddress(ipAddress: "::1", port: 0)], protection: .insecure)
        configuration.clockOffset = clockOffset
        let server = try LeasequeryServer(configuration, feed: feed, on: group)
        let address = try #require(try await server.start().get().first)
        return (
            server,
            ServerTarget(try ServerEndpoint("[::1]:\(address.port ?? 0)"), .insecure, fillPlan: FillPlan())
        )
    }

    @Test("bindings of partners are shown once, each by who heard the client last by a right clock")
    func merged() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        // Of binding 1 the first server has heard last, of 2 the second; 3 they give to different clients.
        let (first, firstTarget) = try await server(
            FixedFeed(seen: [1: (1, 100), 2: (2, 400), 3: (3, 100), 4: (4, 100)]), "first", clockOffset: .zero,
            on: group)
        let (second, secondTarget) = try await server(
            FixedFeed(seen: [1: (1, 400), 2: (2, 100), 3: (9, 400), 5: (5, 100)]), "second",
            clockOffset: .seconds(3600), on: group)
        let store = LiveStore(
            servers: [(name: "first", isInsecure: true), (name: "second", isInsecure: true)],
            pairs: [FailoverPair(Self.ids[0], Self.ids[1])], limit: 100)
        let sink = StreamingSink(before: store)
        let client = LeasequeryClient(
            servers: [firstTarget, secondTarget],
            configuration: try SessionConfiguration(ownDUID: ServerVoice.ownDUID), sink: sink)
        client.start()
        for id in Self.ids { await sink.wait(for: id) { $0.addresses.count == 4 } }
        let answer = store.read { store in
            store.screenful(
                Question(table: .bindings(order: BindingOrder(.prefix), window: 0..<10)), at: SystemClock.now())
        }
        client.stop()
        #expect(answer.totals.bound == 5)
        #expect(answer.bindings.map(\.prefix.address) == (1...5).map { ServerVoice.address($0) })
        #expect(answer.bindings.map(\.server.rawValue) == [0, 1, 0, 0, 1])
        #expect(answer.bindings.map { $0.partner?.server.rawValue } == [1, 0, 1, nil, nil])
        #expect(answer.bindings.map { $0.partner?.conflict } == [nil, nil, .holder, nil, nil])
        #expect(answer.servers.map(\.bound) == [4, 4])
        #expect(answer.servers.map { $0.partner?.shared } == [3, 3])
        for server in [first, second] { try await server.shutDown().get() }
        try await group.shutdownGracefully()
    }
}

/// Bindings that are there from the start and stay as they are.
private struct FixedFeed: BindingFeed {
    /// By number of the address: who holds it, and how many seconds ago the server heard of that client.
    let seen: [UInt8: (client: UInt32, ago: Int64)]

    var links: [IPv6Prefix] { [IPv6Prefix(ServerVoice.address(0), length: 64)] }

    func start(at now: ServerMoment, _ report: (BindingChange) -> Void) {
        for (number, (client, ago)) in seen {
            let until = now.seconds + 3_600
            report(
                BindingChange(
                    BindingKey(address: ServerVoice.address(number)), of: ClientNumber(rawValue: client),
                    .bound(preferredUntil: until, validUntil: until), lastTransaction: now.seconds - ago))
        }
    }

    func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {}

    func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        description.duid = [0, 3, 0, 1, 0, 0, 0x5e, 0, 0x53, UInt8(client.rawValue)]
        description.link = ServerVoice.address(0)
    }
}
