import DHCPv6Wire
import LeasequerySession
import NIOCore
import OpenSSLTLS

/// The driver of one `BulkRun` on one connection: carries out its actions, tells it what happened, keeps its timer and
/// hands batches to the sink.
final class BulkChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let server: ServerID
    private let sink: any FeedSink
    private let now: () -> Moment
    private let promise: EventLoopPromise<BulkResult>
    /// For STARTTLS; nil in clear.
    var tls: TLSPreparation?
    private var run: BulkRun
    private var decoder = MessageDecoder()
    private var batch = UpdateBatch()
    private var skew = SkewEstimator()
    private var timer: Scheduled<Void>?
    private var channel: (any Channel)?
    /// What was read and is not a whole frame yet.
    private var unread = ByteBuffer()
    private var failure: TransportEnd?
    private var peer: PeerIdentity?

    init(
        _ run: BulkRun, as server: ServerID, sink: any FeedSink, on eventLoop: any EventLoop,
        now: @escaping () -> Moment
    ) {
        self.run = run
        self.server = server
        self.sink = sink
        self.now = now
        promise = eventLoop.makePromise()
        batch.isBulk = true
    }

    /// Closes; the result then says that we did.
    func giveUp() {
        run.giveUp()
        settle()
    }

    /// nil if there is no channel.
    var closeFuture: EventLoopFuture<Void>? { channel?.closeFuture }

    /// Completes when the run is over and the sink has had everything.
    var result: EventLoopFuture<BulkResult> { promise.futureResult }

    func opened(_ result: Result<any Channel, any Error>) {
        do {
            let channel = try result.get()
            guard !run.isFinished else { return channel.close(promise: nil) }
            self.channel = channel
            // Nothing has been read yet: reads come in later turns of the loop than the end of connecting.
            try channel.pipeline.syncOperations.addHandler(self)
            run.opened(at: now())
        } catch {
            run.ended(TransportEnd(opening: error))
        }
        settle()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = ByteBuffer()
        swap(&octets, &unread)
        octets.writeImmutableBuffer(unwrapInboundIn(data))
        let used = consume(octets.readableBytesSpan, at: now())
        octets.moveReaderIndex(forwardBy: used)
        octets.discardReadBytes()
        swap(&octets, &unread)
        // At once, not when reading pauses: once STARTTLS is answered, the next octet must meet TLS.
        settle()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .secured(let peer)? = event as? TLSEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        self.peer = PeerIdentity(peer)
        run.secured(at: now())
        settle()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = failure ?? TransportEnd(breaking: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let octets = unread
        if octets.readableBytes > 0 { run.framingLost(SessionRunner.truncation(of: octets.readableBytesSpan)) }
        run.ended(failure ?? .closed)
        settle()
    }
}

extension BulkChannelHandler {
    /// - Returns: how many octets are done with.
    private func consume(_ octets: RawSpan, at moment: Moment) -> Int {
        var at = 0
        while !run.isFinished {
            do throws(WireError) {
                guard case .message(let range) = try FrameSplitter.next(in: octets, at: at) else { return at }
                take(octets.extracting(range), octetsBehind: octets.byteCount - range.upperBound, at: moment)
                at = range.upperBound
            } catch {
                run.framingLost(error)
            }
        }
        return octets.byteCount
    }

    private func take(_ message: RawSpan, octetsBehind: Int, at moment: Moment) {
        do throws(WireError) {
            try decoder.decode(message)
        } catch {
            batch.tally.discarded += 1
            return run.receivedUnreadable(error, at: moment)
        }
        let verdict = run.received(decoder, of: message, octetsBehind: octetsBehind, at: moment)
        guard verdict != .discard else {
            batch.tally.discarded += 1
            return
        }
        batch.note(decoder.summary, of: message, at: moment)
        if let base = decoder.summary.baseTime { skew.add(base: base, receivedAt: moment, isPrompt: false) }
        let unwanted = verdict == .applyWithoutDeclined ? BulkRun.declinedClient : nil
        if verdict != .nothing { batch.append(decoder, of: message, origin: .bulk, leavingOut: unwanted) }
    }

    /// Ends a turn: hand-over, actions, timer.
    private func settle() {
        let moment = now()
        handOver(at: moment)
        while let action = run.nextAction() {
            switch action {
            case .startTLS: startTLS()
            case .send(let octets): send(octets)
            case .close:
                var result = run.result
                result.peer = peer
                promise.succeed(result)
                channel?.close(promise: nil)
                channel = nil
            }
        }
        armTimer(at: moment)
    }

    private func handOver(at moment: Moment) {
        guard !batch.isEmpty else { return }
        batch.skew = skew.estimate(at: moment)
        sink.receive(batch, [], from: server, at: moment)
        batch.removeAll()
    }

    private func startTLS() {
        guard let channel, let tls else { return }
        do {
            try channel.pipeline.syncOperations.addHandler(try tls.handler(), position: .first)
        } catch {
            run.ended(TransportEnd(breaking: error))
        }
    }

    private func send(_ octets: [UInt8]) {
        // What answers this is younger than it.
        skew.connected(queryAt: now(), roundTrip: nil)
        // A failed write is followed by the end of the connection, which says more.
        channel?.writeAndFlush(ByteBuffer(bytes: octets)).assumeIsolated().whenSuccess {
            self.run.written(at: self.now())
        }
    }

    /// Messages push the deadline back: the timer that is set stays, finds out when it fires, and is set again.
    private func armTimer(at moment: Moment) {
        guard let deadline = run.deadline else {
            timer?.cancel()
            timer = nil
            return
        }
        guard timer == nil else { return }
        let eventLoop = promise.futureResult.eventLoop
        timer = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(deadline.since(moment))) {
            self.timer = nil
            self.run.deadlineReached(at: self.now())
            self.settle()
        }
    }
}
