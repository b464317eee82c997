/// Ended bindings in the order they ended, so that the oldest goes first when room is needed.
struct EndedQueue {
    private var slots: ContiguousArray<(slot: UInt32, changedAt: UInt32)> = []
    private var next = 0

    mutating func append(slot: Int, changedAt: UInt32) {
        slots.append((UInt32(slot), changedAt))
    }

    /// The binding that ended first; entries of bindings that have since come back or were forgotten are dropped.
    mutating func oldest(among records: borrowing Pages<BindingRecord>) -> Int? {
        while next < slots.count {
            if EndedQueue.isCurrent(slots[next], among: records) { return Int(slots[next].slot) }
            next += 1
        }
        slots.removeAll(keepingCapacity: true)
        next = 0
        return nil
    }

    /// Forgets the entries of bindings that have since come back, once they are more than half of all.
    mutating func compact(ended: Int, among records: borrowing Pages<BindingRecord>) {
        guard slots.count > 2 * ended + 1024 else { return }
        var kept: ContiguousArray<(slot: UInt32, changedAt: UInt32)> = []
        for entry in slots[next...] where EndedQueue.isCurrent(entry, among: records) { kept.append(entry) }
        slots = kept
        next = 0
    }

    /// Puts the entries in the order in which their bindings ended.
    mutating func sort() {
        slots[next...].sort { $0.changedAt < $1.changedAt }
    }

    private static func isCurrent(
        _ entry: (slot: UInt32, changedAt: UInt32), among records: borrowing Pages<BindingRecord>
    ) -> Bool {
        let record = records[Int(entry.slot)]
        return !record.isVacant && record.state != .bound && record.changedAt == entry.changedAt
    }
}
