import DHCPv6Wire

/// Debts and their payment (RFC 7653 sections 4 and 8.4.1): the active query first, then bulk queries on a connection
/// of their own.
extension ServerSession {
    /// When the next bulk run is to begin; nil if none may.
    var bulkDeadline: Moment? {
        guard case .due(let moment) = bulk.state, isAccepted else { return nil }
        return moment
    }

    /// Something is not known; asks for it soon.
    mutating func owe(_ debt: Debt, at now: Moment) {
        // What is due without a debt is a check, and that can wait.
        if resume.debts.isEmpty, case .due = bulk.state { bulk.state = .idle }
        resume.owe(debt)
        planBulk(at: now)
    }

    /// The server said nothing yet about what was there before: that is a debt if anybody wants to know.
    mutating func oweEverything(before base: ServerTime?, at now: Moment) {
        guard configuration.fillPlan != nil else { return }
        owe(Debt(from: nil, to: base), at: now)
    }

    /// A message that may have told changes was dropped.
    mutating func oweDropped(_ query: ActiveQuery, at now: Moment, into output: inout SessionOutput) {
        let debt = Debt(from: query.stage == .catchingUp ? query.start : resume.saved, to: nil)
        owe(debt, at: now)
        output.events.append(.changesDropped(debt, at: now))
    }

    /// Asks for everything again; nothing if bulk queries are not wanted, or in poll mode, where nothing else is asked
    /// for.
    ///
    /// - Parameter isUrgent: the user wants it now, or as soon as a run that goes on is over; else it keeps the usual
    ///   pace.
    public mutating func refill(isUrgent: Bool, at now: Moment, into output: inout SessionOutput) {
        guard configuration.mode == .active else { return }
        oweEverything(before: nil, at: now)
        if isUrgent { hurryBulk(at: now) }
    }

    mutating func planBulk(at now: Moment) {
        guard bulk.state == .idle, configuration.fillPlan != nil else { return }
        let rested: Moment
        if let debt = resume.debts.first {
            rested = now.advanced(by: debt.from == nil ? .zero : BulkDuty.rest)
        } else if resume.owesCheck {
            // All bindings are more work for the server than what changed.
            rested = bulk.filledAt?.advanced(by: configuration.timers.retryCeiling) ?? now
        } else {
            return
        }
        let earliest = bulk.isUrgent ? now : bulk.retry.earliest(from: now)
        bulk.state = .due(earliest.uptime > rested.uptime ? earliest : rested)
    }

    mutating func beginBulk(at now: Moment, into output: inout SessionOutput) {
        bulk.state = .idle
        bulk.isUrgent = false
        guard let plan = configuration.fillPlan, let debt = resume.beginPaying() else { return }
        bulk.retry.attempted(at: now)
        if debt.from == nil { bulk.filledAt = now }
        output.events.append(.bulkBegan(debt, at: now))
        output.actions.append(.runBulk(bulk.run(), plan.queries(paying: debt, perLink: bulk.asksPerLink)))
    }

    /// The bulk run `id` is over, and the sink has had its bindings.
    public mutating func bulkEnded(
        _ id: BulkID, _ result: BulkResult, at now: Moment, into output: inout SessionOutput
    ) {
        guard !probeEnded(id, result, at: now, into: &output), !pollEnded(id, result, at: now, into: &output) else {
            return
        }
        guard bulk.state == .running(id), let plan = configuration.fillPlan, let debt = resume.paying else { return }
        if !bulk.asksPerLink, !plan.links.isEmpty, result.saysNothingForAllLinks {
            bulk.asksPerLink = true
            output.actions.append(.runBulk(bulk.run(), plan.queries(paying: debt, perLink: true)))
            return
        }
        guard result.isWhole, result.serverID == resume.serverID else {
            resume.endPaying(isPaid: false)
            let until = bulk.retry.next(after: now, isLasting: result.isLastingRefusal, using: &random)
            bulk.state = .due(until)
            output.events.append(.bulkEnded(debt, .unpaid(result.problem, retryAt: until), at: now))
            return
        }
        resume.endPaying(isPaid: true)
        bulk.retry.forgive()
        bulk.state = .idle
        let scope: FillScope = bulk.asksPerLink ? .links(plan.links.count) : .everything
        output.events.append(.bulkEnded(debt, .paid(scope), at: now))
        planBulk(at: now)
    }

    /// Gives a run up that goes on; what it was to pay stays owed.
    mutating func stopBulk(at now: Moment, into output: inout SessionOutput) {
        if case .running(let id) = bulk.state {
            output.actions.append(.stopBulk(id))
            if let debt = resume.paying {
                output.events.append(.bulkEnded(debt, .unpaid("given up", retryAt: nil), at: now))
            }
            resume.endPaying(isPaid: false)
        }
        bulk.state = .idle
    }

    /// The user wants what is owed now: the next run need not keep its pace.
    mutating func hurryBulk(at now: Moment) {
        bulk.isUrgent = true
        bulk.retry.forgive()
        if case .due = bulk.state { bulk.state = .due(now) }
    }
}

extension BulkResult {
    /// Whether a query by link `::` brought nothing: some servers take it for no link, others for every link.
    var saysNothingForAllLinks: Bool {
        guard let report = reports.first else { return false }
        switch report.outcome {
        case .refused(let status, _): return status == .malformedQuery || status == .notConfigured
        case .complete: return report.bindings == 0 && report.unreadable == 0 && report.query.changedFrom == nil
        case .notAsked, .running, .terminated, .cut: return false
        }
    }

    /// Whether the same queries will hardly be answered better soon.
    var isLastingRefusal: Bool {
        reports.contains { report in
            guard case .refused(let status, _) = report.outcome else { return false }
            return ConnectionEnd.refused(status, text: "").isLasting
        } || end?.isLasting == true
    }

    /// Why it does not pay, in words.
    var problem: String {
        if let report = reports.first(where: { !$0.isWhole && $0.outcome != .notAsked }) { return report.verdict }
        return end?.inBulk ?? "another server answered than the one of the active query"
    }
}
