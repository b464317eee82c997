import DHCPv6Wire
import LeasequerySession

// What `RowSearch` does on its ways through all bindings. Each `look` is at some slots more, under the lock.

/// Finds the row that is sought.
struct SeekPass {
    private let seek: Seek
    private let comparator: RowComparator
    private let anchor: RowRank?
    private var first: RowRank?
    private var next: RowRank?

    /// - Parameter anchor: the row to go on from; nil: the end of the list.
    init(_ seek: Seek, _ order: BindingOrder, from anchor: RowRank?) {
        self.seek = seek
        self.anchor = anchor
        comparator =
            switch seek.target {
            case .match: RowComparator(order: order, isReversed: seek.isBackward)
            case .address: RowComparator(order: BindingOrder(.prefix))
            }
    }

    var found: (rank: RowRank, hasWrapped: Bool)? {
        next.map { ($0, false) } ?? first.map { ($0, anchor != nil) }
    }

    /// Comparing comes first: it costs less than looking into options, and few are better than the best so far.
    mutating func look(
        at store: borrowing BindingStore, _ scan: inout TableScan, most: Int, _ matcher: FilterMatcher
    ) {
        var (first, next) = (first, next)
        let tables = store.tables
        store.visitShown(&scan, most: most) { server, slot, record in
            if case .address(let least) = seek.target, record.address < least { return }
            let rank = RowRank(record, key: comparator.order.key, server: server, slot: slot)
            let isBehind = anchor.map { comparator.isBefore($0, rank, tables) } ?? false
            // The first of all is of use only if nothing comes behind the anchor.
            guard isBehind || next == nil else { return }
            if let best = isBehind ? next : first, !comparator.isBefore(rank, best, tables) { return }
            guard matcher.passesAll || matcher.passes(slot, record, of: server) else { return }
            if isBehind { next = rank } else { first = rank }
        }
        (self.first, self.next) = (first, next)
    }
}

/// Counts what comes before a row and keeps the rows around it.
struct AroundPass {
    private let rank: RowRank
    private let order: BindingOrder
    private let count: Int
    private let hasWrapped: Bool
    /// The nearest first.
    private var before: BoundedHeap
    private var fromHere: BoundedHeap
    private var index = 0
    private var matching = 0

    /// - Parameter count: rows to keep.
    init(_ rank: RowRank, _ order: BindingOrder, count: Int, hasWrapped: Bool) {
        self.rank = rank
        self.order = order
        self.count = count
        self.hasWrapped = hasWrapped
        before = BoundedHeap(capacity: count / 2, comparator: RowComparator(order: order, isReversed: true))
        fromHere = BoundedHeap(capacity: count, comparator: RowComparator(order: order))
    }

    mutating func look(
        at store: borrowing BindingStore, _ scan: inout TableScan, most: Int, _ matcher: FilterMatcher
    ) {
        let comparator = RowComparator(order: order)
        let tables = store.tables
        store.visitShown(&scan, most: most) { server, slot, record in
            guard matcher.passesAll || matcher.passes(slot, record, of: server) else { return }
            matching += 1
            let other = RowRank(record, key: order.key, server: server, slot: slot)
            if comparator.isBefore(other, rank, tables) {
                index += 1
                before.insert(other, tables)
            } else {
                fromHere.insert(other, tables)
            }
        }
    }

    /// The row stands in the middle.
    func findings(_ store: borrowing BindingStore) -> RowSearch.Findings {
        let above = before.sorted(store.tables).reversed()
        let ranks = above + fromHere.sorted(store.tables).prefix(count - above.count)
        let sought = Sought(index: index, start: index - above.count, hasWrapped: hasWrapped)
        return RowSearch.Findings(ranks: Array(ranks), matching: matching, sought: sought)
    }
}

/// Keeps the rows at one end.
struct EndPass {
    let isReversed: Bool
    private let order: BindingOrder
    private var best: BoundedHeap
    private(set) var matching = 0

    init(_ order: BindingOrder, isReversed: Bool, count: Int) {
        self.order = order
        self.isReversed = isReversed
        best = BoundedHeap(capacity: count, comparator: RowComparator(order: order, isReversed: isReversed))
    }

    mutating func look(
        at store: borrowing BindingStore, _ scan: inout TableScan, most: Int, _ matcher: FilterMatcher
    ) {
        let tables = store.tables
        store.visitShown(&scan, most: most) { server, slot, record in
            guard matcher.passesAll || matcher.passes(slot, record, of: server) else { return }
            matching += 1
            best.insert(RowRank(record, key: order.key, server: server, slot: slot), tables)
        }
    }

    /// From the end on.
    func ranks(_ store: borrowing BindingStore) -> [RowRank] { best.sorted(store.tables) }
}

/// Takes every so-manieth rank.
struct SamplePass {
    private let order: BindingOrder
    private var sample: [RowRank] = []
    private var stride = 1
    private(set) var matching = 0

    private static let size = 4096

    init(_ order: BindingOrder) {
        self.order = order
    }

    mutating func look(
        at store: borrowing BindingStore, _ scan: inout TableScan, most: Int, _ matcher: FilterMatcher
    ) {
        store.visitShown(&scan, most: most) { server, slot, record in
            guard matcher.passesAll || matcher.passes(slot, record, of: server) else { return }
            if matching % stride == 0 { sample.append(RowRank(record, key: order.key, server: server, slot: slot)) }
            matching += 1
            guard sample.count == 2 * SamplePass.size else { return }
            sample = sample.indices.filter { $0 % 2 == 0 }.map { sample[$0] }
            stride *= 2
        }
    }

    func sorted(_ store: borrowing BindingStore) -> [RowRank] {
        let comparator = RowComparator(order: order)
        let tables = store.tables
        return sample.sorted { comparator.isBefore($0, $1, tables) }
    }
}

/// Keeps what lies between two ranks of a sample, and counts what comes before.
struct BetweenPass {
    private let order: BindingOrder
    private let window: Range<Int>
    private let sample: [RowRank]
    /// As the sample had it.
    private let sampled: Int
    private let margin: Int
    private var before = 0
    private var candidates: [RowRank] = []
    private(set) var matching = 0

    init(_ order: BindingOrder, _ window: Range<Int>, sample: [RowRank], matching: Int, margin: Int = 3 * 32) {
        self.order = order
        self.window = window
        self.sample = sample
        sampled = matching
        self.margin = margin
    }

    /// Indices into the sample.
    private var low: Int { window.lowerBound * sample.count / sampled - margin }
    private var high: Int { min(window.upperBound, sampled) * sample.count / sampled + 1 + margin }

    mutating func look(
        at store: borrowing BindingStore, _ scan: inout TableScan, most: Int, _ matcher: FilterMatcher
    ) {
        let comparator = RowComparator(order: order)
        let tables = store.tables
        let least = low > 0 ? sample[low] : nil
        let limit = high < sample.count ? sample[high] : nil
        store.visitShown(&scan, most: most) { server, slot, record in
            guard matcher.passesAll || matcher.passes(slot, record, of: server) else { return }
            matching += 1
            let rank = RowRank(record, key: order.key, server: server, slot: slot)
            if let least, comparator.isBefore(rank, least, tables) {
                before += 1
            } else if limit.map({ comparator.isBefore(rank, $0, tables) }) ?? true {
                candidates.append(rank)
            }
        }
    }

    /// nil: the sample misled, as when its step beats in time with the order.
    func ranks(_ store: borrowing BindingStore) -> [RowRank]? {
        let isAll = low <= 0 && high >= sample.count
        guard isAll || before <= window.lowerBound && before + candidates.count >= min(window.upperBound, matching)
        else { return nil }
        let comparator = RowComparator(order: order)
        let tables = store.tables
        var (rest, skipped) = (candidates, before)
        // Sorting all of them would hold the lock for milliseconds: halves without any of the window go first.
        while rest.count > BetweenPass.fewEnough {
            let pivot = rest[rest.count / 2]
            let isHigh = rest.map { !comparator.isBefore($0, pivot, tables) }
            let low = isHigh.count { !$0 }
            guard low > 0, window.upperBound <= skipped + low || window.lowerBound >= skipped + low else { break }
            let isAbove = window.lowerBound >= skipped + low
            rest = rest.indices.filter { isHigh[$0] == isAbove }.map { rest[$0] }
            if isAbove { skipped += low }
        }
        rest.sort { comparator.isBefore($0, $1, tables) }
        return Array(rest.dropFirst(max(window.lowerBound - skipped, 0)).prefix(window.count))
    }

    private static let fewEnough = 1024

    /// The same with a wider look around.
    var wider: BetweenPass { BetweenPass(order, window, sample: sample, matching: sampled, margin: margin * 4) }
}
