/// The first `capacity` ranks of all that were put in, the last of them on top.
struct BoundedHeap {
    private var ranks: ContiguousArray<RowRank> = []
    let capacity: Int
    let comparator: RowComparator

    init(capacity: Int, comparator: RowComparator) {
        self.capacity = capacity
        self.comparator = comparator
    }

    @inline(__always)
    mutating func insert(_ rank: RowRank, _ tables: borrowing ContiguousArray<BindingTable>) {
        if ranks.count < capacity {
            ranks.append(rank)
            siftUp(tables)
        } else if let worst = ranks.first, comparator.isBefore(rank, worst, tables) {
            ranks[0] = rank
            siftDown(tables)
        }
    }

    func sorted(_ tables: ContiguousArray<BindingTable>) -> [RowRank] {
        ranks.sorted { comparator.isBefore($0, $1, tables) }
    }

    private mutating func siftUp(_ tables: borrowing ContiguousArray<BindingTable>) {
        var child = ranks.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard comparator.isBefore(ranks[parent], ranks[child], tables) else { return }
            ranks.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func siftDown(_ tables: borrowing ContiguousArray<BindingTable>) {
        var parent = 0
        while true {
            var last = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < ranks.count && comparator.isBefore(ranks[last], ranks[child], tables) { last = child }
            guard last != parent else { return }
            ranks.swapAt(parent, last)
            parent = last
        }
    }
}
