import LeasequerySession
import NIOCore
import OpenSSLTLS

/// Turns NIO's callbacks of one connection into calls on its link.
final class LinkChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let link: ServerLink
    private let connection: ConnectionID
    private let meter: ConnectionMeter
    /// What was read and is not a whole frame yet. It holds less than one frame between reads, so with the largest
    /// read on top it never grows over 128 KiB.
    private var unread = ByteBuffer()
    private var failure: TransportEnd?

    init(_ link: ServerLink, _ connection: ConnectionID, _ meter: ConnectionMeter) {
        self.link = link
        self.connection = connection
        self.meter = meter
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = ByteBuffer()
        swap(&octets, &unread)
        octets.writeImmutableBuffer(unwrapInboundIn(data))
        let used = link.consume(octets.readableBytesSpan, on: connection, isPrompt: meter.isPrompt)
        octets.moveReaderIndex(forwardBy: used)
        meter.left(octets.readableBytes, used: used)
        octets.discardReadBytes()
        swap(&octets, &unread)
        link.perform()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        link.settle()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .secured(let peer)? = event as? TLSEvent { link.secured(connection, PeerIdentity(peer)) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = failure ?? TransportEnd(breaking: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        link.ended(connection, failure ?? .closed, leaving: Array(unread.readableBytesView))
    }
}
