import DHCPv6Wire
import LeasequerySession
import NIOCore
import OpenSSLTLS

/// One server and its session on one event loop: carries out what the session wants, tells it what happened, keeps
/// its one timer, and hands batches and events to the sink.
///
/// Everything happens on `eventLoop`; nothing is `Sendable`, so the compiler keeps it there.
final class ServerLink {
    private let server: ServerID
    private let target: ServerTarget
    private let eventLoop: any EventLoop
    private let opener: any ConnectionOpener
    private let sink: any FeedSink
    private let tap: (any FeedTap)?
    private let now: @Sendable () -> Moment
    private var random: any RandomNumberGenerator & Sendable
    private var runner: SessionRunner
    private var connections: [ConnectionID: Connection] = [:]
    private var bulkRuns: [BulkID: BulkChannelHandler] = [:]
    private var timer: (task: Scheduled<Void>, uptime: UInt64)?
    private var isPerforming = false

    /// A connection that is not given up.
    private struct Connection {
        let tls: TLSPreparation?
        /// Once it is up.
        var meter: ConnectionMeter?
        /// While opening there may be several, one of which wins.
        var channels: [any Channel] = []
    }

    /// - Parameter tap: is told everything, for a recording; nil: nobody is.
    init(
        _ server: ServerID, at target: ServerTarget, configuration: SessionConfiguration,
        resuming resume: ResumePoint = ResumePoint(), sink: any FeedSink, tap: (any FeedTap)? = nil,
        opener: any ConnectionOpener, on eventLoop: any EventLoop, now: @escaping @Sendable () -> Moment
    ) {
        self.server = server
        self.target = target
        self.eventLoop = eventLoop
        self.opener = opener
        self.sink = sink
        self.tap = tap
        self.now = now
        random = tap.map { TappedGenerator(tap: $0, server: server) } ?? SystemRandomNumberGenerator()
        runner = SessionRunner(ServerSession(configuration, resuming: resume, random: random))
        tap?.note(.made(ownDUID: configuration.ownDUID, resume), of: server, at: now())
    }

    // MARK: The user

    func start() {
        tell(.start)
        settle()
    }

    func reconnect() {
        tell(.reconnect)
        settle()
    }

    func refill(isUrgent: Bool) {
        tell(.refill(isUrgent: isUrgent))
        settle()
    }

    /// - Returns: completes when no channel is open any more; never fails.
    func stop() -> EventLoopFuture<Void> {
        let closed =
            connections.values.flatMap(\.channels).map(\.closeFuture) + bulkRuns.values.compactMap(\.closeFuture)
        tell(.stop)
        settle()
        return EventLoopFuture.andAllComplete(closed, on: eventLoop)
    }

    private func tell(_ input: SessionInput) {
        let moment = now()
        runner.take(input, at: moment)
        tap?.note(.told(input), of: server, at: moment)
    }

    private func tell(_ input: ConnectionInput, on id: ConnectionID) {
        let moment = now()
        runner.take(input, on: id, at: moment)
        tap?.note(.happened(input, on: .active(id)), of: server, at: moment)
    }

    // MARK: The connection

    /// - Returns: how many octets are done with.
    func consume(_ octets: RawSpan, on connection: ConnectionID, isPrompt: Bool) -> Int {
        let moment = now()
        let used = runner.consume(octets, on: connection, at: moment, isPrompt: isPrompt)
        if let tap, used > 0 {
            tap.note(
                received: octets.extracting(0..<used), on: .active(connection), isPrompt: isPrompt, of: server,
                at: moment)
        }
        return used
    }

    func ended(_ connection: ConnectionID, _ end: TransportEnd, leaving octets: [UInt8]) {
        connections[connection] = nil
        tell(.ended(end, leaving: octets), on: connection)
        settle()
    }

    func secured(_ connection: ConnectionID, _ peer: PeerIdentity) {
        tell(.secured(peer), on: connection)
        settle()
    }

    /// Carries out the session's actions in order. What they cause at once may come back here: the outer call then
    /// carries out what that added.
    func perform() {
        guard !isPerforming, !runner.output.actions.isEmpty else { return }
        isPerforming = true
        defer { isPerforming = false }
        while !runner.output.actions.isEmpty {
            switch runner.output.actions.removeFirst() {
            case .open(let id): open(id)
            case .startTLS(let id): startTLS(id)
            case .send(let octets, let id): send(octets, on: id)
            case .close(let id): close(id)
            case .runBulk(let id, let queries): runBulk(id, queries)
            case .stopBulk(let id): bulkRuns.removeValue(forKey: id)?.giveUp()
            }
        }
    }

    /// Ends a turn: actions, timer, hand-over.
    func settle() {
        perform()
        let moment = now()
        armTimer(at: moment)
        handOver(at: moment)
    }

    // MARK: Actions

    private func open(_ id: ConnectionID) {
        do throws(TLSFailure) {
            connections[id] = Connection(tls: try TLSPreparation(target.protection))
        } catch {
            let end = TransportEnd(error)
            return tell(.ended(end, leaving: []), on: id)
        }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let opening = opener.open(
            target.endpoint, within: runner.session.configuration.timers.connect, on: eventLoop,
            whenMade: { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.adopt(channel, for: id) }
            })
        opening.assumeIsolated().whenComplete { self.opened(id, $0) }
    }

    private struct GivenUp: Error {}

    /// Remembers a channel so that giving up means closing it.
    private func adopt(_ channel: any Channel, for id: ConnectionID) throws {
        guard connections[id] != nil else { throw GivenUp() }
        connections[id]?.channels.append(channel)
    }

    private func opened(_ id: ConnectionID, _ result: Result<any Channel, any Error>) {
        guard connections[id] != nil else { return }
        do {
            let channel = try result.get()
            let meter = ConnectionMeter(receiveTimeout: runner.session.configuration.timers.receive, now: now) {
                [weak self] in self?.measured($0)
            }
            // Nothing has been read yet: reads come in later turns of the loop than the end of connecting.
            try channel.pipeline.syncOperations.addHandlers([meter, LinkChannelHandler(self, id, meter)])
            connections[id]?.channels = [channel]
            connections[id]?.meter = meter
            channel.roundTrip().assumeIsolated().whenSuccess { roundTrip in
                self.tell(.opened(roundTrip: roundTrip), on: id)
                self.settle()
            }
        } catch {
            connections[id] = nil
            tell(.ended(TransportEnd(opening: error), leaving: []), on: id)
            settle()
        }
    }

    private func measured(_ reading: ConnectionReading) {
        sink.receive(reading, from: server)
        guard let tap else { return }
        tap.note(.measured(reading), of: server, at: reading.at)
        if let query = runner.session.query { tap.note(.asking(query), of: server, at: reading.at) }
    }

    /// From here on everything on this connection goes through TLS, in front of whatever handles its octets and behind
    /// what counts them.
    private func startTLS(_ id: ConnectionID) {
        guard let connection = connections[id], let channel = connection.channels.first, let tls = connection.tls,
            let meter = connection.meter
        else { return }
        do {
            try channel.pipeline.syncOperations.addHandler(try tls.handler(), position: .after(meter))
        } catch {
            let end = TransportEnd(breaking: error)
            close(id)
            tell(.ended(end, leaving: []), on: id)
        }
    }

    private func send(_ octets: [UInt8], on id: ConnectionID) {
        guard let channel = connections[id]?.channels.first else { return }
        tap?.note(.sent(octets, on: .active(id)), of: server, at: now())
        // A failed write is followed by the end of the connection, which says more.
        channel.writeAndFlush(ByteBuffer(bytes: octets)).assumeIsolated().whenSuccess {
            self.tell(.written, on: id)
            self.settle()
        }
    }

    private func close(_ id: ConnectionID) {
        for channel in connections.removeValue(forKey: id)?.channels ?? [] { channel.close(promise: nil) }
    }

    /// On a connection of its own beside the active one.
    private func runBulk(_ id: BulkID, _ queries: [BulkQuery]) {
        // What came before the run belongs before its first bindings.
        handOver(at: now())
        let run = BulkFetch.open(
            queries, at: target, as: server, configuration: runner.session.configuration, sink: sink,
            tap: tap.map { ($0, id) }, using: &random, on: eventLoop, opener: opener, now: now)
        bulkRuns[id] = run
        run.result.assumeIsolated().whenSuccess { result in
            self.bulkRuns[id] = nil
            let moment = self.now()
            self.runner.tell { $0.bulkEnded(id, result, at: moment, into: &$1) }
            self.tap?.note(.bulkEnded(id), of: self.server, at: moment)
            self.settle()
        }
    }

    // MARK: Time and hand-over

    /// A message pushes the deadline back thousands of times a second: the timer that is set stays, finds out when it
    /// fires, and is set again for the rest.
    private func armTimer(at moment: Moment) {
        guard let deadline = runner.session.deadline else {
            timer?.task.cancel()
            timer = nil
            return
        }
        if let timer, timer.uptime <= deadline.uptime { return }
        timer?.task.cancel()
        let delay = TimeAmount(deadline.since(moment))
        let task = eventLoop.assumeIsolated().scheduleTask(in: delay) {
            self.timer = nil
            self.tell(.deadline)
            self.settle()
        }
        timer = (task, deadline.uptime)
    }

    private func handOver(at moment: Moment) {
        guard !runner.batch.isEmpty || !runner.output.events.isEmpty else { return }
        runner.closeBatch(at: moment)
        sink.receive(runner.batch, runner.output.events, from: server, at: moment)
        runner.batch.removeAll()
        runner.output.events.removeAll(keepingCapacity: true)
        tap?.note(.handedOver(nil), of: server, at: moment)
    }
}
