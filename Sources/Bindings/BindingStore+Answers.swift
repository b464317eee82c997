import DHCPv6Wire
import LeasequerySession

extension BindingStore {
    /// Answers a question at one look: only the rows of the window are made. Who holds the lock asks by
    /// `LiveStore.answer`, which gives it back in between.
    public func screenful(_ question: Question, at now: Moment) -> Answer {
        guard var search = RowSearch(question, at: now) else { return answer(question, nil, at: now) }
        while search.findings == nil { search.look(at: self, most: .max) }
        return answer(question, search.findings, at: now)
    }

    /// - Parameter findings: of the bindings, if the question was about them.
    func answer(_ question: Question, _ findings: RowSearch.Findings?, at now: Moment) -> Answer {
        var answer = Answer()
        answer.totals = totals(at: now)
        answer.servers = serverReports(at: now)
        answer.keeping = keeping
        answer.alarms = watch.book.alarms
        answer.binding = question.subject.map(report)
        switch question.table {
        case .none: break
        case .bindings:
            guard let findings else { break }
            answer.sought = findings.sought
            answer.matching = findings.matching
            answer.bindings = findings.ranks.map { row(Int($0.slot), of: Int($0.server)) }
        case .changes(let through, var skip, let count):
            let matcher = FilterMatcher(question.filter, in: self, at: now)
            if let seek = question.seek {
                let found = findChange(seek, matcher, through: through, at: now)
                let sought = Sought(found, in: skip..<skip + count)
                skip = sought.start
                answer.sought = sought
            }
            answerChanges(matcher, through: through, skip: skip, count: count, in: &answer)
        case .changeCounts(let prefixes): answer.changeCounts = changeCounts(in: prefixes, at: now)
        case .log(let through, let least, let skip, let count):
            let entries = eventLog.entries.reversed().filter { entry in
                entry.id <= through ?? .max && entry.event.severity >= least
            }
            answer.matching = entries.count
            answer.log = Array(entries.dropFirst(skip).prefix(count))
        }
        return answer
    }

    /// Calls `body` with every binding, in no particular order. To be called on a copy of the store, outside the lock.
    public func visitRows(_ body: (BindingRow) -> Void) {
        visitRows { _, _, _ in
            true
        } body: {
            body($0)
        }
    }

    /// As above, with every binding that passes the filter at this moment.
    public func visitRows(matching filter: Filter?, at now: Moment, _ body: (BindingRow) -> Void) {
        let matcher = FilterMatcher(filter, in: self, at: now)
        visitRows {
            matcher.passes($0, $1, of: $2)
        } body: {
            body($0)
        }
    }

    /// As above, by address; then the shorter prefix, then the server that comes first.
    public func visitRowsByAddress(matching filter: Filter?, at now: Moment, _ body: (BindingRow) -> Void) {
        let matcher = FilterMatcher(filter, in: self, at: now)
        var places: [Place] = []
        places.reserveCapacity(totals(at: now).bound)
        var scan = TableScan(of: self)
        visitShown(&scan, most: .max) { server, slot, record in
            guard matcher.passesAll || matcher.passes(slot, record, of: server) else { return }
            places.append(Place(RowRank(record, key: .prefix, server: server, slot: slot)))
        }
        places.sort()
        for place in places { body(row(Int(place.slot), of: Int(place.server))) }
    }

    private func visitRows(
        where passes: (Int, borrowing BindingRecord, Int) -> Bool, body: (BindingRow) -> Void
    ) {
        for server in tables.indices {
            let side = pairView.sides[server]
            tables[server].records.visit { slot, record in
                guard !record.isVacant, !side.hidden.contains(slot), passes(slot, record, server) else { return }
                body(row(slot, of: server))
            }
        }
    }

    func row(_ slot: Int, of server: Int) -> BindingRow {
        var row = statement(slot, of: server)
        row.partner = partnerSource(slot, of: server)
        return row
    }

    /// What one server says, whatever its partner does.
    private func statement(_ slot: Int, of server: Int) -> BindingRow {
        var row = tables[server].row(slot, of: ServerID(rawValue: server))
        row.isUnverified = healths[server].ledger.doubts(receivedAt: row.receivedAt)
        return row
    }

    /// As `BindingRow.isDoubtful`; most records are not, and a row need not be made to know that.
    func isDoubtful(_ slot: Int, of server: Int) -> Bool {
        guard healths[server].ledger.doubts(receivedAt: Int64(tables[server].records[slot].receivedAt)) else {
            return false
        }
        return pairView.partners[server] == nil || row(slot, of: server).isDoubtful
    }

    private func partnerSource(_ slot: Int, of server: Int) -> PartnerSource? {
        guard let partner = pairView.partners[server] else { return nil }
        let record = tables[server].records[slot]
        guard let other = tables[partner].slot(of: BindingKey(record)) else { return nil }
        let isSameClient = tables[server].isClient(of: record, tables[partner].records[other], of: tables[partner])
        var source = PartnerSource(
            statement(other, of: partner),
            conflict: PairRule.conflict(record, tables[partner].records[other], isSameClient: isSameClient),
            since: pairView.conflictSince(slot, of: server, beside: other, of: partner))
        source.isUndecided = PairRule.isUndecided(
            record, tables[partner].records[other], tolerance: pairView.tolerance(server, partner))
        return source
    }

    private func findChange(
        _ seek: Seek, _ matcher: FilterMatcher, through: UInt64?, at now: Moment
    ) -> (index: Int, hasWrapped: Bool)? {
        guard case .match(let filter) = seek.target else { return nil }
        let wanted = FilterMatcher(filter, in: self, at: now)
        var found = (before: Int?.none, first: Int?.none, after: Int?.none, last: Int?.none)
        var index = 0
        visitChanges(matcher, through: through) { sequence in
            defer { index += 1 }
            guard wanted.passes(log[sequence], of: log) else { return }
            if index < seek.index { found.before = index }
            if index > seek.index { found.after = found.after ?? index }
            found.first = found.first ?? index
            found.last = index
        }
        let (next, end) = seek.isBackward ? (found.before, found.last) : (found.after, found.first)
        return next.map { ($0, false) } ?? end.map { ($0, true) }
    }

    /// Calls `body` with the sequence number of each change that passes, the newest first.
    private func visitChanges(_ matcher: FilterMatcher, through: UInt64?, _ body: (UInt64) -> Void) {
        guard log.count > 0 else { return }
        let newest = min(through ?? log.lastSequence, log.lastSequence)
        guard newest >= log.firstSequence else { return }
        for sequence in (log.firstSequence...newest).reversed()
        where matcher.passesAll || matcher.passes(log[sequence], of: log) { body(sequence) }
    }

    private func answerChanges(
        _ matcher: FilterMatcher, through: UInt64?, skip: Int, count: Int, in answer: inout Answer
    ) {
        visitChanges(matcher, through: through) { sequence in
            if answer.matching >= skip, answer.changes.count < count { answer.changes.append(log.row(sequence)) }
            answer.matching += 1
        }
    }
}

/// Where a binding stands among all by address, in 24 octets.
private struct Place: Comparable {
    let address: IPv6Address
    let length: UInt8
    let server: UInt16
    let slot: UInt32

    init(_ rank: RowRank) {
        address = rank.address
        length = rank.length
        server = rank.server
        slot = rank.slot
    }

    static func < (left: Place, right: Place) -> Bool {
        if left.address != right.address { return left.address < right.address }
        if left.length != right.length { return left.length < right.length }
        return left.server < right.server
    }
}
