import LeasequerySession

extension BindingStore {
    /// Answers a question by one bounded look: only the rows of the window are made.
    public func screenful(_ question: Question, at now: Moment) -> Answer {
        var answer = Answer()
        answer.totals = totals(at: now)
        answer.servers = serverReports(at: now)
        answer.keeping = keeping
        let matcher = FilterMatcher(question.filter)
        switch question.table {
        case .none: break
        case .bindings(let order, let window):
            let selection = RowSelection(tables: tables, matcher: matcher, order: order)
            let found = selection.ranks(in: window)
            answer.matching = found.matching
            answer.bindings = found.ranks.map { rank in
                row(Int(rank.slot), of: Int(rank.server))
            }
        case .changes(let through, let skip, let count):
            answerChanges(matcher, through: through, skip: skip, count: count, in: &answer)
        }
        return answer
    }

    /// Calls `body` with every binding that passes the filter, in no particular order. To be called on a copy of the
    /// store, outside the lock.
    public func visitRows(matching filter: Filter?, _ body: (BindingRow) -> Void) {
        let matcher = FilterMatcher(filter)
        for server in tables.indices {
            tables[server].records.visit { slot, record in
                guard !record.isVacant, matcher.passes(record, of: tables[server]) else { return }
                body(row(slot, of: server))
            }
        }
    }

    private func row(_ slot: Int, of server: Int) -> BindingRow {
        var row = tables[server].row(slot, of: ServerID(rawValue: server))
        row.isUnverified = healths[server].ledger.doubts(row)
        return row
    }

    private func answerChanges(
        _ matcher: FilterMatcher, through: UInt64?, skip: Int, count: Int, in answer: inout Answer
    ) {
        guard log.count > 0 else { return }
        let newest = min(through ?? log.lastSequence, log.lastSequence)
        guard newest >= log.firstSequence else { return }
        for sequence in (log.firstSequence...newest).reversed() {
            guard matcher.passesAll || matcher.passes(log[sequence], of: log) else { continue }
            if answer.matching >= skip, answer.changes.count < count { answer.changes.append(log.row(sequence)) }
            answer.matching += 1
        }
    }
}
