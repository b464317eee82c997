import NIOCore

/// What the handlers behind a `TLSHandler` are told of it.
public enum TLSEvent: Hashable, Sendable {
    /// The handshake is complete at this end and the peer's certificate accepted. With TLS 1.3 a server may still
    /// refuse ours: only its first message proves that it did not.
    case secured(SecuredPeer)
}

/// TLS between the transport and the handlers behind it.
///
/// The handshake starts when the handler is added to an active channel, which is all that STARTTLS needs, or when the
/// channel becomes active. What is written before its end waits for it. A failure arrives behind as an error, a
/// `TLSFailure`, and the channel closes; a clean close of TLS by the peer closes it without, or, where half closure is
/// allowed, arrives as `ChannelEvent.inputClosed`, and the channel stays open for what is still to be said (RFC 8446
/// section 6.1). How long a handshake may take is for the owner of the connection to decide, who closes the channel.
public final class TLSHandler: ChannelDuplexHandler {
    public typealias InboundIn = ByteBuffer
    public typealias InboundOut = ByteBuffer
    public typealias OutboundIn = ByteBuffer
    public typealias OutboundOut = ByteBuffer

    private enum State {
        case idle
        case handshaking
        case secured
        /// Our last octets are on their way, then the channel closes; nothing that is read counts.
        case closing
    }

    /// How long our last octets may take, and how long a peer may take to read why we refuse it.
    public static let closeLimit = TimeAmount.seconds(2)
    /// As much as one TLS record holds.
    private static let readSize = 16_384

    private let connection: TLSConnection
    private let allowsHalfClosure: Bool
    private var state = State.idle
    /// The peer has closed its side of TLS; ours is still open.
    private var isInputClosed = false
    private var held: [(octets: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
    private var hasDelivered = false
    private var closeTimer: Scheduled<Void>?

    public init(
        _ context: TLSContext, expecting expected: ExpectedPeer, allowsHalfClosure: Bool = false
    ) throws(TLSFailure) {
        connection = try TLSConnection(context, expecting: expected)
        self.allowsHalfClosure = allowsHalfClosure
    }

    // MARK: Beginning

    public func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    public func channelActive(context: ChannelHandlerContext) {
        if state == .idle { begin(context) }
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        state = .handshaking
        advance(context)
    }

    // MARK: Reading

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state != .closing, !isInputClosed else { return }
        unwrapInboundIn(data).withUnsafeReadableBytes(connection.feed)
        advance(context)
    }

    public func channelReadComplete(context: ChannelHandlerContext) {
        // Whoever asked for octets one read at a time is still waiting if there was only half a record.
        if !hasDelivered { context.read() }
        hasDelivered = false
        context.fireChannelReadComplete()
    }

    /// Goes as far as the octets that came allow.
    private func advance(_ context: ChannelHandlerContext) {
        do throws(TLSFailure) {
            if state == .handshaking {
                let isComplete = try connection.handshake()
                flushPending(context)
                if isComplete { secured(context) }
            }
            if state == .secured { try read(context) }
        } catch {
            fail(error, context)
        }
    }

    private func secured(_ context: ChannelHandlerContext) {
        state = .secured
        guard let peer = connection.peer else { return fail(.refusedPeer(.missing), context) }
        // First the news, then what waited for it: writing may fail and close.
        context.fireUserInboundEventTriggered(TLSEvent.secured(peer))
        let waiting = held
        held = []
        for (octets, promise) in waiting { write(octets, promise, context) }
        if !waiting.isEmpty { context.flush() }
    }

    private func read(_ context: ChannelHandlerContext) throws(TLSFailure) {
        var clear = context.channel.allocator.buffer(capacity: TLSHandler.readSize)
        var reading = TLSConnection.Reading.needsMore
        var failure: TLSFailure?
        repeat {
            do throws(TLSFailure) {
                reading = try readOnce(into: &clear)
            } catch {
                failure = error
            }
        } while failure == nil && reading != .needsMore && reading != .closed
        flushPending(context)
        if clear.readableBytes > 0 {
            hasDelivered = true
            context.fireChannelRead(wrapInboundOut(clear))
        }
        if let failure { throw failure }
        if reading == .closed { peerClosed(context) }
    }

    private func peerClosed(_ context: ChannelHandlerContext) {
        guard allowsHalfClosure else { return close(context) }
        isInputClosed = true
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    private func readOnce(into clear: inout ByteBuffer) throws(TLSFailure) -> TLSConnection.Reading {
        clear.reserveCapacity(minimumWritableBytes: TLSHandler.readSize)
        var result: Result<TLSConnection.Reading, TLSFailure> = .success(.needsMore)
        clear.writeWithUnsafeMutableBytes(minimumWritableBytes: TLSHandler.readSize) { room in
            result = Result { () throws(TLSFailure) in try connection.read(into: room) }
            guard case .success(.octets(let count)) = result else { return 0 }
            return count
        }
        return try result.get()
    }

    // MARK: Writing

    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let octets = unwrapOutboundIn(data)
        switch state {
        case .idle, .handshaking: held.append((octets, promise))
        case .secured: write(octets, promise, context)
        case .closing: promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }

    public func flush(context: ChannelHandlerContext) {
        if state == .secured { context.flush() }
    }

    private func write(_ octets: ByteBuffer, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        guard state == .secured else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        guard octets.readableBytes > 0 else { return context.write(wrapOutboundOut(octets), promise: promise) }
        do throws(TLSFailure) {
            try octets.withUnsafeReadableBytes { (room) throws(TLSFailure) in try connection.write(room) }
            context.write(wrapOutboundOut(takePending(context)), promise: promise)
        } catch {
            promise?.fail(error)
            fail(error, context)
        }
    }

    private func takePending(_ context: ChannelHandlerContext) -> ByteBuffer {
        var sealed = context.channel.allocator.buffer(capacity: connection.pending)
        sealed.writeWithUnsafeMutableBytes(minimumWritableBytes: connection.pending, connection.drain)
        return sealed
    }

    private func flushPending(_ context: ChannelHandlerContext) {
        guard connection.pending > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(takePending(context)), promise: nil)
    }

    // MARK: Ending

    public func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .all where state != .idle:
            promise.map(context.channel.closeFuture.cascade(to:))
            close(context)
        case .output where state == .secured:
            connection.close()
            flushPending(context)
            context.close(mode: .output, promise: promise)
        case .all, .output, .input:
            context.close(mode: mode, promise: promise)
        }
    }

    /// Says goodbye, and closes the channel when that has left: closing at once would discard what the system has not
    /// taken yet.
    private func close(_ context: ChannelHandlerContext) {
        guard state != .closing else { return }
        state = .closing
        connection.close()
        dropHeld()
        armCloseTimer(context)
        context.writeAndFlush(wrapOutboundOut(takePending(context))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    /// Sends the alert, if there is one, and then reads on without looking: closing with unread octets would reset the
    /// connection, and the peer might never read why.
    private func fail(_ failure: TLSFailure, _ context: ChannelHandlerContext) {
        guard state != .closing else { return }
        state = .closing
        dropHeld()
        let saysWhy = connection.pending > 0
        flushPending(context)
        context.fireErrorCaught(failure)
        guard saysWhy else { return context.close(promise: nil) }
        armCloseTimer(context)
        context.close(mode: .output, promise: nil)
    }

    private func armCloseTimer(_ context: ChannelHandlerContext) {
        closeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TLSHandler.closeLimit) {
            context.close(promise: nil)
        }
    }

    private func dropHeld() {
        let dropped = held
        held = []
        for (_, promise) in dropped { promise?.fail(ChannelError.ioOnClosedChannel) }
    }

    public func channelInactive(context: ChannelHandlerContext) {
        closeTimer?.cancel()
        cut(context)
        context.fireChannelInactive()
    }

    /// Where TCP may be half open: TLS is over with it all the same.
    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? ChannelEvent, event == .inputClosed, state != .idle else {
            return context.fireUserInboundEventTriggered(event)
        }
        // TCP follows what TLS has announced already.
        if isInputClosed { return }
        cut(context)
        context.close(promise: nil)
    }

    /// Nothing more will come from the peer.
    private func cut(_ context: ChannelHandlerContext) {
        dropHeld()
        guard state == .handshaking || state == .secured, !isInputClosed else { return }
        state = .closing
        context.fireErrorCaught(TLSFailure.truncated)
    }

    public func handlerRemoved(context: ChannelHandlerContext) {
        closeTimer?.cancel()
        dropHeld()
    }
}
