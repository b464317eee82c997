import LeasequerySession

/// Goes once through every slot there was in the beginning, some at a time, so that the lock can be given back in
/// between.
///
/// Blocks of slots come in a scattered order: who looks for the greatest must not find bindings that were added in
/// rising order each greater than all before.
struct TableScan {
    private struct Part {
        let slots: Int
        let generation: UInt32
        /// From one block to the next.
        let step: Int

        var blocks: Int { (slots + TableScan.blockSize - 1) / TableScan.blockSize }
    }

    /// By server.
    private let parts: [Part]
    private var server = 0
    private var block = 0
    private var blocksDone = 0

    private static let blockSize = 1024

    init(of store: borrowing BindingStore) {
        parts = store.tables.map { table in
            let blocks = (table.records.count + TableScan.blockSize - 1) / TableScan.blockSize
            return Part(
                slots: table.records.count, generation: table.generation, step: TableScan.step(through: blocks))
        }
        skipFinished()
    }

    var isComplete: Bool { server == parts.count }

    /// A server was started afresh since: its slots mean other bindings.
    func isOutdated(in store: borrowing BindingStore) -> Bool {
        zip(parts, store.tables).contains { $0.generation != $1.generation }
    }

    /// The next slots, at least one block of those that are left; nil: there are no more, or `left` is used up.
    mutating func next(_ left: inout Int) -> (server: Int, slots: Range<Int>)? {
        guard left > 0, server < parts.count else { return nil }
        let part = parts[server]
        let start = block * TableScan.blockSize
        let place = (server, start..<min(start + TableScan.blockSize, part.slots))
        left -= place.1.count
        block = (block + part.step) % part.blocks
        blocksDone += 1
        skipFinished()
        return place
    }

    private mutating func skipFinished() {
        while server < parts.count, blocksDone == parts[server].blocks {
            (server, block, blocksDone) = (server + 1, 0, 0)
        }
    }

    /// About the golden section, so that a few steps are spread evenly; without a common divisor, so that all come.
    private static func step(through blocks: Int) -> Int {
        var step = max(1, blocks * 618 / 1000)
        while !areCoprime(step, blocks) { step += 1 }
        return step
    }

    private static func areCoprime(_ left: Int, _ right: Int) -> Bool {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left <= 1
    }
}

extension BindingStore {
    /// Calls `body` with the next slots of a scan, about `most`, that hold a binding which is shown.
    @inline(__always)
    func visitShown(
        _ scan: inout TableScan, most: Int, _ body: (_ server: Int, _ slot: Int, borrowing BindingRecord) -> Void
    ) {
        var left = most
        while let (server, slots) = scan.next(&left) {
            let side = pairView.sides[server]
            let hidesSome = !side.hidden.isEmpty
            tables[server].records.visit(slots) { slot, record in
                guard !record.isVacant, !hidesSome || !side.hidden.contains(slot) else { return }
                body(server, slot, record)
            }
        }
    }
}
