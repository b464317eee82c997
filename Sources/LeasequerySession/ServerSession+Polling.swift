import DHCPv6Wire

/// Poll mode, for servers without Active Leasequery: everything is asked for by bulk queries, again and again
/// (RFC 5460). There is never an active connection.
extension ServerSession {
    /// One poll, from its first query to the end of its answer.
    struct Poll: Hashable, Sendable {
        var id: BulkID
        let began: Moment
    }

    /// What every poll asks for.
    static let everything = Debt(from: nil, to: nil)

    private var pollPlan: FillPlan { configuration.fillPlan ?? FillPlan() }

    mutating func poll(every interval: Duration, at now: Moment, into output: inout SessionOutput) {
        if state == .stopped { output.events.append(.polls(every: interval, at: now)) }
        retry.attempted(at: now)
        let id = bulk.newID()
        enter(.polling(Poll(id: id, began: now)), at: now, into: &output)
        output.events.append(.bulkBegan(ServerSession.everything, at: now))
        output.actions.append(.runBulk(id, queries))
    }

    private var queries: [BulkQuery] {
        pollPlan.queries(paying: ServerSession.everything, perLink: bulk.asksPerLink)
    }

    /// - Returns: whether `id` was the poll that goes on.
    mutating func pollEnded(
        _ id: BulkID, _ result: BulkResult, at now: Moment, into output: inout SessionOutput
    ) -> Bool {
        guard case .polling(var poll) = state, poll.id == id else { return false }
        if let peer = result.peer { output.events.append(.secured(peer, at: now)) }
        if !bulk.asksPerLink, !pollPlan.links.isEmpty, result.saysNothingForAllLinks {
            bulk.asksPerLink = true
            poll.id = bulk.newID()
            enter(.polling(poll), at: now, into: &output)
            output.actions.append(.runBulk(poll.id, queries))
        } else if let server = result.serverID, let before = resume.meet(server) {
            bulk.asksPerLink = false
            output.events.append(.serverChanged(from: before, to: server, at: now))
            failPoll("another server answers", isLasting: false, at: now, into: &output)
        } else if result.isWhole {
            completePoll(poll, at: now, into: &output)
        } else {
            failPoll(problem(of: result), isLasting: result.isLastingRefusal, at: now, into: &output)
        }
        return true
    }

    private mutating func completePoll(_ poll: Poll, at now: Moment, into output: inout SessionOutput) {
        retry.forgive()
        let scope: FillScope = bulk.asksPerLink ? .links(pollPlan.links.count) : .everything
        output.events.append(.bulkEnded(ServerSession.everything, .paid(scope), at: now))
        enter(.polled(next: nextPoll(after: poll, at: now)), at: now, into: &output)
    }

    /// So long after the beginning of the one before; one that takes longer misses its turns.
    private func nextPoll(after poll: Poll, at now: Moment) -> Moment {
        guard case .poll(let interval) = configuration.mode else { return now }
        let turns = Int(now.since(poll.began) / interval) + 1
        return poll.began.advanced(by: interval * turns)
    }

    private mutating func failPoll(
        _ why: String, isLasting: Bool, at now: Moment, into output: inout SessionOutput
    ) {
        let until = retry.next(after: now, isLasting: isLasting, using: &random)
        output.events.append(.bulkEnded(ServerSession.everything, .unpaid(why, retryAt: until), at: now))
        enter(.waiting(until: until), at: now, into: &output)
    }

    private func problem(of result: BulkResult) -> String {
        guard pollPlan.links.isEmpty, result.saysNothingForAllLinks,
            case .refused(let status, _)? = result.reports.first?.outcome
        else { return result.problem }
        return "it does not take link :: for every link (\(status)): write its links = [...] in the configuration"
    }

    /// Gives the poll up that goes on, if any.
    mutating func stopPoll(at now: Moment, into output: inout SessionOutput) {
        guard case .polling(let poll) = state else { return }
        output.actions.append(.stopBulk(poll.id))
        output.events.append(.bulkEnded(ServerSession.everything, .unpaid("given up", retryAt: nil), at: now))
    }
}
