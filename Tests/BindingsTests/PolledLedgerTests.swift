import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// What is claimed of a server that is polled: never whole, only what a complete poll found when it began.
struct PolledLedgerTests {
    private static let all = Debt(from: nil, to: nil)
    private let server = ServerID(rawValue: 0)

    /// Polled every 300 s; nothing was asked yet.
    private func store(limit: Int = 10) -> BindingStore {
        var store = BindingStore(limit: limit)
        store.note(.polls(every: .seconds(300), at: Clock.at(0)), from: server)
        return store
    }

    private func completeness(_ store: BindingStore) -> Completeness {
        store.serverReports(at: Clock.at(0))[0].completeness
    }

    private func begin(_ store: inout BindingStore, at seconds: Int) {
        store.note(.phase(.polling, at: Clock.at(seconds)), from: server)
        store.note(.bulkBegan(Self.all, at: Clock.at(seconds)), from: server)
    }

    private func end(_ store: inout BindingStore, at seconds: Int, _ scope: FillScope? = .everything) {
        let verdict = scope.map { BulkVerdict.paid($0) } ?? .unpaid("cut off", retryAt: nil)
        store.note(.bulkEnded(Self.all, verdict, at: Clock.at(seconds)), from: server)
    }

    /// Read in one answer, without base times, as Kea answers.
    private func tell(_ store: inout BindingStore, _ numbers: Int..., at seconds: Int) {
        let statements = numbers.map { number in
            Statement(prefix: "2001:db8::\(number)", client: "0003000\(number)", base: nil, origin: .bulk)
        }
        var batch = UpdateBatch(statements)
        batch.isBulk = true
        batch.lastMessageAt = Clock.at(seconds)
        store.apply(batch, from: server, at: Clock.at(seconds))
    }

    private func unverified(_ store: BindingStore) -> [String] {
        store.rows().filter(\.isUnverified).map { "\($0.prefix.address)" }
    }

    @Test("until a poll is complete, what is known is a part; then it is as old as the beginning of that poll")
    func first() {
        var store = store()
        #expect(completeness(store) == .unknown)
        begin(&store, at: 10)
        #expect(completeness(store) == .firstPoll(since: Clock.at(10)))
        end(&store, at: 12, nil)
        begin(&store, at: 70)
        #expect(completeness(store) == .firstPoll(since: Clock.at(10)))
        end(&store, at: 75)
        #expect(completeness(store) == .polled(asOf: Clock.at(70), .everything, lateFrom: Clock.at(670)))
    }

    @Test("a poll that goes on or fails leaves the age of the last complete one")
    func grows() {
        var store = store()
        begin(&store, at: 0)
        end(&store, at: 5, .links(2))
        let first = Completeness.polled(asOf: Clock.at(0), .links(2), lateFrom: Clock.at(600))
        begin(&store, at: 300)
        #expect(completeness(store) == first)
        end(&store, at: 301, nil)
        #expect(completeness(store) == first)
        begin(&store, at: 360)
        end(&store, at: 365, .links(2))
        #expect(completeness(store) == .polled(asOf: Clock.at(360), .links(2), lateFrom: Clock.at(960)))
    }

    @Test("after a failed poll, rows that it did not repeat are unverified, until a complete one")
    func doubted() {
        var store = store()
        begin(&store, at: 0)
        tell(&store, 1, 2, at: 1)
        end(&store, at: 2)
        #expect(unverified(store).isEmpty)
        begin(&store, at: 300)
        tell(&store, 1, at: 301)
        #expect(unverified(store).isEmpty, "the poll may still come to it")
        end(&store, at: 302, nil)
        #expect(unverified(store) == ["2001:db8::2"])
        begin(&store, at: 360)
        tell(&store, 1, 2, at: 361)
        end(&store, at: 362)
        #expect(unverified(store).isEmpty)
    }

    @Test("what is not stored for want of room is said until a poll finds room for everything")
    func limit() {
        var store = store(limit: 1)
        begin(&store, at: 0)
        tell(&store, 1, 2, at: 1)
        end(&store, at: 2)
        #expect(completeness(store) == .overLimit(since: Clock.at(1)))
        begin(&store, at: 300)
        tell(&store, 1, at: 301)
        end(&store, at: 302)
        #expect(completeness(store) == .polled(asOf: Clock.at(300), .everything, lateFrom: Clock.at(900)))
    }

    @Test("another server starts afresh and is still polled")
    func otherServer() {
        var store = store()
        begin(&store, at: 0)
        end(&store, at: 5)
        let other = DUID(octets: [0, 3, 0, 1, 9])
        store.note(.serverChanged(from: DUID(octets: [0, 3, 0, 1, 8]), to: other, at: Clock.at(300)), from: server)
        #expect(completeness(store) == .unknown)
        #expect(store.serverReports(at: Clock.at(300))[0].pollInterval == .seconds(300))
    }

    @Test("what a poll reads is when the server was last heard; of an active feed a bulk answer is not")
    func heard() {
        var polled = store()
        tell(&polled, 1, at: 7)
        #expect(polled.serverReports(at: Clock.at(8))[0].lastMessageAt == Clock.at(7))
        var active = BindingStore()
        tell(&active, 1, at: 7)
        #expect(active.serverReports(at: Clock.at(8))[0].lastMessageAt == nil)
    }
}
