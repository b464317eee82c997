import NIOCore
import NIOPosix
import Requestor
import Synchronization

/// Stands between a client and a server on loopback until the network is cut: then nothing gets through any more on the
/// connections there are, and neither end is told.
final class CutProxy: Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let listener: any Channel
    /// Numbers of cuts; a connection lives in the one it was made in.
    private let cuts: Cuts

    final class Cuts: Sendable {
        let count = Atomic<Int>(0)
    }

    init(to port: Int) async throws {
        let cuts = Cuts()
        self.cuts = cuts
        listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { client in
                let age = cuts.count.load(ordering: .relaxed)
                let isOpen: @Sendable () -> Bool = { cuts.count.load(ordering: .relaxed) == age }
                return ClientBootstrap(group: client.eventLoop).connect(host: "::1", port: port).flatMapThrowing {
                    try $0.pipeline.syncOperations.addHandler(Carrier(to: client, while: isOpen))
                    try client.pipeline.syncOperations.addHandler(Carrier(to: $0, while: isOpen))
                }
            }
            .bind(host: "::1", port: 0).get()
    }

    var target: ServerTarget {
        get throws { ServerTarget(try ServerEndpoint("[::1]:\(listener.localAddress?.port ?? 0)"), .insecure) }
    }

    func cut() { cuts.count.add(1, ordering: .relaxed) }

    func stop() async throws {
        try await listener.close()
        try await group.shutdownGracefully()
    }
}

/// Carries what comes in on one connection to another, both of one event loop.
private final class Carrier: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel
    private let isOpen: @Sendable () -> Bool

    init(to other: any Channel, while isOpen: @escaping @Sendable () -> Bool) {
        self.other = other
        self.isOpen = isOpen
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isOpen() { other.writeAndFlush(unwrapInboundIn(data), promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isOpen() { other.close(promise: nil) }
    }
}
