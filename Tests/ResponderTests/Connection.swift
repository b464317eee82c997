import DHCPv6Wire
import Glibc
import NIOCore
import NIOPosix
import OpenSSLTLS

/// A requestor's end of a connection that keeps all it hears.
struct Connection {
    private final class Collector: ChannelInboundHandler, @unchecked Sendable {
        typealias InboundIn = ByteBuffer
        var octets: [UInt8] = []
        var whenSecured: EventLoopPromise<Void>?
        var waiting: (messages: Int, promise: EventLoopPromise<Void>)?

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            octets += Array(buffer: unwrapInboundIn(data))
            check()
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .secured? = event as? TLSEvent { whenSecured?.succeed() }
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

    /// STARTTLS and the handshake (RFC 7653 section 8.2); what was heard before is forgotten.
    static func open(
        to address: SocketAddress, on group: any EventLoopGroup, over settings: TLSSettings
    ) async throws -> Connection {
        let connection = try await open(to: address, on: group)
        try await connection.send(OwnedMessage(.startTLS, transactionID: 1))
        try await connection.waitForMessages(1)
        try await connection.channel.eventLoop.flatSubmit {
            let secured = connection.channel.eventLoop.makePromise(of: Void.self)
            connection.collector.whenSecured = secured
            connection.collector.octets = []
            do {
                let tls = try TLSHandler(TLSContext(settings, as: .client), expecting: .server(name: "server.test"))
                try connection.channel.pipeline.syncOperations.addHandler(tls, position: .first)
            } catch {
                secured.fail(error)
            }
            return secured.futureResult
        }.get()
        return connection
    }

    func write(_ octets: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: octets)).get()
    }

    /// Ends it the hard way: what the server writes from now on is an error there.
    func reset() async throws {
        try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close().get()
    }

    func messageCount() async throws -> Int {
        try await channel.eventLoop.submit { Collector.frames(self.collector.octets) }.get()
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
