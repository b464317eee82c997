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
    /// Who wants to know, and as which run; nil: nobody.
    private let tap: (any FeedTap, BulkID)?
    private var runner: BulkRunner
    private var timer: Scheduled<Void>?
    private var channel: (any Channel)?
    /// What was read and is not a whole frame yet.
    private var unread = ByteBuffer()
    private var failure: TransportEnd?

    init(
        _ run: BulkRun, as server: ServerID, sink: any FeedSink, tap: (any FeedTap, BulkID)? = nil,
        on eventLoop: any EventLoop, now: @escaping () -> Moment
    ) {
        runner = BulkRunner(run)
        self.server = server
        self.sink = sink
        self.tap = tap
        self.now = now
        promise = eventLoop.makePromise()
    }

    /// Closes; the result then says that we did.
    func giveUp() {
        runner.run.giveUp()
        settle()
    }

    /// nil if there is no channel.
    var closeFuture: EventLoopFuture<Void>? { channel?.closeFuture }

    /// Completes when the run is over and the sink has had everything.
    var result: EventLoopFuture<BulkResult> { promise.futureResult }

    func opened(_ result: Result<any Channel, any Error>) {
        do {
            let channel = try result.get()
            guard !runner.run.isFinished else { return channel.close(promise: nil) }
            self.channel = channel
            // Nothing has been read yet: reads come in later turns of the loop than the end of connecting.
            try channel.pipeline.syncOperations.addHandler(self)
            tell(.opened(roundTrip: nil))
        } catch {
            tell(.ended(TransportEnd(opening: error), leaving: []))
        }
        settle()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = ByteBuffer()
        swap(&octets, &unread)
        octets.writeImmutableBuffer(unwrapInboundIn(data))
        octets.moveReaderIndex(forwardBy: consume(octets.readableBytesSpan))
        octets.discardReadBytes()
        swap(&octets, &unread)
        // At once, not when reading pauses: once STARTTLS is answered, the next octet must meet TLS.
        settle()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .secured(let peer)? = event as? TLSEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        tell(.secured(PeerIdentity(peer)))
        settle()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = failure ?? TransportEnd(breaking: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        tell(.ended(failure ?? .closed, leaving: Array(unread.readableBytesView)))
        settle()
    }
}

extension BulkChannelHandler {
    private func tell(_ input: ConnectionInput) {
        let moment = now()
        runner.take(input, at: moment)
        note(at: moment) { .happened(input, on: .bulk($0)) }
    }

    private func note(at moment: Moment, _ note: (BulkID) -> FeedNote) {
        guard let (tap, id) = tap else { return }
        tap.note(note(id), of: server, at: moment)
    }

    /// - Returns: how many octets are done with.
    private func consume(_ octets: RawSpan) -> Int {
        let moment = now()
        let used = runner.consume(octets, at: moment)
        if let (tap, id) = tap, used > 0 {
            tap.note(received: octets.extracting(0..<used), on: .bulk(id), isPrompt: false, of: server, at: moment)
        }
        return used
    }

    /// Ends a turn: hand-over, actions, timer.
    private func settle() {
        let moment = now()
        handOver(at: moment)
        while let action = runner.run.nextAction() {
            switch action {
            case .startTLS: startTLS()
            case .send(let octets): send(octets)
            case .close:
                promise.succeed(runner.result)
                channel?.close(promise: nil)
                channel = nil
            }
        }
        armTimer(at: moment)
    }

    private func handOver(at moment: Moment) {
        guard !runner.batch.isEmpty else { return }
        runner.closeBatch(at: moment)
        sink.receive(runner.batch, [], from: server, at: moment)
        runner.batch.removeAll()
        note(at: moment) { .handedOver($0) }
    }

    private func startTLS() {
        guard let channel, let tls else { return }
        do {
            try channel.pipeline.syncOperations.addHandler(try tls.handler(), position: .first)
        } catch {
            tell(.ended(TransportEnd(breaking: error), leaving: []))
        }
    }

    private func send(_ octets: [UInt8]) {
        let moment = now()
        runner.sent(at: moment)
        note(at: moment) { .sent(octets, on: .bulk($0)) }
        // A failed write is followed by the end of the connection, which says more.
        channel?.writeAndFlush(ByteBuffer(bytes: octets)).assumeIsolated().whenSuccess { self.tell(.written) }
    }

    /// Messages push the deadline back: the timer that is set stays, finds out when it fires, and is set again.
    private func armTimer(at moment: Moment) {
        guard let deadline = runner.run.deadline else {
            timer?.cancel()
            timer = nil
            return
        }
        guard timer == nil else { return }
        let eventLoop = promise.futureResult.eventLoop
        timer = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(deadline.since(moment))) {
            self.timer = nil
            let moment = self.now()
            self.runner.run.deadlineReached(at: moment)
            self.note(at: moment) { .bulkDeadline($0) }
            self.settle()
        }
    }
}
