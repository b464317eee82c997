import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// Answers that are put together from many short looks.
struct RowSearchTests {
    private let now = Clock.at(60)

    /// - Parameter meanwhile: what happens to the store after the first look of each pass.
    private func answer(
        _ question: Question, _ store: inout BindingStore, meanwhile: (inout BindingStore) -> Void = { _ in }
    ) throws -> (answer: Answer, looks: Int) {
        var search = try #require(RowSearch(question, at: now))
        var looks = 0
        while search.findings == nil {
            search.look(at: store, most: 1)
            looks += 1
            if search.findings == nil { meanwhile(&store) }
        }
        return (store.answer(question, search.findings, at: now), looks)
    }

    private func question(
        _ order: BindingOrder = BindingOrder(.prefix), _ filter: String = "", window: Range<Int> = 0..<60,
        seek: Seek? = nil
    ) throws -> Question {
        let filter = try Filter(parsing: filter)
        return Question(filter: filter, table: .bindings(order: order, window: window), seek: seek)
    }

    @Test("short looks at a store that stands still see what one look sees", arguments: ScreenfulTests.orders)
    func same(order: BindingOrder) throws {
        var store = ScreenfulTests.store
        let match = Seek(.match(try Filter(parsing: "state:ended")))
        for filter in ["", "kind:pd state:bound"] {
            for (window, seek) in [(0..<60, nil), (1100..<1150, nil), (1990..<2050, nil), (0..<31, match)] {
                let question = try question(order, filter, window: window, seek: seek)
                let whole = store.screenful(question, at: now)
                let (parts, looks) = try answer(question, &store)
                #expect(looks > 2)
                #expect(parts.bindings == whole.bindings)
                #expect(parts.matching == whole.matching && parts.sought == whole.sought)
            }
        }
    }

    @Test("what ends or goes while it is looked for is not shown as what it was")
    func meanwhile() throws {
        var store = ScreenfulTests.store
        let question = try question(BindingOrder(.expires), "state:bound")
        let before = store.screenful(question, at: now).bindings
        let expiry = try #require(before[20].expiresAt)
        let (answer, _) = try answer(question, &store) { store in
            store.advance(to: Clock.at(Int(expiry - Clock.start)))
        }
        let wasFound = Set(before.prefix(60).map(\.prefix))
        #expect(answer.bindings.allSatisfy { $0.state == .bound && ($0.expiresAt ?? .max) > expiry })
        #expect(answer.bindings.contains { wasFound.contains($0.prefix) })
        #expect(answer.bindings.count < 60)
    }

    @Test("a server that starts afresh meanwhile is looked at afresh", arguments: [0..<60, 1100..<1150])
    func afresh(window: Range<Int>) throws {
        var store = ScreenfulTests.store
        let question = try question(window: window, seek: Seek(.match(try Filter(parsing: "state:ended"))))
        var looks = 0
        let (answer, _) = try answer(question, &store) { store in
            looks += 1
            if looks == 3 { store.startAfresh(0) }
        }
        #expect(answer.bindings.allSatisfy { $0.server == ServerID(rawValue: 1) })
        let whole = store.screenful(question, at: now)
        #expect(answer.bindings == whole.bindings && answer.matching == whole.matching)
    }

    @Test("a list that gets shorter than the window while it is looked for ends before it")
    func shrinks() throws {
        var store = ScreenfulTests.store
        let (answer, _) = try answer(question(window: 1900..<1950), &store) { store in
            for server in 0..<2 {
                for slot in 0..<900 where !store.tables[server].records[slot].isVacant {
                    store.tables[server].vacate(slot)
                }
            }
        }
        #expect(answer.matching < 1900)
        #expect(answer.bindings.count <= 50)
    }

    @Test("the lock is given back between looks, so that writers go on while a question is answered")
    func concurrent() async throws {
        let store = LiveStore(servers: [(name: "a", isInsecure: true)], limit: 100_000)
        let server = ServerID(rawValue: 0)
        let all = try question()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for index in 0..<400 {
                    let statements = (0..<16).map { Statement(prefix: "2001:db8::\(index):\($0)", client: alice) }
                    store.receive(UpdateBatch(statements), [], from: server, at: Clock.at(0))
                }
            }
            group.addTask {
                var last = 0
                for _ in 0..<50 {
                    let answer = store.answer(all, at: Clock.at(0)) { Clock.at(0) }
                    #expect(answer.matching >= last)
                    last = answer.matching
                }
            }
        }
        #expect(store.answer(all, at: Clock.at(0)) { Clock.at(0) }.matching == 6400)
    }

    @Test("looks get shorter when they take long, and longer when there is time")
    func size() {
        var size = LookSize()
        size.adapt(to: .microseconds(900))
        #expect(size.slots == 2048)
        size.adapt(to: .microseconds(500))
        #expect(size.slots == 2048)
        for _ in 0..<10 { size.adapt(to: .microseconds(100)) }
        #expect(size.slots == 32_768)
        for _ in 0..<10 { size.adapt(to: .seconds(1)) }
        #expect(size.slots == 256)
    }
}
