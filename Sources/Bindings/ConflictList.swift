/// The bindings on which two partners disagree, by the slot of one of them, and since when: Unix seconds of our clock.
struct ConflictList {
    private var beginnings: [UInt32: UInt32] = [:]
    /// In the order they began; those that are over stay until they come first.
    private var queue: ContiguousArray<(slot: UInt32, since: UInt32)> = []
    private var next = 0

    var count: Int { beginnings.count }

    /// When the one that lasts longest began.
    var oldest: UInt32? { next < queue.count ? queue[next].since : nil }

    func since(_ slot: Int) -> UInt32? { beginnings.isEmpty ? nil : beginnings[UInt32(slot)] }

    /// A conflict that is known goes on.
    mutating func insert(_ slot: Int, since moment: UInt32) {
        guard beginnings[UInt32(slot)] == nil else { return }
        beginnings[UInt32(slot)] = moment
        queue.append((UInt32(slot), moment))
        if queue.count > 2 * count + 1024 { compact() }
    }

    mutating func remove(_ slot: Int) {
        guard !beginnings.isEmpty, beginnings.removeValue(forKey: UInt32(slot)) != nil else { return }
        while next < queue.count, !isCurrent(queue[next]) { next += 1 }
    }

    private mutating func compact() {
        queue = ContiguousArray(queue[next...].filter(isCurrent))
        next = 0
    }

    private func isCurrent(_ entry: (slot: UInt32, since: UInt32)) -> Bool { beginnings[entry.slot] == entry.since }
}
