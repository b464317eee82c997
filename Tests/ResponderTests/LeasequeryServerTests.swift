import DHCPv6Wire
import NIOCore
import NIOPosix
import OpenSSLTLS
import Testing

@testable import Responder

/// The server on loopback.
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

    @Test("S-11, S-12: changes flow; a server that stops sends QueryTerminated last and closes every connection")
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

    @Test("Bulk answers are completed for a requestor that has closed its side; then we close ours")
    func halfClosed() async throws {
        let server = try server(configuration())
        let address = try #require(try await server.start().get().first)
        let connection = try await Connection.open(to: address, on: Self.group)
        let question = LeasequeryQuery(.byLinkAddress)
        try await connection.write(
            ResponderBench().bulk(question, xid: 1).framed() + ResponderBench().bulk(question, xid: 2).framed())
        try await connection.closeOutput()
        let said = try Said.list(try await connection.octetsUntilClosed())
        #expect(said.filter { $0.type == .leasequeryDone }.map(\.transactionID) == [1, 2])
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

/// A requestor's end of a connection that keeps all it hears.
private struct Connection {
    private final class Collector: ChannelInboundHandler, @unchecked Sendable {
        typealias InboundIn = ByteBuffer
        var octets: [UInt8] = []
        var waiting: (messages: Int, promise: EventLoopPromise<Void>)?

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            octets += Array(buffer: unwrapInboundIn(data))
            check()
        }

        func channelInactive(context: ChannelHandlerContext) {
            waiting?.promise.fail(ChannelError.eof)
            waiting = nil
        }

        func check() {
            guard let (messages, promise) = waiting, Collector.frames(octets) >= messages else { return }
            waiting = nil
            promise.succeed()
        }

        static func frames(_ octets: [UInt8]) -> Int {
            var count = 0
            var at = 0
            while case .message(let range) = try? FrameSplitter.next(in: octets.span.bytes, at: at) {
                count += 1
                at = range.upperBound
            }
            return count
        }
    }

    private let channel: any Channel
    private let collector: Collector

    static func open(to address: SocketAddress, on group: any EventLoopGroup) async throws -> Connection {
        let collector = Collector()
        let channel = try await ClientBootstrap(group: group)
            .channelInitializer { $0.pipeline.addHandler(collector) }
            .connect(to: address).get()
        return Connection(channel: channel, collector: collector)
    }

    func write(_ octets: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: octets)).get()
    }

    func closeOutput() async throws { try await channel.close(mode: .output).get() }

    func send(_ message: OwnedMessage) async throws { try await write(message.framed()) }

    /// Until so many messages have come in all; fails if the connection ends before.
    func waitForMessages(_ count: Int) async throws {
        try await channel.eventLoop.flatSubmit {
            let promise = self.channel.eventLoop.makePromise(of: Void.self)
            self.collector.waiting = (count, promise)
            self.collector.check()
            return promise.futureResult
        }.get()
    }

    func octetsUntilClosed() async throws -> [UInt8] {
        try await channel.closeFuture.get()
        return try await channel.eventLoop.submit { self.collector.octets }.get()
    }
}
