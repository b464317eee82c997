import DHCPv6Wire

/// From key to slot: open addressing with linear probing over four octets an entry, eight bits of hash and 24 of slot.
///
/// The keys are in the records; who searches compares them.
struct BindingIndex {
    /// Zero is an empty entry; else the tag above the slot plus one.
    private var entries = HugeArray<UInt32>(count: 1024)
    private var used = 0
    private let seed: UInt64
    /// Keeps the compiler from dropping loads made ahead of need.
    private var touched: UInt32 = 0

    /// One bit pattern is the empty entry.
    static let largestCount = 1 << 24 - 1

    /// - Parameter seed: spreads keys differently in every process, so that no server can aim for collisions.
    init(seed: UInt64 = .random(in: .min ... .max)) {
        self.seed = seed
    }

    func hash(_ key: BindingKey) -> UInt64 {
        let kind = UInt64(key.length) << 8 | UInt64(key.kind.rawValue)
        let first = (key.address.high ^ seed ^ kind).multipliedFullWidth(by: key.address.low ^ 0xa076_1d64_78bd_642f)
        let second = (first.low ^ first.high ^ 0xe703_7ed1_a0b4_28db).multipliedFullWidth(by: 0x8ebc_6af0_9c88_c6e3)
        return second.low ^ second.high
    }

    /// Loads the entry where a search for this hash begins.
    @inline(__always)
    mutating func touch(_ hash: UInt64) { touched &+= entries[home(hash)] }

    /// The slot in an entry; nil if it is empty.
    private static func slot(_ entry: UInt32) -> Int? { entry == 0 ? nil : Int(entry & 0xff_ffff) - 1 }

    /// The first slot that a search for this hash will look at: its record is to be loaded ahead of need.
    @inline(__always)
    func firstCandidate(_ hash: UInt64) -> Int? { slot(hash) { _ in true } }

    /// The slot whose key has this hash and passes `isKey`.
    @inline(__always)
    func slot(_ hash: UInt64, where isKey: (Int) -> Bool) -> Int? { look(for: hash, where: isKey).slot }

    /// The slot whose key has this hash and passes `isKey`, or the empty entry where it belongs.
    @inline(__always)
    func look(for hash: UInt64, where isKey: (Int) -> Bool) -> (slot: Int?, entry: Int) {
        var at = home(hash)
        while entries[at] != 0 {
            let slot = Int(entries[at] & 0xff_ffff) - 1
            if entries[at] >> 24 == hash >> 56, isKey(slot) { return (slot, at) }
            at = (at + 1) & (entries.count - 1)
        }
        return (nil, at)
    }

    /// Makes sure that some more keys fit.
    ///
    /// - Parameter records: with no record that is not in the index.
    mutating func makeRoom(for count: Int, among records: borrowing Pages<BindingRecord>) {
        if used + count > entries.count / 4 * 3 { grow(records) }
    }

    /// Adds the slot of a key that is not there and that there is room for.
    ///
    /// - Parameter entry: what looking for the key has just led to.
    @inline(__always)
    mutating func insert(_ hash: UInt64, slot: Int, at entry: Int) {
        entries[entry] = BindingIndex.entry(hash, slot: slot)
        used += 1
    }

    /// Takes the key of a slot out and closes the gap behind it.
    mutating func remove(slot: Int, among records: borrowing Pages<BindingRecord>) {
        let mask = entries.count - 1
        var gap = home(hash(BindingKey(records[slot])))
        while entries[gap] & 0xff_ffff != UInt32(slot + 1) {
            guard entries[gap] != 0 else { return }
            gap = (gap + 1) & mask
        }
        used -= 1
        var at = (gap + 1) & mask
        while let other = BindingIndex.slot(entries[at]) {
            // An entry may move back into the gap unless that lies before the place where its search begins.
            if (at - home(hash(BindingKey(records[other])))) & mask >= (at - gap) & mask {
                entries[gap] = entries[at]
                gap = at
            }
            at = (at + 1) & mask
        }
        entries[gap] = 0
    }

    private func home(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (entries.count - 1) }

    /// Takes the records in order, not the entries: that reads memory from one end to the other. The entries to be
    /// written lie anywhere; they are loaded 64 at a time so that the loads do not wait for each other.
    @inline(never)
    private mutating func grow(_ records: borrowing Pages<BindingRecord>) {
        var entries = HugeArray<UInt32>(count: entries.count * 2)
        let mask = entries.count - 1
        var hashes = [64 of UInt64](repeating: 0)
        var sum: UInt32 = 0
        for start in stride(from: 0, to: records.count, by: hashes.count) {
            let slots = start..<min(start + hashes.count, records.count)
            entries.withMutableSpan(0..<entries.count) { entries in
                records.visit(slots) { slot, record in
                    let hash = hash(BindingKey(record))
                    hashes[slot - start] = hash
                    sum &+= entries[Int(truncatingIfNeeded: hash) & mask]
                }
                records.visit(slots) { slot, record in
                    guard !record.isVacant else { return }
                    var at = Int(truncatingIfNeeded: hashes[slot - start]) & mask
                    while entries[at] != 0 { at = (at + 1) & mask }
                    entries[at] = BindingIndex.entry(hashes[slot - start], slot: slot)
                }
            }
        }
        self.entries = entries
        touched = sum
    }

    private static func entry(_ hash: UInt64, slot: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: (hash >> 56) << 24) | UInt32(truncatingIfNeeded: slot + 1)
    }
}
