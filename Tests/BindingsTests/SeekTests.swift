import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// Rows that are sought, against looking through all of them one by one.
struct SeekTests {
    private let store = ScreenfulTests.store

    private func answer(_ seek: Seek, _ order: BindingOrder, filter: Filter? = nil, window: Range<Int> = 0..<20)
        -> Answer
    {
        let question = Question(filter: filter, table: .bindings(order: order, window: window), seek: seek)
        return store.screenful(question, at: Clock.at(60))
    }

    private func rows(_ order: BindingOrder, filter: Filter? = nil) -> [BindingRow] {
        let question = Question(filter: filter, table: .bindings(order: order, window: 0..<5000))
        return store.screenful(question, at: Clock.at(60)).bindings
    }

    @Test("the next match in every order and direction, and round the end", arguments: ScreenfulTests.orders)
    func match(order: BindingOrder) throws {
        let match = try Filter(parsing: "state:ended")
        let rows = rows(order)
        let matches = rows.indices.filter { rows[$0].state == .ended }
        #expect(matches.count > 10)
        for start in [0, 1, rows.count / 2, rows.count - 1] {
            for isBackward in [false, true] {
                let next = isBackward ? matches.last { $0 < start } : matches.first { $0 > start }
                let sought = answer(
                    Seek(.match(match), binding: BindingSubject(rows[start]), isBackward: isBackward), order)
                #expect(sought.sought?.index == next ?? (isBackward ? matches.last : matches.first))
                #expect(sought.sought?.hasWrapped == (next == nil))
                let found = try #require(sought.sought?.index)
                let first = try #require(sought.sought?.start)
                #expect(sought.bindings == Array(rows[first...].prefix(20)))
                #expect(sought.bindings[found - first] == rows[found])
            }
        }
    }

    @Test("what the filter hides is not found, and nothing found leaves the window where it is")
    func filtered() throws {
        let (bound, ended) = (try Filter(parsing: "state:bound"), try Filter(parsing: "state:ended"))
        let nothing = answer(Seek(.match(ended)), BindingOrder(.prefix), filter: bound, window: 7..<9)
        #expect(nothing.sought == Sought(index: nil, start: 7))
        #expect(nothing.bindings == Array(rows(BindingOrder(.prefix), filter: bound)[7..<9]))
        let prefixes = try Filter(parsing: "kind:pd")
        let order = BindingOrder(.client)
        let among = rows(order, filter: bound)
        let sought = answer(Seek(.match(prefixes), binding: BindingSubject(among[3])), order, filter: bound)
        #expect(sought.sought?.index == among.indices.first { $0 > 3 && among[$0].kind == .prefix })
    }

    @Test("a row to go on from that is gone means the end of the list")
    func gone() throws {
        let match = try Filter(parsing: "state:ended")
        let gone = BindingSubject(
            server: ServerID(rawValue: 0), prefix: IPv6Prefix(IPv6Address(high: 7, low: 7), length: 128), kind: .address
        )
        let rows = rows(BindingOrder(.prefix))
        let sought = answer(Seek(.match(match), binding: gone), BindingOrder(.prefix)).sought
        #expect(sought?.index == rows.firstIndex { $0.state == .ended })
        #expect(sought?.hasWrapped == false)
    }

    @Test("an address leads to the first row at or after it, whichever way the list runs", arguments: [false, true])
    func address(isDescending: Bool) throws {
        let order = BindingOrder(.prefix, descending: isDescending)
        let rows = rows(order)
        let addresses = rows.map(\.prefix.address)
        for wanted in [addresses[0], addresses[addresses.count / 3], IPv6Address(high: 0, low: 0)] {
            let least = try #require(addresses.filter { $0 >= wanted }.min())
            let found = try #require(answer(Seek(.address(wanted)), order).sought?.index)
            #expect(rows[found].prefix.address == least)
        }
        let beyond = answer(Seek(.address(IPv6Address(high: .max, low: .max))), order).sought
        #expect(beyond == Sought(index: nil, start: 0))
    }

    @Test("changes are searched from the newest down, and held ones only as far as they are held")
    func changes() throws {
        let match = try Filter(parsing: "kind:pd")
        func ask(_ seek: Seek?, through: UInt64? = nil, skip: Int = 0) -> Answer {
            let table = Question.Table.changes(through: through, skip: skip, count: 10)
            return store.screenful(Question(table: table, seek: seek), at: Clock.at(60))
        }
        let all = store.screenful(
            Question(table: .changes(through: nil, skip: 0, count: 100_000)), at: Clock.at(60)
        ).changes
        let matches = all.indices.filter { all[$0].bindingKind == .prefix }
        for start in [0, all.count / 2] {
            let sought = ask(Seek(.match(match), index: start))
            #expect(sought.sought?.index == matches.first { $0 > start })
            #expect(sought.changes.first?.sequence == all[try #require(sought.sought).start].sequence)
        }
        let back = ask(Seek(.match(match), index: 0, isBackward: true)).sought
        #expect(back?.index == matches.last && back?.hasWrapped == true)
        let held = ask(Seek(.match(match), index: 0), through: all[20].sequence).sought
        #expect(held?.index == matches.first { $0 > 20 }.map { $0 - 20 })
    }
}
