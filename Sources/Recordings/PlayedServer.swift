import DHCPv6Wire
import LeasequerySession

/// The feed of one server, run again.
///
/// As long as nothing is missing, the session gets exactly what the recorded one got, and must do the same. After a
/// hole it can no longer know what it would: it then *follows*, listening to the queries that are recorded.
final class PlayedServer {
    private let server: ServerID
    private let template: SessionConfiguration
    private let sink: any FeedSink
    private let numbers = ReplayedNumbers()
    private var runner: SessionRunner
    private var bulks: [BulkID: PlayedBulk] = [:]
    /// Runs that the session wants and the recording has not made yet.
    private var wanted: [BulkID: [BulkQuery]] = [:]
    /// What the session sent and the recording has not sent yet.
    private var expected: [(octets: [UInt8], connection: FeedConnection)] = []
    private var isFollowing: Bool
    /// The poll that goes on, by the session's own count, while it follows.
    private var poll: BulkID?
    private var lastOpened: ConnectionID?
    private var hasToldOtherwise = false

    static let reason = TransportEnd.failed("the recording has a hole here")

    init(_ server: ServerID, _ template: SessionConfiguration, sink: any FeedSink, isFollowing: Bool) {
        self.server = server
        self.template = template
        self.sink = sink
        self.isFollowing = isFollowing
        runner = SessionRunner(ServerSession(template, random: numbers))
    }

    /// - Returns: what it shows about the recording, if anything.
    func play(_ note: FeedNote, at now: Moment) -> PlayerFinding? {
        switch note {
        case .made(let ownDUID, let resume): make(ownDUID, resume)
        case .drew(let number): numbers.append(number)
        case .handedOver(nil): handOver(at: now)
        case .handedOver(let id?): bulks[id]?.handOver(to: sink, from: server, at: now)
        case .measured(var reading):
            reading.at = now
            sink.receive(reading, from: server)
        case .bulkDeadline(let id): bulks[id]?.runner.run.deadlineReached(at: now)
        case .happened(let input, on: .bulk(let id)): bulks[id]?.runner.take(input, at: now)
        case .received(let octets, on: .bulk(let id), _): bulks[id]?.consume(octets, at: now)
        case .told, .happened, .bulkMade, .bulkEnded, .sent, .received, .asking:
            return isFollowing ? follow(note, at: now) : rerun(note, at: now)
        }
        collect()
        return nil
    }

    /// All that was open counts as lost, and the session follows from here on.
    func lose(at now: Moment) {
        isFollowing = true
        if let id = lastOpened { runner.take(.ended(PlayedServer.reason, leaving: []), on: id, at: now) }
        for (id, bulk) in bulks.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            bulk.runner.take(.ended(PlayedServer.reason, leaving: []), at: now)
            bulk.handOver(to: sink, from: server, at: now)
            let result = bulk.result
            runner.tell { $0.bulkEnded(poll ?? id, result, at: now, into: &$1) }
        }
        handOver(at: now)
        (bulks, wanted, expected, poll, lastOpened) = ([:], [:], [], nil, nil)
        numbers.forget()
        runner.output.actions = []
    }

    private func make(_ ownDUID: DUID, _ resume: ResumePoint) {
        // Only the DUID could be refused, and it was accepted when it was recorded.
        guard
            var configuration = try? SessionConfiguration(
                ownDUID: ownDUID, security: template.security, timers: template.timers)
        else { return }
        configuration.mode = template.mode
        configuration.fillPlan = template.fillPlan
        runner = SessionRunner(ServerSession(configuration, resuming: resume, random: numbers))
    }

    private func handOver(at now: Moment) {
        guard !runner.batch.isEmpty || !runner.output.events.isEmpty else { return }
        runner.closeBatch(at: now)
        sink.receive(runner.batch, runner.output.events, from: server, at: now)
        runner.batch.removeAll()
        runner.output.events.removeAll(keepingCapacity: true)
    }
}

// Exactly as then.
extension PlayedServer {
    private func rerun(_ note: FeedNote, at now: Moment) -> PlayerFinding? {
        switch note {
        case .told(let input): runner.take(input, at: now)
        case .happened(let input, on: .active(let id)): runner.take(input, on: id, at: now)
        case .received(let octets, on: .active(let id), let isPrompt):
            _ = runner.consume(octets.span.bytes, on: id, at: now, isPrompt: isPrompt)
        case .bulkMade(let id):
            guard let queries = wanted.removeValue(forKey: id) else {
                return differ("it would not ask bulk queries now", at: now)
            }
            bulks[id] = makeBulk(queries)
        case .bulkEnded(let id):
            guard let bulk = bulks.removeValue(forKey: id) else { return nil }
            let result = bulk.result
            runner.tell { $0.bulkEnded(id, result, at: now, into: &$1) }
        case .sent(let octets, let connection): return check(octets, connection, at: now)
        case .asking(let query):
            guard runner.session.query == query else {
                defer { observe(query, at: now) }
                return differ("its query stands otherwise", at: now)
            }
        default: break
        }
        collect()
        return nil
    }

    private func makeBulk(_ queries: [BulkQuery]) -> PlayedBulk {
        var numbers = numbers
        let timers = runner.session.configuration.timers
        var run = BulkRun(
            queries, requestor: runner.session.configuration.ownDUID,
            security: runner.session.configuration.security, secureTimeout: timers.secure, dataTimeout: timers.send,
            using: &numbers)
        run.keepsStatusText = runner.session.configuration.keepsStatusText
        return PlayedBulk(BulkRunner(run))
    }

    /// Holds what was sent against what the session sends.
    private func check(_ octets: [UInt8], _ connection: FeedConnection, at now: Moment) -> PlayerFinding? {
        guard !expected.isEmpty else {
            defer { followQuery(octets, on: connection, at: now) }
            return differ("it would send nothing now", at: now)
        }
        let mine = expected.removeFirst()
        // Length, then type and transaction id.
        guard mine.connection == connection, mine.octets.dropFirst(2).prefix(4) == octets.dropFirst(2).prefix(4) else {
            defer { followQuery(octets, on: connection, at: now) }
            return differ("it would send something else", at: now)
        }
        if case .bulk(let id) = connection { bulks[id]?.runner.sent(at: now) }
        guard mine.octets != octets, !hasToldOtherwise else { return nil }
        hasToldOtherwise = true
        return .asksOtherwise(server)
    }

    private func differ(_ what: String, at now: Moment) -> PlayerFinding {
        lose(at: now)
        return .differs(server, what)
    }

    /// Takes out what session and bulk runs want done.
    private func collect() {
        for action in runner.output.actions {
            switch action {
            case .open(let id): lastOpened = id
            case .send(let octets, let id): if !isFollowing { expected.append((octets, .active(id))) }
            case .runBulk(let id, let queries): wanted[id] = queries
            case .stopBulk(let id):
                wanted[id] = nil
                bulks[id]?.runner.run.giveUp()
            case .startTLS, .close: break
            }
        }
        runner.output.actions = []
        for (id, bulk) in bulks {
            while let action = bulk.runner.run.nextAction() {
                if case .send(let octets) = action, !isFollowing { expected.append((octets, .bulk(id))) }
            }
        }
    }
}

// After a hole: by what was asked, as far as it can be seen.
extension PlayedServer {
    private func follow(_ note: FeedNote, at now: Moment) -> PlayerFinding? {
        switch note {
        case .asking(let query): if runner.session.query == nil { observe(query, at: now) }
        case .sent(let octets, let connection): followQuery(octets, on: connection, at: now)
        case .received(let octets, on: .active(let id), let isPrompt):
            guard runner.session.query?.connection == id else { break }
            _ = runner.consume(octets.span.bytes, on: id, at: now, isPrompt: isPrompt)
        case .happened(.ended(let end, let rest), on: .active(let id)):
            guard runner.session.query?.connection == id else { break }
            runner.take(.ended(end, leaving: rest), on: id, at: now)
        case .told(.stop): runner.take(.stop, at: now)
        case .bulkMade:
            guard case .poll = template.mode else { break }
            runner.take(.reconnect, at: now)
            for case .runBulk(let id, _) in runner.output.actions { poll = id }
        case .bulkEnded(let id):
            guard let bulk = bulks.removeValue(forKey: id), let poll else { break }
            self.poll = nil
            let result = bulk.result
            runner.tell { $0.bulkEnded(poll, result, at: now, into: &$1) }
        default: break
        }
        collect()
        wanted = [:]
        return nil
    }

    private func observe(_ query: ObservedQuery, at now: Moment) {
        lastOpened = query.connection
        runner.tell { $0.observe(query, at: now, into: &$1) }
    }

    private func followQuery(_ octets: [UInt8], on connection: FeedConnection, at now: Moment) {
        guard let message = try? OwnedMessage(decoding: Array(octets.dropFirst(2))) else { return }
        switch (message.type, connection) {
        case (.activeLeasequery, .active(let id)):
            let start = message[.startTime].flatMap { try? $0.time() }
            observe(
                ObservedQuery(
                    connection: id, transactionID: message.transactionID, start: start, stage: .awaitingReply), at: now)
        case (.leasequery, .bulk(let id)):
            guard let query = BulkQuery(message) else { return }
            var run = BulkRun(
                observing: query, transactionID: message.transactionID,
                requestor: runner.session.configuration.ownDUID)
            run.keepsStatusText = runner.session.configuration.keepsStatusText
            if let bulk = bulks[id] {
                bulk.handOver(to: sink, from: server, at: now)
                bulk.begin(BulkRunner(run))
            } else {
                bulks[id] = PlayedBulk(BulkRunner(run))
            }
            bulks[id]?.runner.sent(at: now)
        default: break
        }
    }
}
