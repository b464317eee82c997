/// Which records may end next by our clock: the earliest end in each block of 256 records.
///
/// An end that was put off leaves its block's time too early: that costs one look at the block, and nothing has to be
/// moved when a binding is renewed.
struct ExpiryQueue {
    /// Unix seconds; `never` if no record of the block will end.
    private var earliest: ContiguousArray<UInt32> = []

    private static let never = UInt32.max
    private static let shift = 8

    /// - Parameter expiresAt: Unix seconds, nil for never.
    @inline(__always)
    mutating func note(slot: Int, expiresAt: Int64?) {
        let block = slot >> ExpiryQueue.shift
        while earliest.count <= block { earliest.append(ExpiryQueue.never) }
        guard let expiresAt else { return }
        earliest[block] = min(earliest[block], UInt32(clamping: expiresAt))
    }

    /// Looks at every block with a record that may have ended.
    ///
    /// - Parameter examine: called with each slot of such a block; handles the record if it has ended and answers when
    ///   it will if it has not.
    mutating func takeDue(at now: Int64, count: Int, examine: (Int) -> Int64?) {
        for block in earliest.indices where Int64(earliest[block]) <= now && earliest[block] != ExpiryQueue.never {
            earliest[block] = ExpiryQueue.never
            let start = block << ExpiryQueue.shift
            for slot in start..<min(start + 1 << ExpiryQueue.shift, count) {
                note(slot: slot, expiresAt: examine(slot))
            }
        }
    }
}
