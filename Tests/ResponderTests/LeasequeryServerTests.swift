import DHCPv6Wire
import Glibc
import NIOCore
import NIOPosix
import OpenSSLTLS
import TestSupport
import Testing

@testable import Responder

/// The server on loopback.
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct LeasequeryServerTests {
    private static let group = MultiThreadedEventLoopGroup.singleton

    private func configuration(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws -> ServerConfiguration {
        var rules = SessionRules(serverID: ResponderBench.serverID)
        rules.activeLeasequery = true
        var configuration = ServerConfiguration(
            rules: rules, addresses: [try SocketAddress(ipAddress: "::1", port: 0)], protection: .insecure)
        change(&configuration)
        return configuration
    }

    private func server(_ configuration: ServerConfiguration) throws -> LeasequeryServer {
        let simulator = Simulator(SimulationParameters(bindings: 200, rate: 1_000))
        return try LeasequeryServer(configuration, feed: simulator, on: Self.group)
    }

    @Test("S-19: a server whose files for TLS are of no use does not start, and says which")
    func uselessFiles() throws {
        let files = TLSSettings(trust: .system, certificate: "/nowhere/server.pem", key: "/nowhere/server.key")
        let configuration = try configuration { $0.protection = .tls(files, clients: nil) }
        let failure = TLSFailure.file("/nowhere/server.pem", .unreadable("No such file or directory"))
        #expect(throws: ServerError.tls(failure)) { _ = try server(configuration) }
    }

    @Test(
        "S-11, S-12, S-29, S-49: changes flow; a server that stops sends QueryTerminated last and closes every connection"
    )
    func wholeLife() async throws {
        let server = try server(configuration())
        let address = try #require(try await server.start().get().first)
        let first = try await Connection.open(to: address, on: Self.group)
        let second = try await Connection.open(to: address, on: Self.group)
        for connection in [first, second] { try await connection.send(ResponderBench().active()) }
        for connection in [first, second] { try await connection.waitForMessages(20) }
        #expect(try await server.activity().get().activeQueries == 2)
        try await server.shutDown().get()
        for connection in [first, second] {
            let said = try Said.list(try await connection.octetsUntilClosed())
            #expect(said.first?.type == .leasequeryReply)
            #expect(said.dropFirst().dropLast().allSatisfy { $0.type == .leasequeryData && $0.base != nil })
            #expect(said.last?.type == .leasequeryDone)
            #expect(said.last?.status == .queryTerminated)
        }
        await #expect(throws: (any Error).self) { try await Connection.open(to: address, on: Self.group) }
    }

    @Test("SX-01: a connection over the limit is closed at once, the others go on")
    func connectionLimit() async throws {
        let server = try server(configuration { $0.connectionLimit = 1 })
        let address = try #require(try await server.start().get().first)
        let first = try await Connection.open(to: address, on: Self.group)
        try await first.send(ResponderBench().active())
        try await first.waitForMessages(1)
        let second = try await Connection.open(to: address, on: Self.group)
        #expect(try await second.octetsUntilClosed().isEmpty)
        try await first.waitForMessages(5)
        #expect(try await server.activity().get().turnedAway == 1)
        try await server.shutDown().get()
    }

    @Test("V-01: a frame that announces no message ends the connection")
    func badFraming() async throws {
        let server = try server(configuration())
        let address = try #require(try await server.start().get().first)
        let connection = try await Connection.open(to: address, on: Self.group)
        try await connection.write([0, 3, 22, 0, 0])
        #expect(try await connection.octetsUntilClosed().isEmpty)
        try await server.shutDown().get()
    }

    @Test("Queries that come in one piece are answered one after another")
    func pipelined() async throws {
        let server = try server(configuration())
        let address = try #require(try await server.start().get().first)
        let connection = try await Connection.open(to: address, on: Self.group)
        let bench = ResponderBench()
        let question = LeasequeryQuery(.byLinkAddress)
        try await connection.write(
            bench.bulk(question, xid: 1).framed() + bench.bulk(question, xid: 2).framed()
                + bench.active(xid: 3).framed())
        try await connection.waitForMessages(240)
        try await server.shutDown().get()
        let said = try Said.list(try await connection.octetsUntilClosed())
        let ends = said.filter { $0.type == .leasequeryReply || $0.type == .leasequeryDone }
        #expect(ends.map(\.transactionID) == [1, 1, 2, 2, 3, 3])
        #expect(said.map(\.transactionID) == said.map(\.transactionID).sorted())
    }

    @Test("A query that comes octet by octet is answered")
    func dripFed() async throws {
        let server = try server(configuration())
        let address = try #require(try await server.start().get().first)
        let connection = try await Connection.open(to: address, on: Self.group)
        for octet in ResponderBench().active().framed() { try await connection.write([octet]) }
        try await connection.waitForMessages(2)
        try await server.shutDown().get()
    }

    @Test("S-51: a requestor that closes its side of an active query is closed")
    func closedByRequestor() async throws {
        let server = try server(configuration())
        let address = try #require(try await server.start().get().first)
        let connection = try await Connection.open(to: address, on: Self.group)
        try await connection.send(ResponderBench().active())
        try await connection.waitForMessages(2)
        try await connection.closeOutput()
        #expect(
            try Said.list(try await connection.octetsUntilClosed()).contains { $0.type == .leasequeryDone } == false)
        #expect(try await server.activity().get().activeQueries == 0)
        try await server.shutDown().get()
    }

    @Test("S-48: a connection that can no longer be written to is closed, and the others go on")
    func writeError() async throws {
        let server = try server(configuration())
        let address = try #require(try await server.start().get().first)
        let other = try await Connection.open(to: address, on: Self.group)
        try await other.send(ResponderBench().active())
        let connection = try await Connection.open(to: address, on: Self.group)
        try await connection.send(ResponderBench().active())
        try await connection.waitForMessages(2)
        try await connection.reset()
        // Each look is after more messages to the other one. How many there are before the reset has got through is up
        // to the machine.
        while try await server.activity().get().connections > 1 {
            try Task.checkCancellation()
            try await other.waitForMessages(try await other.messageCount() + 10)
        }
        #expect(try await server.activity().get().connections == 1)
        try await server.shutDown().get()
    }

    @Test("SX-02: a connection from elsewhere is closed at once; SX-12: so is one over the limit, without an answer")
    func closedAtOnce() async throws {
        let elsewhere = try server(configuration { $0.sources = [IPv6Prefix("2001:db8::/32")].compactMap { $0 } })
        let full = try server(configuration { $0.connectionLimit = 0 })
        for server in [elsewhere, full] {
            let address = try #require(try await server.start().get().first)
            let connection = try await Connection.open(to: address, on: Self.group)
            _ = try? await connection.send(OwnedMessage(.startTLS, transactionID: 1))
            #expect(try await connection.octetsUntilClosed().isEmpty)
            let activity = try await server.activity().get()
            #expect(activity.notPermitted + activity.turnedAway == 1)
            try await server.shutDown().get()
        }
    }

    @Test("S-58, SX-07: no answer has an authentication option, LQ_CLIENT_LINK, or anything else that was not known")
    func optionsSent() async throws {
        let server = try server(configuration())
        let address = try #require(try await server.start().get().first)
        let connection = try await Connection.open(to: address, on: Self.group)
        let codes = [.baseTime, .relayData, .clientFQDN] + [11, 48].map(OptionCode.init(rawValue:))
        let asking = RawOption(OptionRequest(codes))
        let authentication = RawOption(OptionCode(rawValue: 11), [1, 1, 0] + Array(repeating: 0, count: 8))
        try await connection.send(
            ResponderBench().bulk(LeasequeryQuery(.byLinkAddress), xid: 1, options: [asking, authentication]))
        try await connection.send(ResponderBench().active(xid: 2, options: [asking, authentication]))
        try await connection.waitForMessages(130)
        try await server.shutDown().get()
        let messages = try Said.messages(try await connection.octetsUntilClosed())
        let inside = try messages.flatMap { try $0.options.all(ClientData.self).flatMap(\.options) }
        #expect(
            Set(messages.flatMap(\.options).map(\.code)) == [
                .clientID, .serverID, .clientData, .baseTime, .statusCode,
            ])
        #expect(
            Set(inside.map(\.code)) == [
                .clientID, .clientLastTransactionTime, .iaAddress, .iaPrefix, .relayData, .clientFQDN,
            ])
    }

    @Test("The server's clock can be wrong")
    func clockOffset() async throws {
        let server = try server(configuration { $0.clockOffset = .seconds(3_600) })
        let address = try #require(try await server.start().get().first)
        let connection = try await Connection.open(to: address, on: Self.group)
        try await connection.send(ResponderBench().active())
        try await connection.waitForMessages(1)
        let before = ServerClock().now().seconds
        try await server.shutDown().get()
        let base = try #require(try Said.list(try await connection.octetsUntilClosed()).last?.base)
        #expect(base - before >= 3_600 && base - before < 3_700)
    }

    @Test("An address in use is told in one line that says what to do")
    func addressInUse() async throws {
        let first = try server(configuration())
        let address = try #require(try await first.start().get().first)
        let second = try server(configuration { $0.addresses = [address] })
        let error = await #expect(throws: ServerError.self) { try await second.start().get() }
        #expect(error.map { "\($0)" }?.contains("address in use: another server runs there") == true)
        try await first.shutDown().get()
    }

    @Test("A feed that could not be read to its end is not served: a part would look like the whole")
    func unreadFeed() async throws {
        let script = ScriptedFeed.Script()
        script.trouble = "the file is gone"
        let server = try LeasequeryServer(configuration(), feed: ScriptedFeed(script: script), on: Self.group)
        let error = await #expect(throws: ServerError.self) { try await server.start().get() }
        #expect(error == .feed(trouble: "the file is gone"))
    }

    @Test("A port that takes a privilege is told with the ways to get it")
    func privilegedPort() {
        let words = "\(ServerError.cannotListen(address: "[::]:547", errno: EACCES))"
        #expect(words.hasPrefix("[::]:547: "))
        for way in ["setcap cap_net_bind_service=ep", "AmbientCapabilities=CAP_NET_BIND_SERVICE"] {
            #expect(words.contains(way))
        }
    }

    @Test("Connections are cut when the fault plan says so, without a last word")
    func drops() async throws {
        let server = try server(
            configuration { $0.faults = FaultPlan(dropEvery: .milliseconds(1) ... .milliseconds(2), seed: 1) })
        let address = try #require(try await server.start().get().first)
        let connection = try await Connection.open(to: address, on: Self.group)
        let octets = try await connection.octetsUntilClosed()
        #expect(octets.isEmpty)
        try await server.shutDown().get()
    }
}
