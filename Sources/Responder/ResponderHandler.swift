import DHCPv6Wire
import NIOCore
import OpenSSLTLS

/// One accepted connection: hands frames to its session and writes what the session says. Lives on the event loop of
/// its server.
final class ResponderHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// One write: large enough to be cheap, small enough not to overshoot the socket's buffer by much.
    private static let octetsPerWrite = 64 * 1_024
    /// One turn, some milliseconds: then other connections have theirs.
    private static let writesPerTurn = 2
    /// From one turn of an answer to its next. More than nothing: a loop runs all that is to be run now before it looks
    /// at sockets again, so that an answer to a fast reader would keep all others waiting.
    private static let pause = TimeAmount.microseconds(20)
    /// How long last words may take when we are the one who leaves.
    private static let patience = Duration.seconds(1)

    /// The requestor's address, if known.
    let source: IPv6Address?
    private let server: ServerCore
    private var session: ResponderSession
    private var output = ResponderOutput()
    private var received = ByteBuffer()
    private var context: ChannelHandlerContext?
    /// To be put in place when STARTTLS is accepted.
    private var tls: TLSHandler?
    /// Since reading last paused.
    private var hasRead = false
    private var isReadHeldBack = false
    /// Turns whose octets the system has not taken yet.
    private var untakenTurns = 0
    /// The session had more to say than one turn could take.
    private var hasMore = false
    private var isToGoOn = false
    private var isInputClosed = false
    private var hasEnded = false
    /// Since the last flush.
    private var hasWritten = false

    init(_ server: ServerCore, source: IPv6Address?) {
        self.server = server
        self.source = source
        session = ResponderSession(server.rules, at: server.now())
    }

    var isActive: Bool { session.isActive }
    var isQuerying: Bool { session.isQuerying }
    var idleSince: UInt64? { hasEnded ? nil : session.idleSince }

    // What the server does with all its connections.

    /// A tick: time has passed, the book may have changed.
    func turn(at now: ServerMoment) {
        guard !hasEnded, let context else { return }
        proceed(context, at: now)
        // Only now: whoever was told something needs no keepalive.
        guard let deadline = session.deadline, now.uptime >= deadline else { return }
        say(context, at: now) { $0.deadlineReached(at: now, from: $1, into: &$2) }
        handOver(context, at: now)
    }

    func shutDown(at now: ServerMoment) {
        guard let context else { return }
        guard !hasEnded else {
            closeLater(context.channel, after: Self.patience)
            return
        }
        proceed(context, at: now)
        say(context, at: now) { $0.shutDown(at: now, from: $1, into: &$2) }
    }

    /// Closes without a word, whatever is still to be written.
    func cut() {
        hasEnded = true
        context?.close(promise: nil)
    }

    // What NIO says.

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        prepareTLS()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        hasEnded = true
        server.connectionClosed(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = unwrapInboundIn(data)
        received.writeBuffer(&octets)
        hasRead = true
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // NIO says so before the end of input, too, and asserts that nobody closes the channel then, as failing to
        // write would.
        guard hasRead else { return context.fireChannelReadComplete() }
        hasRead = false
        let now = server.now()
        readFrames(context, at: now)
        proceed(context, at: now)
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        tellWhetherTaken(context, at: server.now())
        // Later: this may be called while we write.
        if context.channel.isWritable { goOnLater(context) }
        context.fireChannelWritabilityChanged()
    }

    /// The requestor will ask nothing more: bulk answers are completed first (RFC 5460 section 7.4), an active query
    /// would never be (RFC 7653 section 9.5).
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .secured? = event as? TLSEvent { session.secured(at: server.now()) }
        if let event = event as? ChannelEvent, event == .inputClosed {
            isInputClosed = true
            proceed(context, at: server.now())
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Whoever does not take our answers is not asked for more questions.
    func read(context: ChannelHandlerContext) {
        isReadHeldBack = !mayRead(context)
        if !isReadHeldBack { context.read() }
    }

    private func mayRead(_ context: ChannelHandlerContext) -> Bool {
        context.channel.isWritable && received.readableBytes <= Limits.largestMessage + 2
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let failure = error as? TLSFailure { server.ended(.tls(failure.description)) }
        hasEnded = true
        context.close(promise: nil)
    }
}

extension ResponderHandler {
    /// Takes as many messages as the session is ready for; a bulk query makes the others wait.
    private func readFrames(_ context: ChannelHandlerContext, at now: ServerMoment) {
        while !hasEnded, session.isReceptive {
            let buffer = received
            let octets = buffer.readableBytesSpan
            do throws(WireError) {
                guard case .message(let range) = try FrameSplitter.next(in: octets, at: 0) else { break }
                let message = octets.extracting(range)
                let octetsBehind = octets.byteCount - range.upperBound
                session.mayQuery = server.mayQuery(source)
                say(context, at: now) {
                    $0.received(message, octetsBehind: octetsBehind, at: now, from: $1, into: &$2)
                }
                received.moveReaderIndex(forwardBy: range.upperBound)
            } catch {
                server.ended(.violation(rule: "V-01", "\(error)"))
                return cut()
            }
        }
        received.discardReadBytes()
    }

    /// Writes while there is something to say and somebody who takes it, then lets it go.
    private func proceed(_ context: ChannelHandlerContext, at now: ServerMoment) {
        hasMore = true
        for _ in 0..<Self.writesPerTurn where hasMore && !hasEnded && isTaking(context) {
            say(context, at: now) { hasMore = $0.proceed(at: now, from: $1, room: Self.octetsPerWrite, into: &$2) }
        }
        // A bulk query may be complete now, and the next one may wait in the buffer.
        if received.readableBytes > 0, session.isReceptive, !hasEnded { readFrames(context, at: now) }
        handOver(context, at: now)
        if hasMore, isTaking(context) { goOnLater(context) }
        if isInputClosed, session.isReceptive, !hasEnded {
            // All that was asked has been answered; it is for the requestor to take it.
            output.removeAll()
            close(context, patience: server.rules.bulkTimeout)
        } else if isReadHeldBack {
            read(context: context)
        }
    }

    /// Another turn soon, when all others had one.
    private func goOnLater(_ context: ChannelHandlerContext) {
        guard !isToGoOn else { return }
        isToGoOn = true
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { [self] in
            isToGoOn = false
            if self.context != nil, !hasEnded { proceed(context, at: server.now()) }
        }
    }

    /// Hands what this turn has written to the system, and learns when it has taken it: a connection is blocked from
    /// the first octet that is left over (RFC 7653 section 9.3).
    private func handOver(_ context: ChannelHandlerContext, at now: ServerMoment) {
        guard hasWritten, !hasEnded else { return context.flush() }
        hasWritten = false
        untakenTurns += 1
        let taken = context.eventLoop.makePromise(of: Void.self)
        taken.futureResult.assumeIsolated().whenComplete { [self] _ in
            let now = server.now()
            untakenTurns -= 1
            // Some progress, even if more is left: the time begins anew.
            session.writabilityChanged(true, at: now)
            tellWhetherTaken(context, at: now)
            if hasMore, self.context != nil { goOnLater(context) }
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: taken)
        tellWhetherTaken(context, at: now)
    }

    private func isTaking(_ context: ChannelHandlerContext) -> Bool {
        context.channel.isWritable && untakenTurns == 0
    }

    private func tellWhetherTaken(_ context: ChannelHandlerContext, at now: ServerMoment) {
        session.writabilityChanged(isTaking(context), at: now)
    }

    private func say(
        _ context: ChannelHandlerContext, at now: ServerMoment,
        _ body: (inout ResponderSession, LeaseBook, inout ResponderOutput) -> Void
    ) {
        output.removeAll()
        body(&session, server.book, &output)
        server.count(output)
        guard let end = output.end else {
            if !output.octets.isEmpty {
                context.write(octets(context), promise: nil)
                hasWritten = true
            }
            if output.startsTLS { startTLS(context) }
            return
        }
        server.ended(end)
        close(context, patience: Self.patience)
    }

    /// Before anything is read, so that STARTTLS can be refused while our files are of no use.
    private func prepareTLS() {
        tls = server.tlsHandler()
        if tls == nil { session.tlsUnavailable() }
    }

    /// What is written leaves in clear; from here on everything goes through TLS.
    private func startTLS(_ context: ChannelHandlerContext) {
        context.flush()
        hasWritten = false
        guard let tls else { return }
        self.tls = nil
        do {
            try context.pipeline.syncOperations.addHandler(tls, position: .first)
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    /// Writes what `output` holds, then closes. NIO's close drops what the kernel has not taken yet, so it waits until
    /// the last octet has gone, but not for long on somebody who does not read.
    private func close(_ context: ChannelHandlerContext, patience limit: Duration) {
        hasEnded = true
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(octets(context), promise: written)
        let channel = context.channel
        let patience = closeLater(channel, after: limit)
        written.futureResult.whenComplete { _ in
            patience.cancel()
            channel.close(promise: nil)
        }
    }

    @discardableResult
    private func closeLater(_ channel: any Channel, after limit: Duration) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: .nanoseconds(limit.nanoseconds)) { channel.close(promise: nil) }
    }

    private func octets(_ context: ChannelHandlerContext) -> NIOAny {
        wrapOutboundOut(context.channel.allocator.buffer(bytes: output.octets))
    }
}
