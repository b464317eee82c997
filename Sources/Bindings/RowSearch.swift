import LeasequerySession

/// Finds the rows of a window without sorting the rest, and a row that is sought, some slots at a time: going through a
/// million bindings in one look would hold up every feed.
///
/// Near either end one scan with a bounded heap is enough. In between, a first scan takes an even sample; its order
/// tells between which two ranks the window must lie, and a second scan counts what comes before and sorts only what
/// lies between. A row that is sought takes a scan to be found, and another that counts what comes before it and keeps
/// the rows around it.
///
/// What changes while it goes on is found as it was or as it is; what no longer is so in the end is left out.
struct RowSearch {
    /// What came of it.
    struct Findings {
        var ranks: [RowRank]
        /// Bindings that pass the filter.
        var matching: Int
        /// nil: nothing was sought.
        var sought: Sought?
    }

    private enum Pass {
        case waiting
        case seek(SeekPass)
        case around(AroundPass)
        case end(EndPass)
        case sample(SamplePass)
        case between(BetweenPass)
    }

    private let filter: Filter?
    private let order: BindingOrder
    private let window: Range<Int>
    private let seek: Seek?
    private let now: Moment
    private var pass = Pass.waiting
    private var scan: TableScan?
    /// Nothing was found.
    private var sought: Sought?
    /// nil: it is not over.
    private(set) var findings: Findings?

    /// Rows from either end that the heap is used for.
    private static let heapReach = 1024

    /// nil: the question is not about bindings.
    init?(_ question: Question, at now: Moment) {
        guard case .bindings(let order, let window) = question.table else { return nil }
        filter = question.filter
        seek = question.seek
        self.order = order
        self.window = window
        self.now = now
    }

    /// Looks at about `most` slots.
    mutating func look(at store: borrowing BindingStore, most: Int) {
        // What a server said before it was another one has nothing to do with the rest.
        if scan?.isOutdated(in: store) ?? true { begin(store) }
        guard var scan else { return }
        // Taken out, so that it is not copied when it changes.
        let current = pass
        pass = .waiting
        let filter = if case .seek = current { wanted } else { filter }
        let matcher = FilterMatcher(filter, in: copy store, at: now)
        switch consume current {
        case .waiting: break
        case .seek(var seek):
            seek.look(at: store, &scan, most: most, matcher)
            pass = .seek(seek)
        case .around(var around):
            around.look(at: store, &scan, most: most, matcher)
            pass = .around(around)
        case .end(var end):
            end.look(at: store, &scan, most: most, matcher)
            pass = .end(end)
        case .sample(var sample):
            sample.look(at: store, &scan, most: most, matcher)
            pass = .sample(sample)
        case .between(var between):
            between.look(at: store, &scan, most: most, matcher)
            pass = .between(between)
        }
        self.scan = scan
        if scan.isComplete { finishPass(store) }
    }

    /// What is sought must pass the filter as well.
    private var wanted: Filter? {
        guard case .match(let match)? = seek?.target else { return filter }
        return Filter(text: match.text, condition: .all([filter?.condition, match.condition].compactMap { $0 }))
    }

    // MARK: From pass to pass

    private mutating func begin(_ store: borrowing BindingStore) {
        sought = nil
        if let seek {
            start(.seek(SeekPass(seek, order, from: store.rank(of: seek.binding, order.key))), store)
        } else {
            showWindow(store)
        }
    }

    private mutating func start(_ pass: Pass, _ store: borrowing BindingStore) {
        self.pass = pass
        scan = TableScan(of: store)
    }

    private mutating func showWindow(_ store: borrowing BindingStore) {
        guard window.upperBound > RowSearch.heapReach else {
            return start(.end(EndPass(order, isReversed: false, count: window.upperBound)), store)
        }
        start(.sample(SamplePass(order)), store)
    }

    private mutating func finishPass(_ store: borrowing BindingStore) {
        switch pass {
        case .waiting: break
        case .seek(let pass):
            guard let found = pass.found else {
                sought = Sought(index: nil, start: window.lowerBound)
                return showWindow(store)
            }
            start(.around(AroundPass(found.rank, order, count: window.count, hasWrapped: found.hasWrapped)), store)
        case .around(let pass): finish(pass.findings(store), store)
        case .end(let pass):
            let ranks = pass.ranks(store)
            let isReversed = pass.isReversed
            let shown =
                isReversed ? Array(ranks.reversed().prefix(window.count)) : Array(ranks.dropFirst(window.lowerBound))
            finish(Findings(ranks: shown, matching: pass.matching), store)
        case .sample(let pass):
            guard pass.matching - window.lowerBound > RowSearch.heapReach else {
                let count = max(pass.matching - window.lowerBound, 0)
                return start(.end(EndPass(order, isReversed: true, count: count)), store)
            }
            start(.between(BetweenPass(order, window, sample: pass.sorted(store), matching: pass.matching)), store)
        case .between(let pass):
            guard let ranks = pass.ranks(store) else { return start(.between(pass.wider), store) }
            finish(Findings(ranks: ranks, matching: pass.matching), store)
        }
    }

    private mutating func finish(_ found: Findings, _ store: borrowing BindingStore) {
        let matcher = FilterMatcher(filter, in: copy store, at: now)
        var found = found
        found.ranks = store.remaining(found.ranks, matcher)
        found.sought = found.sought ?? sought
        pass = .waiting
        findings = found
    }
}

extension BindingStore {
    /// nil: there is none, or it is not known any more.
    fileprivate func rank(of subject: BindingSubject?, _ key: BindingOrder.Key) -> RowRank? {
        guard let subject, case let server = subject.server.rawValue, tables.indices.contains(server),
            let slot = tables[server].slot(of: BindingKey(subject))
        else { return nil }
        return RowRank(tables[server].records[slot], key: key, server: server, slot: slot)
    }

    /// Those whose slots still hold a binding of that prefix which is to be shown.
    fileprivate func remaining(_ ranks: [RowRank], _ matcher: FilterMatcher) -> [RowRank] {
        ranks.filter { rank in
            let (server, slot) = (Int(rank.server), Int(rank.slot))
            let record = tables[server].records[slot]
            guard !record.isVacant, record.address == rank.address, record.length == rank.length,
                !pairView.sides[server].hidden.contains(slot)
            else { return false }
            return matcher.passesAll || matcher.passes(slot, record, of: server)
        }
    }
}
