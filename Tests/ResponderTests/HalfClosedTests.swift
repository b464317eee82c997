import DHCPv6Wire
import NIOCore
import NIOEmbedded
import NIOPosix
import OpenSSLTLS
import TestCertificates
import TestSupport
import Testing

@testable import Responder

/// Requestors that close their side: what they have asked for is answered first (RFC 5460 section 7.4).
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct HalfClosedTests {
    private static let group = MultiThreadedEventLoopGroup.singleton
    private static let question = LeasequeryQuery(.byLinkAddress)

    /// 20,000 bindings: more than a socket takes at once.
    private static func server(_ protection: ServerConfiguration.Protection) async throws -> (
        LeasequeryServer, SocketAddress
    ) {
        let configuration = ServerConfiguration(
            rules: SessionRules(serverID: ResponderBench.serverID),
            addresses: [try SocketAddress(ipAddress: "::1", port: 0)], protection: protection)
        let simulator = Simulator(SimulationParameters(bindings: 20_000, rate: 1))
        let server = try LeasequeryServer(configuration, feed: simulator, on: group)
        return (server, try #require(try await server.start().get().first))
    }

    private func expectBothAnswers(_ connection: Connection) async throws {
        try await connection.write(
            ResponderBench().bulk(Self.question, xid: 1).framed()
                + ResponderBench().bulk(Self.question, xid: 2).framed())
        try await connection.closeOutput()
        let said = try Said.list(try await connection.octetsUntilClosed())
        #expect(said.filter { $0.type == .leasequeryDone }.map(\.transactionID) == [1, 2])
        for xid in 1...2 as ClosedRange<UInt32> {
            #expect(said.count { $0.transactionID == xid && !$0.clients.isEmpty } > 10_000)
        }
    }

    @Test("S-51: bulk answers are completed for a requestor that has closed its side; then we close ours")
    func clear() async throws {
        let (server, address) = try await Self.server(.insecure)
        try await expectBothAnswers(try await Connection.open(to: address, on: Self.group))
        try await server.shutDown().get()
    }

    @Test("S-51: the same over TLS, where a close of TLS is the close of a side")
    func tls() async throws {
        let (server, address) = try await Self.server(.tls(TestCertificates.settings("server"), clients: nil))
        let client = TestCertificates.settings("client")
        try await expectBothAnswers(try await Connection.open(to: address, on: Self.group, over: client))
        #expect(try await server.activity().get().lastEnd == nil)
        try await server.shutDown().get()
    }

    @Test("S-51, SX-03: a requestor that has closed its side has time to take the rest; if it takes nothing, 300 s")
    func slow() throws {
        for isTaken in [true, false] {
            let socket = SlowSocket()
            let bench = try ServerBench()
            bench.script.coming = [ResponderBench().bound(.address(1), 1)]
            bench.wait(.milliseconds(10))
            let requestor = try #require(try bench.connect(through: socket))
            socket.stop()
            try requestor.ask(ResponderBench().bulk(Self.question))
            requestor.closeOutput()
            bench.wait(.seconds(200))
            #expect(requestor.isOpen)
            if isTaken {
                socket.resume()
                #expect(try requestor.heard().map(\.type) == [.leasequeryReply, .leasequeryDone])
            } else {
                bench.wait(.seconds(101))
            }
            bench.loop.run()
            #expect(!requestor.isOpen)
        }
    }

    @Test("A server that stops does not wait for them for long")
    func shutDown() throws {
        let socket = SlowSocket()
        let bench = try ServerBench()
        let requestor = try #require(try bench.connect(through: socket))
        socket.stop()
        try requestor.ask(ResponderBench().bulk(Self.question))
        requestor.closeOutput()
        let done = bench.core.shutDown()
        bench.wait(.seconds(1))
        #expect(!requestor.isOpen)
        try done.wait()
    }
}
