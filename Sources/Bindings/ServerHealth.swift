import DHCPv6Wire
import LeasequerySession

/// Derives the report of one server from its events and batches.
struct ServerHealth {
    private var report: ServerReport
    var ledger = Ledger()
    var clock: ServerClock
    private var rate = RateMeter()
    private var liveRate = ChangeRate()
    private var hasConnected = false
    private var watch = FeedWatch()

    init(server: ServerID, name: String, isInsecure: Bool, skewLimits: SkewLimits = SkewLimits()) {
        clock = ServerClock(skewLimits)
        report = ServerReport(server: server, name: name, isInsecure: isInsecure)
    }

    var name: String { report.name }
    var reconnects: UInt64 { report.reconnects }
    var clockSteps: [ClockStep] { clock.steps.all }

    mutating func note(_ event: SessionEvent) {
        watch.note(event)
        switch event {
        case .phase(let phase, let at):
            ledger.note(phase: phase, at: at)
            if phase != .live { liveRate.pause() }
            report.phase = phase
            report.phaseSince = at
        case .connected:
            if hasConnected { report.reconnects += 1 }
            hasConnected = true
        case .secured(let peer, _): report.peer = peer
        case .ended(let end, let at):
            report.peer = nil
            report.lastEnd = end
            report.lastEndAt = at
            endCatchUp(at, .neverSaid)
            if end != .byUser { noteProblem(end.description, at) }
        case .activeSupport(let support, let at):
            report.activeSupport = support
            if support != .unknown { noteProblem(support.description, at) }
        case .polls(let interval, _):
            report.pollInterval = interval
            ledger.polls(every: interval)
        case .catchUpBegan(let from, let at):
            ledger.catchUpBegan()
            report.catchUp = CatchUpReport(from: from, beganAt: at)
        case .catchUpCompleted(_, let at):
            endCatchUp(at, .complete)
        case .dataMissing(let from, let to, let at):
            ledger.dataMissing(from: from, to: to, at: at)
            endCatchUp(at, .dataMissing)
            noteProblem("changes are missing: the server's history is too short (DataMissing)", at)
        case .serverChanged(let from, let to, let at):
            ledger = Ledger()
            clock.serverReplaced()
            if let interval = report.pollInterval { ledger.polls(every: interval) }
            report.bulk = nil
            noteProblem("another server answers: it is \(to), was \(from); its bindings start afresh", at)
        case .baseTimeMissing(let at):
            noteProblem("no base times: after a lost connection the server cannot say what was missed (V-26)", at)
        case .discarded(let rule, let what, let at):
            if report.catchUp?.end == nil { report.catchUp?.unusable += 1 }
            report.discardedByRule[rule, default: 0] += 1
            noteProblem("message dropped: \(what) (\(rule))", at)
        case .changesDropped(let debt, let at): ledger.changesDropped(debt, at: at)
        case .bulkBegan(let debt, let at):
            ledger.bulkBegan(debt)
            ledger.polls?.began(at: at)
            report.bulk = BulkProgress(debt, beganAt: at)
        case .bulkEnded(let debt, let verdict, let at): endBulk(debt, verdict, at)
        case .status(let status, let text, let at):
            noteProblem(text.isEmpty ? "\(status)" : "\(status): \(text)", at)
        }
    }

    mutating func absorb(_ reading: ConnectionReading) {
        watch.absorb(reading)
    }

    mutating func absorb(_ batch: borrowing UpdateBatch, _ outcome: BatchOutcome, dropped: UInt64, at now: Moment) {
        watch.absorb(batch, changes: outcome.rated, at: now)
        if batch.isBulk { report.bulk?.updates += UInt64(batch.updates.count) }
        if !batch.isBulk || report.pollInterval != nil {
            report.lastMessageAt = batch.lastMessageAt ?? report.lastMessageAt
            report.lastBaseTime = batch.lastBaseTime ?? report.lastBaseTime
            clock.take(batch.skew, at: now)
        }
        if dropped > 0 { ledger.dropped(at: now) }
        if batch.isBulk {
            ledger.read(at: batch.lastMessageAt ?? now)
        } else {
            ledger.heard(batch.lastBaseTime, at: batch.lastMessageAt)
        }
        report.tally.add(batch.tally)
        report.dropped += dropped
        report.detailsDropped += outcome.detailsDropped
        report.outdated += outcome.outdated
        for kind in 0..<report.changes.count { report.changes[kind] += outcome.changes[kind] }
        rate.add(outcome.rated, at: now)
        if !batch.isBulk {
            if report.phase == .live, batch.updates.first?.origin != .catchUp {
                liveRate.add(outcome.rated, at: batch.lastMessageAt ?? now)
            }
            report.catchUp?.absorb(batch, at: now)
        }
    }

    /// How the server's clock stands for what a batch says: a bulk connection has heard less of it than the active one.
    func skew(of batch: borrowing UpdateBatch, at now: Moment) -> SkewEstimate? {
        guard batch.isBulk, report.pollInterval == nil else { return batch.skew }
        return clock.skew(at: now) ?? batch.skew
    }

    /// To be called once a second, also if nothing ran out.
    mutating func absorb(expired count: Int, at now: Moment) {
        clock.advance(to: now, isHeard: report.phase.mayBeHeard)
        watch.advance(to: now)
        report.changes[Int(ChangeKind.expiredLocally.rawValue)] += UInt64(count)
        rate.add(count, at: now)
    }

    /// Bindings of an earlier run there is no room for.
    mutating func absorb(refused count: UInt64, at now: Moment) {
        guard count > 0 else { return }
        report.dropped += count
        ledger.dropped(at: now)
    }

    /// What a bulk query finds out says nothing about how lively things are.
    mutating func absorb(_ outcome: RollCall.Outcome) {
        report.changes[Int(ChangeKind.absent.rawValue)] += UInt64(outcome.absent)
        if outcome.isTotal { ledger.confirmedAll() }
    }

    func report(_ counts: BindingTable.Counts, at now: Moment) -> ServerReport {
        var report = report
        report.condition = watch.condition(at: now)
        report.connection = watch.report(at: now)
        report.completeness = ledger.completeness
        report.ledger = ledger
        clock.report(into: &report, at: now)
        report.isOverLimit = ledger.holes.contains { $0.cause == .storeLimit }
        report.catchUp?.forecast = forecast(known: counts)
        report.boundAddresses = counts.boundAddresses
        report.boundPrefixes = counts.boundPrefixes
        report.bound = counts.boundAddresses + counts.boundPrefixes
        report.ended = counts.ended
        report.changeHistory = rate.history(at: now)
        report.changesPerSecond = RateMeter.perSecond(report.changeHistory)
        return report
    }

    /// Of a catch-up that runs, from the rate before the loss.
    private func forecast(known counts: BindingTable.Counts) -> CatchUpForecast? {
        guard let catchUp = report.catchUp, catchUp.end == nil, let base = catchUp.newestBase,
            let rate = liveRate.perSecond
        else { return nil }
        let known = counts.boundAddresses + counts.boundPrefixes
        return CatchUpForecast(rate: rate, over: Double(base.seconds(since: catchUp.from)), known: known)
    }

    private mutating func endBulk(_ debt: Debt, _ verdict: BulkVerdict, _ at: Moment) {
        report.bulk?.endedAt = at
        report.bulk?.verdict = verdict
        switch verdict {
        case .paid(let scope):
            ledger.bulkEnded(debt, paid: scope, at: at)
            ledger.polls?.ended(paid: scope)
        case .unpaid(let why, _):
            ledger.bulkEnded(debt, paid: nil, at: at)
            ledger.polls?.ended(paid: nil)
            noteProblem("\(report.pollInterval == nil ? "bulk query" : "poll") failed: \(why)", at)
        }
    }

    private mutating func endCatchUp(_ at: Moment, _ end: CatchUpReport.End) {
        guard report.catchUp?.end == nil else { return }
        report.catchUp?.endedAt = at
        report.catchUp?.end = end
    }

    private mutating func noteProblem(_ text: String, _ at: Moment) {
        report.lastProblem = text
        report.lastProblemAt = at
    }
}

extension FeedPhase {
    /// Whether the server says something from time to time.
    fileprivate var mayBeHeard: Bool {
        switch self {
        case .stopped, .waiting, .connecting, .securing, .awaitingReply: false
        case .catchingUp, .live, .polling, .polled: true
        }
    }
}
