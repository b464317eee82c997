import LeasequerySession
import Synchronization
import Testing

@testable import Bindings

struct LiveStoreTests {
    private let server = ServerID(rawValue: 0)

    @Test("the screen is woken once by any number of changes, and again after it has asked")
    func wake() {
        let store = LiveStore(servers: [(name: "a", isInsecure: true)], limit: 10)
        let counter = Counter()
        store.onChange { counter.add() }
        #expect(!store.takeNews())
        let batch = UpdateBatch([Statement(prefix: "2001:db8::1", client: alice, valid: 60)])
        store.receive(batch, [], from: server, at: Clock.at(0))
        store.receive(batch, [], from: server, at: Clock.at(1))
        #expect(counter.value == 1)
        #expect(store.takeNews())
        #expect(!store.takeNews())
        store.advance(to: Clock.at(2))
        #expect(counter.value == 1, "the passing of time alone is no change")
        store.advance(to: Clock.at(60))
        #expect(counter.value == 2)
        #expect(store.takeNews())
    }

    @Test("events and statements of one hand-over are seen together")
    func together() {
        let store = LiveStore(servers: [(name: "a", isInsecure: true)], limit: 10)
        let batch = UpdateBatch([Statement(prefix: "2001:db8::1", client: alice)])
        store.receive(batch, [.phase(.live, at: Clock.at(0))], from: server, at: Clock.at(0))
        let answer = store.read { $0.screenful(Question(), at: Clock.at(0)) }
        #expect(answer.servers.map(\.name) == ["a"])
        #expect(answer.servers.map(\.isInsecure) == [true])
        #expect(answer.servers.map(\.phase) == [.live])
        #expect(answer.totals.bound == 1)
    }

    @Test("writers of many servers and readers do not disturb each other")
    func threads() async {
        let store = LiveStore(servers: (0..<4).map { (name: "s\($0)", isInsecure: false) }, limit: 10_000)
        await withTaskGroup(of: Void.self) { group in
            for server in 0..<4 {
                group.addTask {
                    for index in 0..<200 {
                        let batch = UpdateBatch([Statement(prefix: "2001:db8::\(index)", client: alice)])
                        store.receive(batch, [], from: ServerID(rawValue: server), at: Clock.at(0))
                    }
                }
            }
            group.addTask {
                for _ in 0..<50 {
                    let totals = store.read { $0.totals(at: Clock.at(0)) }
                    #expect(totals.lastSequence == UInt64(totals.bound))
                }
            }
        }
        #expect(store.read { $0.totals(at: Clock.at(0)).bound } == 800)
    }
}

/// Counts calls from any thread.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func add() { count.add(1, ordering: .relaxed) }
}
