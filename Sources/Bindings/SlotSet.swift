/// A set of slots of a table: one bit each, so that a million of them are 125 kB and marking one is one store.
struct SlotSet: Sendable, Equatable {
    private var words: ContiguousArray<UInt64> = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    func contains(_ slot: Int) -> Bool {
        let word = slot >> 6
        return word < words.count && words[word] & SlotSet.bit(slot) != 0
    }

    @inline(__always)
    mutating func insert(_ slot: Int) {
        let word = slot >> 6
        while words.count <= word { words.append(0) }
        guard words[word] & SlotSet.bit(slot) == 0 else { return }
        words[word] |= SlotSet.bit(slot)
        count += 1
    }

    @inline(__always)
    mutating func remove(_ slot: Int) {
        guard contains(slot) else { return }
        words[slot >> 6] &= ~SlotSet.bit(slot)
        count -= 1
    }

    /// Takes out up to `most` slots, the lowest first, and calls `body` with each.
    mutating func take(_ most: Int, _ body: (Int) -> Void) {
        var left = most
        for word in words.indices where words[word] != 0 {
            while words[word] != 0 {
                guard left > 0 else { return }
                let slot = word << 6 + words[word].trailingZeroBitCount
                words[word] &= words[word] - 1
                count -= 1
                left -= 1
                body(slot)
            }
        }
    }

    mutating func formUnion(_ other: SlotSet) {
        while words.count < other.words.count { words.append(0) }
        for word in other.words.indices { words[word] |= other.words[word] }
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    private static func bit(_ slot: Int) -> UInt64 { 1 << UInt64(slot & 63) }
}
