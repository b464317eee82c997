import LeasequerySession

/// Follows one feed by its events, batches and readings, and judges how well it is heard. Knows no clock.
struct FeedWatch {
    private var facts = FeedFacts()
    private var pauses = KeepalivePauses()
    /// The newest message of this connection, if it was a keepalive.
    private var keepaliveAt: Moment?
    private var pollInterval: Duration?
    private var pollBegan: Moment?
    /// As judged last, for its beginning.
    private var last = FeedCondition(.unknown, since: nil)
    private var lastBindingAt: Moment?
    private var messages = RateMeter()
    private var octets = RateMeter()
    private var history = ConnectionHistory()
    private var heard = HeardHistory()
    /// Since time last passed.
    private var newMessages: UInt64 = 0
    private var newKeepalives: UInt64 = 0

    /// The condition at a time that is not before anything that was told.
    func condition(at now: Moment) -> FeedCondition {
        var condition = facts.condition(at: now)
        if condition.kind == last.kind, condition.stall == last.stall { return last }
        if condition.kind == .fine, last.kind == .flapping { condition.since = facts.losses.calmFrom }
        return condition
    }

    func report(at now: Moment) -> ConnectionReport {
        var report = ConnectionReport()
        report.lastBindingAt = lastBindingAt
        report.keepalive = pauses.interval
        report.lateAfter = facts.lateAfter
        report.closesAt = facts.closesAt
        report.messageHistory = messages.history(at: now)
        report.octetHistory = octets.history(at: now)
        report.messagesPerSecond = RateMeter.perSecond(report.messageHistory)
        report.octetsPerSecond = RateMeter.perSecond(report.octetHistory)
        report.reading = facts.reading
        report.history = history
        report.heard = heard
        return report
    }

    mutating func note(_ event: SessionEvent) {
        switch event {
        case .connected(let at): history.connected(at: at)
        case .phase(let phase, let at): change(at: at) { $0.enter(phase, at: at) }
        case .ended(let end, let at): change(at: at) { $0.end(end, at: at) }
        case .polls(let interval, _): pollInterval = interval
        case .catchUpBegan(_, let at): facts.progressAt = at
        case .serverChanged:
            pauses = KeepalivePauses()
            facts.keepalive = nil
        default: break
        }
    }

    /// - Parameters:
    ///   - changes: how many of its statements were no repeats.
    ///   - now: when it was handed over.
    mutating func absorb(_ batch: borrowing UpdateBatch, changes: Int, at now: Moment) {
        guard !batch.isBulk, let heardAt = batch.lastMessageAt else { return }
        messages.add(Int(batch.tally.messages), at: now)
        octets.add(Int(batch.tally.octets), at: now)
        newMessages += batch.tally.messages
        newKeepalives += batch.tally.keepalives
        if changes > 0 { lastBindingAt = heardAt }
        let saysSomething = !batch.updates.isEmpty
        let isKeepalive = batch.tally.messages == 1 && batch.tally.keepalives == 1
        if isRoutine(at: heardAt) {
            hear(at: heardAt, saysSomething: saysSomething, isKeepalive: isKeepalive)
        } else {
            change(at: heardAt) { $0.hear(at: heardAt, saysSomething: saysSomething, isKeepalive: isKeepalive) }
        }
    }

    /// To be called once a second.
    mutating func advance(to now: Moment) {
        guard facts.phase.isHeard, let heardAt = facts.heardAt else { return }
        let pause = now.since(heardAt)
        heard.add(
            messages: newMessages, keepalives: newKeepalives, pause: pause, isLate: pause > facts.lateAfter, at: now)
        newMessages = 0
        newKeepalives = 0
    }

    mutating func absorb(_ reading: ConnectionReading) {
        change(at: reading.at) { $0.facts.reading = reading }
    }
}

extension FeedWatch {
    /// Whether a message right behind another finds the feed fine and leaves it so: most do, thousands a second. What
    /// a reading would say is judged with the next one.
    private func isRoutine(at now: Moment) -> Bool {
        guard last.kind == .fine, let heardAt = facts.heardAt else { return false }
        return now.since(heardAt) < .seconds(1)
    }

    /// Judges before and after, so that what begins or ends with this does so now.
    private mutating func change(at now: Moment, _ body: (inout FeedWatch) -> Void) {
        last = condition(at: now)
        body(&self)
        last = condition(at: now)
    }

    private mutating func enter(_ phase: FeedPhase, at now: Moment) {
        let before = facts.phase
        facts.phase = phase
        facts.phaseSince = now
        switch phase {
        case .stopped: isBack()
        case .waiting:
            if facts.downSince != nil { facts.hasFailedToReturn = true }
            facts.downSince = facts.downSince ?? now
        case .catchingUp, .live:
            if before != .catchingUp { facts.heardAt = now }
            isBack()
        case .polling: pollBegan = now
        case .polled:
            isBack()
            if let pollBegan, let pollInterval { facts.pollDue = pollBegan.advanced(by: pollInterval * 2) }
        case .connecting, .securing, .awaitingReply: break
        }
    }

    /// Nothing is down, or not by an accident.
    private mutating func isBack() {
        facts.downSince = nil
        facts.hasFailedToReturn = false
    }

    private mutating func end(_ end: ConnectionEnd, at now: Moment) {
        let wasAccepted = facts.phase.isHeard
        history.ended(end, wasAccepted: wasAccepted, at: now)
        if end == .byUser {
            isBack()
        } else if wasAccepted {
            facts.losses.lost(at: now)
        }
        facts.reading = nil
        facts.heardAt = nil
        facts.progressAt = nil
        keepaliveAt = nil
    }

    private mutating func hear(at now: Moment, saysSomething: Bool, isKeepalive: Bool) {
        facts.heardAt = now
        if saysSomething { facts.progressAt = now }
        if isKeepalive, let keepaliveAt {
            pauses.add(now.since(keepaliveAt))
            facts.keepalive = pauses.interval
        }
        keepaliveAt = isKeepalive ? now : nil
    }
}
