import DHCPv6Wire
import NIOCore
import NIOPosix
import Requestor
import Synchronization

/// A server on loopback that plays one scene per connection: octets to send once the query is there, then perhaps an end.
final class ScriptedServer: Sendable {
    struct Scene: Sendable {
        enum End { case stays, closes, closesOutput }

        var says: @Sendable (ServerVoice) -> [UInt8]
        var end = End.stays
    }

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel
    private let script: Script

    /// The scenes still to be played and the LQ_START_TIMEs heard so far.
    final class Script: Sendable {
        let scenes: Mutex<[Scene]>
        let starts = Mutex<[ServerTime?]>([])
        /// A turn for each connection that is over at both sides.
        let (closures, closed) = AsyncStream.makeStream(of: Void.self)

        init(_ scenes: [Scene]) {
            self.scenes = Mutex(scenes)
        }

        func next(start: ServerTime?) -> Scene? {
            starts.withLock { $0.append(start) }
            return scenes.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        }
    }

    init(_ scenes: [Scene]) async throws {
        let script = Script(scenes)
        self.script = script
        channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(SceneHandler(script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var target: ServerTarget {
        get throws { ServerTarget(try ServerEndpoint("127.0.0.1:\(channel.localAddress?.port ?? 0)"), .insecure) }
    }

    var starts: [ServerTime?] { script.starts.withLock { $0 } }

    /// Returns when a connection is over at both sides.
    func waitForClose() async {
        for await _ in script.closures { return }
    }

    func stop() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}

private final class SceneHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let script: ScriptedServer.Script
    private var heard: [UInt8] = []

    init(_ script: ScriptedServer.Script) {
        self.script = script
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heard += unwrapInboundIn(data).readableBytesView
        guard heard.count >= 2, heard.count >= 2 + Int(heard[0]) << 8 + Int(heard[1]) else { return }
        guard let (voice, start) = try? ServerVoice.heard(heard), let scene = script.next(start: start) else {
            return context.close(promise: nil)
        }
        heard = []
        let written = context.writeAndFlush(NIOAny(ByteBuffer(bytes: scene.says(voice))))
        let mode: CloseMode
        switch scene.end {
        case .stays: return
        case .closes: mode = .all
        case .closesOutput: mode = .output
        }
        written.assumeIsolated().whenComplete { _ in context.close(mode: mode, promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        script.closed.yield()
    }
}
