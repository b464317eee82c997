import NIOCore

@testable import OpenSSLTLS

/// What arrives behind a `TLSHandler`, in order.
final class Recorder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    enum Entry: Equatable {
        case secured
        case failed(TLSFailure)
        case inputClosed
        case inactive
    }

    private(set) var entries: [Entry] = []
    private(set) var peer: SecuredPeer?
    private(set) var octets: [UInt8] = []
    /// Called inside the event.
    var whenSecured: (ChannelHandlerContext) -> Void = { _ in }

    var failure: TLSFailure? {
        for case .failed(let failure) in entries { return failure }
        return nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { entries.append(.inputClosed) }
        guard case .secured(let peer)? = event as? TLSEvent else { return }
        entries.append(.secured)
        self.peer = peer
        whenSecured(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        octets += Array(buffer: unwrapInboundIn(data))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? TLSFailure { entries.append(.failed(error)) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        entries.append(.inactive)
    }
}
