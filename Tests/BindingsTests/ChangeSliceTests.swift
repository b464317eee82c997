import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

let carol = "000300010a0b0c0d0e03"

/// The changes behind a place, for who follows them.
struct ChangeSliceTests {
    private static let server = ServerID(rawValue: 0)

    private func store(_ statements: [Statement], _ more: [Statement] = []) -> BindingStore {
        var store = BindingStore(servers: [(name: "a", isInsecure: true)], limit: 100_000)
        store.apply(UpdateBatch(statements), from: Self.server, at: Clock.at(0))
        if !more.isEmpty { store.apply(UpdateBatch(more), from: Self.server, at: Clock.at(5)) }
        return store
    }

    private static func addresses(_ count: Int) -> [Statement] {
        (1...count).map { number in
            let groups = [number >> 8, number & 0xff].map { String($0, radix: 16) }
            return Statement(prefix: "2001:db8::\(groups[0]):\(groups[1])", client: carol)
        }
    }

    @Test("each change comes once and in order, with the binding as it is")
    func once() {
        let store = store(Self.addresses(3))
        let first = store.changes(after: 0, most: 2, matching: nil, at: Clock.at(0))
        #expect(first.items.map(\.change.sequence) == [1, 2] && first.last == 2 && first.hasMore)
        #expect(first.items.allSatisfy { $0.binding?.prefix == $0.change.prefix && $0.binding?.state == .bound })
        let second = store.changes(after: first.last, most: 2, matching: nil, at: Clock.at(0))
        #expect(second.items.map(\.change.sequence) == [3] && !second.hasMore && second.lost == nil)
        #expect(store.changes(after: 3, most: 2, matching: nil, at: Clock.at(0)).items.isEmpty)
    }

    @Test("a binding that has changed again is not told as if it were still what it was")
    func changedAgain() {
        let address = Self.addresses(1)
        let store = store(address, [Statement(prefix: "2001:db8::1", client: carol, valid: 0, base: 5)])
        let items = store.changes(after: 0, most: 9, matching: nil, at: Clock.at(5)).items
        #expect(items.map(\.change.kind) == [.new, .ended])
        #expect(items[0].binding == nil && items[1].binding?.state == .ended)
    }

    @Test("a filter leaves out what does not pass, and the place goes on over it")
    func filtered() throws {
        let store = store(Self.addresses(3))
        let filter = try Filter(parsing: "=2001:db8::2", saved: [:])
        let slice = store.changes(after: 0, most: 9, matching: filter, at: Clock.at(0))
        #expect(slice.items.map(\.change.sequence) == [2] && slice.last == 3)
    }

    @Test("what was overwritten before it was read is named, and reading goes on behind it")
    func lost() {
        let kept = BindingStore.changesKept
        let store = store(Self.addresses(kept + 10))
        let slice = store.changes(after: 4, most: 1, matching: nil, at: Clock.at(0))
        #expect(slice.lost == 5...10)
        #expect(slice.items.map(\.change.sequence) == [11])
    }
}
