import DHCPv6Wire
import LeasequerySession
import TestSupport
import Testing

@testable import Bindings

struct ScreenfulTests {
    /// Thousands of bindings of two servers with many ties.
    static let store: BindingStore = {
        var random = SeededGenerator(seed: 9)
        var store = BindingStore(servers: 2, limit: 20_000)
        for second in 0..<40 {
            for server in 0..<2 {
                let statements = (0..<60).map { _ in
                    var statement = ModelTests.statement(&random, keys: 2000, at: second)
                    statement.contact = [nil, 0, 7].randomElement(using: &random)!
                    return statement
                }
                store.apply(UpdateBatch(statements), from: ServerID(rawValue: server), at: Clock.at(second))
            }
        }
        store.advance(to: Clock.at(60))
        return store
    }()

    static let orders = BindingOrder.Key.allCases.flatMap { key in
        [BindingOrder(key), BindingOrder(key, descending: true)]
    }

    /// The slow and plain way to order rows.
    static func sorted(_ rows: [BindingRow], _ order: BindingOrder) -> [BindingRow] {
        func value(_ row: BindingRow) -> [Int64]? {
            switch order.key {
            case .prefix: nil
            case .client: row.duid.octets.map(Int64.init)
            case .server: [Int64(row.server.rawValue)]
            case .state: [row.state == .bound ? 0 : row.state == .expiredUnconfirmed ? 1 : 2]
            case .change: [Int64(row.lastChange.rawValue)]
            case .changed: [row.changedAt]
            case .expires: row.state == .bound ? [row.expiresAt ?? .max] : nil
            case .lastTransaction: row.lastTransactionAt.map { [$0] }
            }
        }
        func isPrefixLess(_ left: BindingRow, _ right: BindingRow) -> Bool {
            if left.prefix.address != right.prefix.address { return left.prefix.address < right.prefix.address }
            if left.prefix.length != right.prefix.length { return left.prefix.length < right.prefix.length }
            return left.server < right.server
        }
        let valued = rows.map { (row: $0, value: value($0)) }
        let sorted = valued.sorted { left, right in
            if order.key == .prefix {
                guard left.row.prefix != right.row.prefix else { return left.row.server < right.row.server }
                return isPrefixLess(left.row, right.row) != order.isDescending
            }
            guard let first = left.value else { return right.value == nil && isPrefixLess(left.row, right.row) }
            guard let second = right.value else { return true }
            if first == second { return isPrefixLess(left.row, right.row) }
            return first.lexicographicallyPrecedes(second) != order.isDescending
        }
        return sorted.map(\.row)
    }

    @Test("every window of every order is what sorting all rows gives", arguments: orders)
    func windows(_ order: BindingOrder) {
        var rows: [BindingRow] = []
        Self.store.visitRows { rows.append($0) }
        let sorted = Self.sorted(rows, order)
        #expect(sorted.count > 2200)
        let starts = [
            0, 1, 500, 1020, 1500, sorted.count / 2, sorted.count - 1100, sorted.count - 60, sorted.count - 3,
        ]
        for start in starts {
            let question = Question(table: .bindings(order: order, window: start..<start + 50))
            let answer = Self.store.screenful(question, at: Clock.at(60))
            #expect(answer.bindings == Array(sorted[start...].prefix(50)), "from \(start)")
            #expect(answer.matching == sorted.count)
        }
    }

    @Test("windows of a filtered table are those of the rows that pass", arguments: orders)
    func filtered(_ order: BindingOrder) throws {
        let filter = try Filter(parsing: "52:54:00")
        var rows: [BindingRow] = []
        Self.store.visitRows(matching: filter, at: Clock.at(0)) { rows.append($0) }
        let sorted = Self.sorted(rows, order)
        for start in [0, sorted.count / 2, sorted.count - 20] {
            let question = Question(filter: filter, table: .bindings(order: order, window: start..<start + 40))
            let answer = Self.store.screenful(question, at: Clock.at(60))
            #expect(answer.bindings == Array(sorted[start...].prefix(40)))
            #expect(answer.matching == sorted.count)
        }
    }

    @Test("all rows that pass come by address, shorter prefixes first, then by server")
    func byAddress() throws {
        for filter in [nil, try Filter(parsing: "52:54:00")] {
            var rows: [BindingRow] = []
            Self.store.visitRows(matching: filter, at: Clock.at(0)) { rows.append($0) }
            var visited: [BindingRow] = []
            Self.store.visitRowsByAddress(matching: filter, at: Clock.at(0)) { visited.append($0) }
            #expect(visited == Self.sorted(rows, BindingOrder(.prefix)))
        }
    }

    @Test("a window past the end is empty and still says how many there are")
    func pastTheEnd() {
        for start in [5000, 1_000_000] {
            let question = Question(table: .bindings(order: BindingOrder(.prefix), window: start..<start + 10))
            let answer = Self.store.screenful(question, at: Clock.at(60))
            #expect(answer.bindings.isEmpty)
            #expect(
                answer.matching == Self.store.totals(at: Clock.at(60)).bound + Self.store.totals(at: Clock.at(60)).ended
            )
        }
        let nothing = Question(table: .bindings(order: BindingOrder(.prefix), window: 5000..<5010))
        #expect(BindingStore().screenful(nothing, at: Clock.at(0)).matching == 0)
    }

    @Test("changes are answered newest first, through a sequence number, and skipping")
    func changes() {
        var store = BindingStore()
        for second in 1...9 {
            store.say(Statement(prefix: "2001:db8::\(second)", client: alice, base: second), at: second)
        }
        #expect(store.changes(count: 3).map(\.sequence) == [9, 8, 7])
        #expect(store.changes(through: 5, skip: 1, count: 2).map(\.sequence) == [4, 3])
        #expect(store.changes(through: 99, count: 1).map(\.sequence) == [9])
        let question = Question(table: .changes(through: 5, skip: 1, count: 2))
        #expect(store.screenful(question, at: Clock.at(9)).matching == 5)
        #expect(store.changes(through: 0).isEmpty)
        #expect(BindingStore().changes().isEmpty)
    }

    @Test("a copy of the store does not change with the store")
    func copy() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: vendor))
        let copy = store
        store.say(Statement(prefix: "2001:db8::1", client: bob, valid: 0, base: 10), at: 10)
        store.say(Statement(prefix: "2001:db8::2", client: bob, base: 10), at: 10)
        #expect(copy.rows().map(\.duid.octets) == [[UInt8](hex: vendor)!])
        #expect(copy.rows().map(\.state) == [.bound])
    }
}
