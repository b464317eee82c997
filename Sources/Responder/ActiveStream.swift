import DHCPv6Wire

/// One active query being answered: how far the requestor knows what changed, and what to say next (RFC 7653
/// sections 8.4.1 and 9.3).
struct ActiveStream: Sendable {
    let query: Query
    /// The last change that was said, or that need not be said.
    private var cursor: UInt64
    /// The requestor knows what ended up to this change: 0 in catch-up, when it may know nothing of a client, and
    /// behind `cursor` while a backlog is worked off. An end may then be said twice, but is never left out.
    private var settled: UInt64
    /// Catch-up is over when the change of this number has been said; nil if it is, or there was none.
    private var catchUpEnd: UInt64?

    /// Begins the answer with its LEASEQUERY-REPLY, sent at once and without CLIENT_DATA.
    init(
        _ query: Query, _ rules: SessionRules, history: BindingHistory, at now: ServerMoment,
        into output: inout ResponderOutput
    ) {
        self.query = query
        cursor = history.head
        settled = history.head
        var missing: String?
        if let start = query.start {
            if start > now.seconds {
                missing = "LQ_START_TIME is in the future of this server"
            } else if let known = history.cursor(before: start) {
                cursor = known
                settled = 0
                catchUpEnd = history.head
            } else {
                missing = "history begins later"
            }
        }
        output.reply(to: query.header, rules) { reply in
            if let missing { reply.status(.dataMissing, text: missing) }
            query.header.stamp(now.seconds, &reply)
        }
    }

    /// Says what has changed until `room` octets are written or nothing is left to say.
    ///
    /// - Returns: whether nothing is left.
    mutating func proceed(
        at now: ServerMoment, from book: LeaseBook, room: Int, report: inout ClientReport,
        into output: inout ResponderOutput
    ) -> Bool {
        let history = book.history
        guard history.forgotten <= cursor else {
            admitGap(at: now, history, into: &output)
            return true
        }
        var next = history.change(after: cursor)
        while let change = next {
            if let end = catchUpEnd, change.sequence > end { completeCatchUp(at: now, next: change, into: &output) }
            guard output.octets.count < room else { return false }
            next = history.change(following: change)
            if query.scope.covers(change.client, in: book, description: &report.description) {
                report.gather(change.client, endedAfter: settled, from: history)
                say(report, base: base(at: now, next: next), into: &output)
            }
            cursor = change.sequence
        }
        cursor = history.head
        settled = history.head
        if catchUpEnd != nil { completeCatchUp(at: now, next: nil, into: &output) }
        return true
    }

    /// Shows that we are alive (section 8.4).
    func keepAlive(at now: ServerMoment, from history: BindingHistory, into output: inout ResponderOutput) {
        let base = base(at: now, next: history.change(after: cursor))
        output.message(.leasequeryData, transactionID: query.header.transactionID) { query.header.stamp(base, &$0) }
    }

    /// Says that nothing more will come (section 8.4).
    func terminate(at now: ServerMoment, from history: BindingHistory, into output: inout ResponderOutput) {
        let base = base(at: now, next: history.change(after: cursor))
        output.message(.leasequeryDone, transactionID: query.header.transactionID) { message in
            message.status(.queryTerminated, text: "server stops")
            query.header.stamp(base, &message)
        }
    }

    /// What a requestor may come back with as LQ_START_TIME: not later than the first change it has not been told of.
    /// During catch-up nobody may come back with it, and it says when the message was made.
    private func base(at now: ServerMoment, next: BindingHistory.Change?) -> Int64 {
        guard catchUpEnd == nil, let next else { return now.seconds }
        return min(now.seconds, next.second)
    }

    private func say(_ report: ClientReport, base: Int64, into output: inout ResponderOutput) {
        if report.leavesOutRelayData(query.header.requested) { output.relayDataLeftOut += 1 }
        for part in report.parts {
            output.message(.leasequeryData, transactionID: query.header.transactionID) { message in
                query.header.stamp(base, &message)
                report.write(part: part, base: base, query.header.requested, into: &message)
            }
        }
    }

    private mutating func completeCatchUp(
        at now: ServerMoment, next: BindingHistory.Change?, into output: inout ResponderOutput
    ) {
        catchUpEnd = nil
        let base = base(at: now, next: next)
        output.message(.leasequeryData, transactionID: query.header.transactionID) { message in
            message.status(.catchUpComplete)
            query.header.stamp(base, &message)
        }
    }

    /// Ends that were not said yet are forgotten: the requestor was blocked for too long. Everything until now is its
    /// gap.
    private mutating func admitGap(at now: ServerMoment, _ history: BindingHistory, into output: inout ResponderOutput)
    {
        catchUpEnd = nil
        cursor = history.head
        settled = history.head
        output.message(.leasequeryData, transactionID: query.header.transactionID) { message in
            message.status(.dataMissing, text: "history aged out")
            query.header.stamp(now.seconds, &message)
        }
    }
}
