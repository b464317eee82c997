import DHCPv6Wire

/// One bulk query being answered, client after client (RFC 5460 sections 5.2 and 7.2, with the times of RFC 7653
/// section 6.3).
///
/// Bindings go from client to client meanwhile, perhaps to one that has been told of. So those that have changed since
/// the answer began are looked at once more behind the last client, by their places, which never change: whatever is
/// bound throughout is told of, some of it twice.
struct BulkRun: Sendable {
    let query: Query
    private let rules: SessionRules
    /// The next client to look at, then the next place of a binding.
    private var nextClient: UInt32 = 0
    private var nextPlace = 0
    /// The last change before the answer began.
    private let start: UInt64
    private var hasReplied = false

    /// How many clients or places one turn looks at: a few milliseconds.
    static let stepsPerTurn = 4_096

    init(_ query: Query, _ rules: SessionRules, from history: BindingHistory) {
        self.query = query
        self.rules = rules
        start = history.head
    }

    /// Answers until `room` octets are written, the turn is over, or nothing is left.
    ///
    /// - Returns: whether the query is complete.
    mutating func proceed(
        at now: ServerMoment, from book: LeaseBook, room: Int, report: inout ClientReport,
        into output: inout ResponderOutput
    ) -> Bool {
        for _ in 0..<Self.stepsPerTurn {
            guard output.octets.count < room else { return false }
            let step = takeStep(book.history)
            if step == .end {
                complete(at: now, into: &output)
                return true
            }
            guard case .client(let client) = step else { continue }
            gather(client, from: book.history, into: &report)
            guard !report.leases.isEmpty,
                query.scope.covers(client, in: book, description: &report.description)
            else { continue }
            say(report, base: now.seconds, into: &output)
        }
        return false
    }

    private enum Step: Equatable {
        case client(ClientNumber)
        /// A binding that has not changed since the answer began: its client was told of in its turn.
        case unchanged
        case end
    }

    private mutating func takeStep(_ history: BindingHistory) -> Step {
        if Int(nextClient) < history.clientCount {
            nextClient += 1
            return .client(ClientNumber(rawValue: nextClient - 1))
        }
        guard nextPlace < history.placeCount else { return .end }
        nextPlace += 1
        return history.client(at: nextPlace - 1, changedAfter: start).map { .client($0) } ?? .unchanged
    }

    /// Without times: what is bound. With times: what changed between them, ends included.
    private func gather(_ client: ClientNumber, from history: BindingHistory, into report: inout ClientReport) {
        guard query.start != nil || query.end != nil else {
            return report.gather(client, endedAfter: nil, from: history)
        }
        report.gather(client, endedAfter: 0, from: history)
        report.keep(changedFrom: query.start ?? .min, to: query.end.map(history.lastMeaning) ?? .max)
    }

    private mutating func say(_ report: ClientReport, base: Int64, into output: inout ResponderOutput) {
        if report.leavesOutRelayData(query.header.requested) { output.relayDataLeftOut += 1 }
        for part in report.parts {
            let body = { (message: inout MessageWriter) in
                query.header.stamp(base, &message)
                report.write(part: part, base: base, query.header.requested, into: &message)
            }
            if hasReplied {
                output.message(.leasequeryData, transactionID: query.header.transactionID, body)
            } else {
                output.reply(to: query.header, rules, body)
                hasReplied = true
            }
        }
    }

    /// LEASEQUERY-DONE, or an empty LEASEQUERY-REPLY if nothing matched.
    private func complete(at now: ServerMoment, into output: inout ResponderOutput) {
        if hasReplied {
            output.message(.leasequeryDone, transactionID: query.header.transactionID) {
                query.header.stamp(now.seconds, &$0)
            }
        } else {
            output.reply(to: query.header, rules) { query.header.stamp(now.seconds, &$0) }
        }
    }

    /// Says that the rest will not come (RFC 5460 section 5.5): before the first client by a LEASEQUERY-REPLY.
    func terminate(at now: ServerMoment, into output: inout ResponderOutput) {
        let body = { (message: inout MessageWriter) in
            message.status(.queryTerminated, text: "server stops")
            query.header.stamp(now.seconds, &message)
        }
        if hasReplied {
            output.message(.leasequeryDone, transactionID: query.header.transactionID, body)
        } else {
            output.reply(to: query.header, rules, body)
        }
    }
}
