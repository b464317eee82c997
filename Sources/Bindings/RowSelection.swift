/// Finds the rows of a window without sorting the rest.
///
/// Near either end one scan with a bounded heap is enough. In between, a first scan takes an even sample; its order
/// tells between which two ranks the window must lie, and a second scan counts what comes before and sorts only what
/// lies between.
struct RowSelection {
    let tables: ContiguousArray<BindingTable>
    /// By table.
    let sides: ContiguousArray<PairSide>
    let matcher: FilterMatcher
    let order: BindingOrder

    /// Rows from either end that the heap is used for.
    private static let heapReach = 1024
    private static let sampleSize = 4096

    /// The ranks at the places of `window`, and how many bindings pass the filter.
    func ranks(in window: Range<Int>) -> (ranks: [RowRank], matching: Int) {
        guard window.upperBound > RowSelection.heapReach else {
            let (ranks, matching) = fromEnd(isReversed: false, count: window.upperBound)
            return (Array(ranks.dropFirst(window.lowerBound)), matching)
        }
        let (sample, matching) = takeSample()
        let window = window.clamped(to: 0..<matching)
        guard matching - window.lowerBound > RowSelection.heapReach else {
            let (ranks, _) = fromEnd(isReversed: true, count: matching - window.lowerBound)
            return (Array(ranks.reversed().prefix(window.count)), matching)
        }
        return (between(window, sample: sample, matching: matching), matching)
    }

    private func fromEnd(isReversed: Bool, count: Int) -> (ranks: [RowRank], matching: Int) {
        var best = BoundedHeap(capacity: count, comparator: RowComparator(order: order, isReversed: isReversed))
        var matching = 0
        visit { rank in
            matching += 1
            best.insert(rank, tables)
        }
        return (best.sorted(tables), matching)
    }

    /// Every so-manieth rank in order, and how many there are.
    private func takeSample() -> (sample: [RowRank], matching: Int) {
        var sample: [RowRank] = []
        var stride = 1
        var matching = 0
        visit { rank in
            if matching % stride == 0 { sample.append(rank) }
            matching += 1
            guard sample.count == 2 * RowSelection.sampleSize else { return }
            sample = sample.indices.filter { $0 % 2 == 0 }.map { sample[$0] }
            stride *= 2
        }
        let comparator = RowComparator(order: order)
        return (sample.sorted { comparator.isBefore($0, $1, tables) }, matching)
    }

    private func between(_ window: Range<Int>, sample: [RowRank], matching: Int) -> [RowRank] {
        let comparator = RowComparator(order: order)
        var margin = 3 * 32
        while true {
            let low = window.lowerBound * sample.count / matching - margin
            let high = window.upperBound * sample.count / matching + 1 + margin
            var before = 0
            var candidates: [RowRank] = []
            visit { rank in
                if low > 0, comparator.isBefore(rank, sample[low], tables) {
                    before += 1
                } else if high >= sample.count || comparator.isBefore(rank, sample[high], tables) {
                    candidates.append(rank)
                }
            }
            // The sample may mislead, as when its step beats in time with the order; then look wider.
            if before <= window.lowerBound, before + candidates.count >= window.upperBound {
                candidates.sort { comparator.isBefore($0, $1, tables) }
                return Array(candidates[window.lowerBound - before..<window.upperBound - before])
            }
            margin *= 4
        }
    }

    /// Calls `body` with the rank of each binding that passes the filter, in no particular order.
    @inline(__always)
    func visit(_ body: (RowRank) -> Void) {
        for server in tables.indices {
            let side = sides[server]
            let hidesSome = !side.hidden.isEmpty
            tables[server].records.visitScattered { slot, record in
                guard !record.isVacant, !hidesSome || !side.hidden.contains(slot),
                    matcher.passesAll || matcher.passes(slot, record, of: server)
                else { return }
                body(RowRank(record, key: order.key, server: server, slot: slot))
            }
        }
    }
}
