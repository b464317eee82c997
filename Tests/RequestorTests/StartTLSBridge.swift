import DHCPv6Wire
import NIOCore
import NIOPosix

/// Answers STARTTLS for a server that knows TLS and nothing else, such as `openssl s_server`, and then carries octets
/// both ways.
final class StartTLSBridge: Sendable {
    private let channel: any Channel

    /// - Parameter port: of that server on 127.0.0.1.
    init(to port: Int) async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FrontHandler(port))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    func stop() async throws { try await channel.close() }
}

/// The requestor's side.
private final class FrontHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let port: Int
    private var heard: [UInt8] = []
    private var server: (any Channel)?

    init(_ port: Int) {
        self.port = port
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let octets = unwrapInboundIn(data)
        if let server {
            server.writeAndFlush(octets, promise: nil)
            return
        }
        heard += octets.readableBytesView
        // STARTTLS has no options: a length and four octets.
        if heard.count == 6 { connect(context, answering: Array(heard.suffix(3))) }
    }

    private func connect(_ context: ChannelHandlerContext, answering transactionID: [UInt8]) {
        let front = context.channel
        let connected = ClientBootstrap(group: context.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(BackHandler(front))
                }
            }
            .connect(host: "127.0.0.1", port: port)
        connected.assumeIsolated().whenComplete { result in
            guard case .success(let server) = result else { return context.close(promise: nil) }
            self.server = server
            context.writeAndFlush(
                NIOAny(ByteBuffer(bytes: [0, 4, MessageType.reply.rawValue] + transactionID)), promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        server?.close(promise: nil)
    }
}

/// The server's side.
private final class BackHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let front: any Channel

    init(_ front: any Channel) {
        self.front = front
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        front.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        front.close(promise: nil)
    }
}
