import DHCPv6Wire
import NIOCore
import NIOEmbedded
import Testing

@testable import Responder

/// A server on an embedded loop, and connections to it: the beat, the deadlines and slow requestors, in virtual time.
final class ServerBench {
    let loop = EmbeddedEventLoop()
    let script = ScriptedFeed.Script()
    let core: ServerCore

    init(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var rules = SessionRules(serverID: ResponderBench.serverID)
        rules.activeLeasequery = true
        var configuration = ServerConfiguration(rules: rules, addresses: [], protection: .insecure)
        change(&configuration)
        let start = ResponderBench().now
        let begin = loop.now
        core = ServerCore(
            configuration, ScriptedFeed(script: script), tls: try ServerTLS(configuration.protection), on: loop
        ) { [loop] in start.advanced(by: .nanoseconds((loop.now - begin).nanoseconds)) }
        core.started([])
    }

    /// - Returns: nil if the server does not take it.
    func connect(from source: String = "::1", through socket: SlowSocket? = nil) throws -> Requestor? {
        let address = try SocketAddress(ipAddress: source, port: 1)
        let connection = ResponderHandler(core, source: IPv6Address(address))
        guard core.connectionOpened(connection) else { return nil }
        let handlers: [any ChannelHandler] = socket.map { [$0, connection] } ?? [connection]
        return try Requestor(EmbeddedChannel(handlers: handlers, loop: loop), from: address)
    }

    func wait(_ time: TimeAmount) { loop.advanceTime(by: time) }

    /// A requestor's end of one connection.
    struct Requestor {
        let channel: EmbeddedChannel

        init(_ channel: EmbeddedChannel, from address: SocketAddress) throws {
            self.channel = channel
            try channel.connect(to: address).wait()
        }

        var isOpen: Bool { channel.isActive }

        func ask(_ message: OwnedMessage) throws { try channel.writeInbound(ByteBuffer(bytes: message.framed())) }

        /// What was said since the last call.
        func heard() throws -> [Said] {
            var octets: [UInt8] = []
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { octets += Array(buffer: buffer) }
            return try Said.list(octets)
        }

        func closeOutput() { channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
    }
}

/// A socket whose peer does not always read: it keeps what is written, and says when that is too much.
final class SlowSocket: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// As the server sets it for its sockets.
    static let highWater = 256 * 1_024

    private var context: ChannelHandlerContext?
    private var kept: [(octets: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
    private(set) var keptOctets = 0
    private var isRead = true

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        for (_, promise) in kept { promise?.fail(ChannelError.eof) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if isRead { return context.write(data, promise: promise) }
        let octets = unwrapOutboundIn(data)
        kept.append((octets, promise))
        keptOctets += octets.readableBytes
        if keptOctets >= Self.highWater { setWritable(false) }
    }

    /// The requestor stops reading.
    func stop() { isRead = false }

    /// The requestor reads all there is.
    func resume() {
        isRead = true
        let kept = kept
        self.kept = []
        keptOctets = 0
        for (octets, promise) in kept { context?.write(wrapOutboundOut(octets), promise: promise) }
        context?.flush()
        setWritable(true)
    }

    private func setWritable(_ isWritable: Bool) {
        guard let channel = context?.channel as? EmbeddedChannel, channel.isWritable != isWritable else { return }
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
    }
}
