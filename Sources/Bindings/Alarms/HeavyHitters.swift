/// Who is counted most often, in fixed room (Misra and Gries, 1982).
///
/// Of everything that makes up more than one part in `capacity + 1` of the total, nothing is missing; and no count is
/// too high: each is at most `undercount` too low.
struct HeavyHitters<Key: Hashable & Sendable>: Hashable, Sendable {
    private var keys: ContiguousArray<Key> = []
    private var counts: ContiguousArray<UInt32> = []
    private let capacity: Int
    /// By how much a count may be too low, at most.
    private(set) var undercount: UInt32 = 0
    private(set) var total: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
        keys.reserveCapacity(capacity)
        counts.reserveCapacity(capacity)
    }

    mutating func count(_ key: Key) {
        total += 1
        if let place = keys.firstIndex(of: key) {
            counts[place] &+= 1
        } else if keys.count < capacity {
            keys.append(key)
            counts.append(1)
        } else {
            takeOneFromAll()
        }
    }

    /// At most `most` keys and how often each was counted at least, the most frequent first.
    func top(_ most: Int) -> [(key: Key, atLeast: UInt32)] {
        let order = counts.indices.sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }
        return order.prefix(most).map { (keys[$0], counts[$0]) }
    }

    /// Each call undoes as many counts as there are keys, so that all calls together cost no more than all counts.
    private mutating func takeOneFromAll() {
        undercount += 1
        var place = 0
        while place < keys.count {
            counts[place] -= 1
            if counts[place] == 0 {
                keys.swapAt(place, keys.count - 1)
                counts.swapAt(place, counts.count - 1)
                keys.removeLast()
                counts.removeLast()
            } else {
                place += 1
            }
        }
    }
}
