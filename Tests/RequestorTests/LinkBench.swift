import DHCPv6Wire
import Glibc
import LeasequerySession
import NIOCore
import NIOEmbedded
import Testing

@testable import Requestor

/// A started link, the loop it lives on, and the server's end of its channel.
final class LinkBench {
    let loop = EmbeddedEventLoop()
    let sink = RecordingSink()
    let opener: ScriptedOpener
    let link: ServerLink

    /// - Parameters:
    ///   - other: who gets what is received instead of `sink`.
    ///   - tap: is told everything.
    init(
        _ protection: ServerTarget.Protection = .insecure, holdingWrites: Bool = false,
        sink other: (any FeedSink)? = nil, tap: (any FeedTap)? = nil
    ) throws {
        opener = ScriptedOpener(loop, holdingWrites: holdingWrites)
        let target = ServerTarget(try ServerEndpoint("[::1]:5470"), protection)
        let configuration = try SessionConfiguration(ownDUID: ServerVoice.ownDUID, security: target.security)
        link = ServerLink(
            ServerID(rawValue: 0), at: target, configuration: configuration, sink: other ?? sink, tap: tap,
            opener: opener, on: loop,
            now: { [loop] in LinkBench.moment(of: loop) })
        link.start()
    }

    var now: Moment { LinkBench.moment(of: loop) }

    private static func moment(of loop: EmbeddedEventLoop) -> Moment {
        let uptime = loop.now.uptimeNanoseconds
        return Moment(uptime: uptime, utc: 1_787_313_600_000_000_000 + Int64(uptime))
    }

    /// The channel opened last.
    var channel: EmbeddedChannel { opener.channel }

    func accept() throws -> ServerVoice {
        try acceptAndHear().voice
    }

    /// Lets TCP come up and reads the query.
    func acceptAndHear() throws -> (voice: ServerVoice, start: ServerTime?) {
        opener.connect()
        let query = try #require(try channel.readOutbound(as: ByteBuffer.self))
        return try ServerVoice.heard(Array(query.readableBytesView))
    }

    func say(_ octets: [UInt8]) {
        // With room to spare: a read that fills its buffer is one of too much.
        var buffer = channel.allocator.buffer(capacity: octets.count + 1)
        buffer.writeBytes(octets)
        channel.pipeline.fireChannelRead(buffer)
        channel.pipeline.fireChannelReadComplete()
    }
}

/// Opens embedded channels when told to.
final class ScriptedOpener: ConnectionOpener, @unchecked Sendable {
    private let loop: EmbeddedEventLoop
    private let holdingWrites: Bool
    private var promise: EventLoopPromise<any Channel>?
    private(set) var channel: EmbeddedChannel
    private(set) var attempts = 0
    /// How many of the channels have been closed.
    private(set) var closures = 0

    init(_ loop: EmbeddedEventLoop, holdingWrites: Bool) {
        self.loop = loop
        self.holdingWrites = holdingWrites
        channel = EmbeddedChannel(loop: loop)
    }

    func open(
        _ endpoint: ServerEndpoint, within limit: Duration, on eventLoop: any EventLoop,
        whenMade: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        attempts += 1
        channel = EmbeddedChannel(loop: loop)
        channel.closeFuture.assumeIsolated().whenComplete { _ in self.closures += 1 }
        let promise = loop.makePromise(of: (any Channel).self)
        self.promise = promise
        whenMade(channel).cascadeFailure(to: promise)
        return promise.futureResult
    }

    /// TCP comes up, whether or not anybody still wants it.
    func connect() {
        if holdingWrites { try? channel.pipeline.syncOperations.addHandler(HoldWrites()) }
        channel.connect(to: try! SocketAddress(ipAddress: "::1", port: 547), promise: nil)
        promise?.succeed(channel)
    }

    func refuse() {
        promise?.fail(IOError(errnoCode: ECONNREFUSED, reason: "connect"))
    }
}

/// A socket whose buffer is full for ever.
private final class HoldWrites: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private var held: [EventLoopPromise<Void>] = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if let promise { held.append(promise) }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        for promise in held { promise.fail(ChannelError.ioOnClosedChannel) }
        context.close(mode: mode, promise: promise)
    }
}
