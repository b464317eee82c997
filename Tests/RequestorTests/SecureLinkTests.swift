import DHCPv6Wire
import LeasequerySession
import NIOCore
import NIOEmbedded
import OpenSSLTLS
import TestCertificates
import Testing

@testable import Requestor

/// Secure mode through the whole pipeline: STARTTLS in clear, then everything through TLS.
struct SecureLinkTests {
    static func protection(_ name: String = "client", for server: String = "server.test") -> ServerTarget.Protection {
        .tls(TestCertificates.settings(name), name: server, pin: nil)
    }

    @Test("R-19, R-21: after the handshake the query and the feed go through TLS", arguments: [Int.max, 1, 7, 100])
    func feed(piece: Int) throws {
        let bench = try LinkBench(Self.protection())
        let server = try SecureServer(bench, pieces: piece)
        let voice = try server.secure()
        try server.say(voice.reply(base: 10) + voice.data(base: 11, address: 1))
        let seen = bench.sink.seen()
        #expect(seen.phases == [.connecting, .securing, .awaitingReply, .live])
        #expect(seen.addresses == [ServerVoice.address(1)])
        #expect(
            seen.events.contains { if case .secured(let peer, _) = $0 { peer.version == "TLSv1.3" } else { false } })
    }

    @Test("Octets in clear behind the answer to STARTTLS, in one piece or later, reach nobody")
    func injection() throws {
        for isOnePiece in [true, false] {
            let bench = try LinkBench(Self.protection())
            bench.opener.connect()
            let id = try bench.heardStartTLS()
            let reply = OwnedMessage(.reply, transactionID: id, options: []).framed()
            let injected = ServerVoice(transactionID: 1).data(base: 5, address: 9)
            if isOnePiece {
                bench.say(reply + injected)
                #expect(bench.sink.seen().ends == [.injection(octets: injected.count)])
            } else {
                bench.channel.pipeline.fireChannelRead(ByteBuffer(bytes: reply))
                bench.channel.pipeline.fireChannelRead(ByteBuffer(bytes: injected))
                bench.channel.pipeline.fireChannelReadComplete()
                guard case .tls(let fault)? = bench.sink.seen().ends.first else {
                    Issue.record("\(bench.sink.seen().ends)")
                    return
                }
                #expect(fault.side == .servers)
            }
            #expect(bench.sink.seen().addresses.isEmpty)
        }
    }

    @Test("R-18, R-22: silence after STARTTLS, or in the handshake, is given up after 120 s each")
    func timeouts() throws {
        let silent = try LinkBench(Self.protection())
        silent.opener.connect()
        silent.loop.advanceTime(by: .seconds(120))
        #expect(silent.sink.seen().ends == [.noAnswerToStartTLS(.seconds(120))])
        #expect(!silent.channel.isActive)

        let stalled = try LinkBench(Self.protection())
        stalled.opener.connect()
        let id = try stalled.heardStartTLS()
        stalled.loop.advanceTime(by: .seconds(119))
        stalled.say(OwnedMessage(.reply, transactionID: id, options: []).framed())
        stalled.loop.advanceTime(by: .seconds(119))
        #expect(stalled.channel.isActive)
        stalled.loop.advanceTime(by: .seconds(1))
        #expect(stalled.sink.seen().ends == [.handshakeTimeout(.seconds(120))])
        #expect(!stalled.channel.isActive)
    }

    @Test("R-22: a server with the wrong name is never asked")
    func wrongName() throws {
        let bench = try LinkBench(Self.protection(for: "dhcp.test"))
        let server = try SecureServer(bench)
        try server.agree()
        #expect(server.octets.isEmpty)
        guard case .tls(let fault)? = bench.sink.seen().ends.first else {
            Issue.record("\(bench.sink.seen().ends)")
            return
        }
        #expect(fault.text == "peer's certificate refused: it is not for dhcp.test but for server.test, 127.0.0.1, ::1")
    }

    @Test("R-39: a client certificate that the server refuses after the TLS 1.3 handshake reads as what it is")
    func refusedAfterHandshake() throws {
        let bench = try LinkBench(Self.protection("client-expired"))
        let server = try SecureServer(bench)
        try server.agree()
        let seen = bench.sink.seen()
        #expect(seen.phases.prefix(3) == [.connecting, .securing, .awaitingReply])
        #expect(seen.ends == [.tls(TLSFault(.ours, "refused by the peer: our certificate has expired"))])
        #expect(server.octets.isEmpty)
    }

    @Test("Files of no use are told without bothering the server, and read anew at the next attempt")
    func files() throws {
        var settings = TestCertificates.settings("client")
        settings.certificate = TestCertificates.path("none.pem")
        let bench = try LinkBench(.tls(settings, name: "server.test", pin: nil))
        #expect(bench.opener.attempts == 0)
        let reason = "cannot read \(settings.certificate): No such file or directory"
        #expect(bench.sink.seen().ends == [.tls(TLSFault(.ours, reason))])
        bench.loop.advanceTime(by: .seconds(70))
        #expect(bench.sink.seen().ends.count == 2)
    }

    @Test("A cut without a close of TLS is told from a clean close, and the server's close of its side is one")
    func cut() throws {
        for isClean in [true, false] {
            let bench = try LinkBench(Self.protection())
            let server = try SecureServer(bench)
            let voice = try server.secure()
            try server.say(voice.reply(base: 10) + voice.data(base: 11, address: 1))
            // Only TLS is closed at its side: TCP stays up until we end it.
            if isClean { try server.close() } else { bench.channel.pipeline.fireChannelInactive() }
            let cut = TLSFault(.between, "connection cut without a TLS close")
            #expect(bench.sink.seen().ends == [isClean ? .closedByServer("") : .tls(cut)])
            #expect(bench.sink.seen().addresses == [ServerVoice.address(1)])
            if isClean { #expect(!bench.channel.isActive) }
        }
    }

    @Test("A-07: bulk answers come through TLS too")
    func bulk() throws {
        let tls = try TLSPreparation(Self.protection())
        let bench = try FetchBench(.tls, tls: tls)
        let server = try SecureServer(bench.channel, bench.loop)
        try server.agree()
        let query = try OwnedMessage(decoding: server.octets.span.bytes.extracting(2..<server.octets.count))
        try server.say(bench.reply(query.transactionID, clients: 2) + bench.done(query.transactionID))
        #expect(try bench.result()?.isWhole == true)
        #expect(try bench.result()?.peer?.version == "TLSv1.3")
        #expect(bench.sink.updates == 2)
    }
}

extension LinkBench {
    /// The transaction id of the STARTTLS that was written.
    func heardStartTLS() throws -> UInt32 {
        try SecureServer.startTLS(try #require(try channel.readOutbound(as: ByteBuffer.self)))
    }
}

/// The other end of an embedded channel: answers STARTTLS, does TLS, keeps what it hears.
final class SecureServer {
    private let client: EmbeddedChannel
    private let channel: EmbeddedChannel
    private let piece: Int
    private let ear = Ear()

    /// What was heard through TLS.
    var octets: [UInt8] { ear.octets }

    convenience init(_ bench: LinkBench, pieces piece: Int = .max) throws {
        bench.opener.connect()
        try self.init(bench.channel, bench.loop, pieces: piece)
    }

    init(_ client: EmbeddedChannel, _ loop: EmbeddedEventLoop, pieces piece: Int = .max) throws {
        self.client = client
        self.piece = piece
        channel = EmbeddedChannel(loop: loop)
        channel.connect(to: try SocketAddress(ipAddress: "::1", port: 547), promise: nil)
        let context = try TLSContext(TestCertificates.settings("server"), as: .server)
        try channel.pipeline.syncOperations.addHandlers([
            try TLSHandler(context, expecting: .client(oneOf: nil)), ear,
        ])
    }

    static func startTLS(_ octets: ByteBuffer) throws -> UInt32 {
        let octets = Array(octets.readableBytesView)
        let message = try OwnedMessage(decoding: octets.span.bytes.extracting(2..<octets.count))
        #expect(message.type == .startTLS)
        #expect(message.options.isEmpty)
        return message.transactionID
    }

    /// Accepts STARTTLS and carries the handshake and what follows.
    func agree() throws {
        let id = try Self.startTLS(try #require(try client.readOutbound(as: ByteBuffer.self)))
        deliver(ByteBuffer(bytes: OwnedMessage(.reply, transactionID: id, options: []).framed()))
        try carry()
    }

    func secure() throws -> ServerVoice {
        try agree()
        return try ServerVoice.heard(octets).voice
    }

    func say(_ octets: [UInt8]) throws {
        channel.writeAndFlush(ByteBuffer(bytes: octets), promise: nil)
        try carry()
    }

    func close() throws {
        channel.close(promise: nil)
        try carry()
    }

    private func carry() throws {
        var hasMoved = true
        while hasMoved {
            hasMoved = false
            while let octets = try client.readOutbound(as: ByteBuffer.self) {
                hasMoved = true
                if channel.isActive { channel.pipeline.fireChannelRead(octets) }
            }
            while let octets = try channel.readOutbound(as: ByteBuffer.self) {
                hasMoved = true
                deliver(octets)
            }
        }
    }

    private func deliver(_ octets: ByteBuffer) {
        var rest = octets
        while client.isActive, rest.readableBytes > 0,
            let part = rest.readSlice(length: min(piece, rest.readableBytes))
        {
            client.pipeline.fireChannelRead(part)
            client.pipeline.fireChannelReadComplete()
        }
    }

    private final class Ear: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private(set) var octets: [UInt8] = []

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            octets += unwrapInboundIn(data).readableBytesView
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
