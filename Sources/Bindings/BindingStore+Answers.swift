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
            let selection = RowSelection(
                tables: tables, sides: pairView.sides, matcher: matcher, order: order)
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
            let side = pairView.sides[server]
            tables[server].records.visit { slot, record in
                guard !record.isVacant, !side.hidden.contains(slot),
                    matcher.passes(slot, record, of: tables[server], side)
                else { return }
                body(row(slot, of: server))
            }
        }
    }

    private func row(_ slot: Int, of server: Int) -> BindingRow {
        var row = statement(slot, of: server)
        row.partner = partnerSource(slot, of: server)
        return row
    }

    /// What one server says, whatever its partner does.
    private func statement(_ slot: Int, of server: Int) -> BindingRow {
        var row = tables[server].row(slot, of: ServerID(rawValue: server))
        row.isUnverified = healths[server].ledger.doubts(row)
        return row
    }

    private func partnerSource(_ slot: Int, of server: Int) -> PartnerSource? {
        guard let partner = pairView.partners[server] else { return nil }
        let record = tables[server].records[slot]
        guard let other = tables[partner].slot(of: BindingKey(record)) else { return nil }
        let isSameClient = tables[server].isClient(of: record, tables[partner].records[other], of: tables[partner])
        return PartnerSource(
            statement(other, of: partner),
            conflict: PairRule.conflict(record, tables[partner].records[other], isSameClient: isSameClient),
            since: pairView.conflictSince(slot, of: server, beside: other, of: partner))
    }

    /// A change is in conflict if its binding is.
    private func passes(_ entry: ChangeLog.Entry, _ matcher: FilterMatcher) -> Bool {
        guard matcher.passes(entry, of: log) else { return false }
        guard matcher.wantsConflicts else { return true }
        let server = Int(entry.server)
        return tables[server].slot(of: BindingKey(entry)).map(pairView.sides[server].contested.contains) ?? false
    }

    private func answerChanges(
        _ matcher: FilterMatcher, through: UInt64?, skip: Int, count: Int, in answer: inout Answer
    ) {
        guard log.count > 0 else { return }
        let newest = min(through ?? log.lastSequence, log.lastSequence)
        guard newest >= log.firstSequence else { return }
        for sequence in (log.firstSequence...newest).reversed() {
            guard matcher.passesAll || passes(log[sequence], matcher) else { continue }
            if answer.matching >= skip, answer.changes.count < count { answer.changes.append(log.row(sequence)) }
            answer.matching += 1
        }
    }
}
