import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// What looks at a feed, one after the other, make of the time in between.
struct FeedStretchTests {
    private static func stretches(_ looks: (FeedStanding, Int64)...) -> [FeedStretch] {
        var writer = StretchWriter()
        var all: [FeedStretch] = []
        for (standing, now) in looks { all += writer.look(standing, at: now) }
        return all + [writer.current].compactMap { $0 }
    }

    @Test("a feed is known as far as its newest message, not as far as our clock")
    func asOf() {
        let stretches = Self.stretches(
            (FeedStanding(.whole, asOf: 8), 10), (FeedStanding(.whole, asOf: 60), 90))
        #expect(stretches == [FeedStretch(from: 10, to: 60, .whole)])
    }

    @Test("a feed that proves dead was not heard since its last message")
    func down() {
        let stretches = Self.stretches(
            (FeedStanding(.whole, asOf: 10), 10), (FeedStanding(.whole, asOf: 60), 60),
            (FeedStanding(.down, asOf: 60), 180), (FeedStanding(.down, asOf: 60), 200),
            (FeedStanding(.unverified, asOf: 205, connection: 1), 205),
            (FeedStanding(.whole, asOf: 208, connection: 1), 210))
        #expect(
            stretches == [
                FeedStretch(from: 10, to: 60, .whole), FeedStretch(from: 60, to: 205, .down),
                FeedStretch(from: 205, to: 210, .unverified), FeedStretch(from: 210, to: 210, .whole),
            ])
    }

    @Test("a connection that was lost and came back between two looks is a hole")
    func blink() {
        let stretches = Self.stretches(
            (FeedStanding(.whole, asOf: 10), 10), (FeedStanding(.whole, asOf: 60), 60),
            (FeedStanding(.whole, asOf: 62, connection: 1), 62))
        #expect(stretches.map(\.state) == [.whole, .down, .whole])
        #expect(stretches[1] == FeedStretch(from: 60, to: 62, .down))
    }

    @Test("what is worse may have been so since the last look, what is better is so from now on")
    func edges() {
        let stretches = Self.stretches(
            (FeedStanding(.whole, asOf: 10), 10), (FeedStanding(.whole, asOf: 12), 12),
            (FeedStanding(.missing, asOf: 14), 14), (FeedStanding(.whole, asOf: 16), 16))
        #expect(stretches.map(\.from) == [10, 12, 16] && stretches.map(\.to) == [12, 16, 16])
    }

    @Test("polls cover the moments that they began at")
    func polled() {
        let stretches = Self.stretches(
            (FeedStanding(.notYetPolled, asOf: 5), 5), (FeedStanding(.polled, asOf: 6), 9),
            (FeedStanding(.polled, asOf: 306), 310))
        #expect(stretches.last == FeedStretch(from: 6, to: 306, .polled))
    }

    @Test("a store says how its feeds stand: live, filled, verified, lost")
    func standings() {
        var store = BindingStore()
        let server = ServerID(rawValue: 0)
        func state(_ seconds: Int) -> FeedStretch.State? {
            store.historyLook(after: 0, most: 9, from: nil, at: Clock.at(seconds)).standings.first?.state
        }
        #expect(state(0) == .down)
        store.note(.phase(.live, at: Clock.at(1)), from: server)
        #expect(state(1) == .changesOnly)
        store.note(.bulkBegan(Debt(from: nil, to: nil), at: Clock.at(2)), from: server)
        #expect(state(2) == .filling)
        var batch = UpdateBatch([Statement(prefix: "2001:db8::1", client: alice, base: 3)])
        batch.lastMessageAt = Clock.at(3)
        store.apply(batch, from: server, at: Clock.at(3))
        store.note(.bulkEnded(Debt(from: nil, to: nil), .paid(.everything), at: Clock.at(4)), from: server)
        #expect(state(4) == .whole)
        store.note(.phase(.connecting, at: Clock.at(60)), from: server)
        let look = store.historyLook(after: 0, most: 9, from: nil, at: Clock.at(61))
        #expect(look.standings == [FeedStanding(.down, asOf: Clock.start + 3)])
    }

    @Test("a look takes changes in order with what they say, and what holds only when there are no more")
    func looks() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, contact: 20, base: 5), at: 5)
        store.say(Statement(prefix: "2001:db8:1::/56", client: bob, valid: 0, contact: nil, base: 6), at: 6)
        let server = HistoryLook.Place(ServerID(rawValue: 0))
        let first = store.historyLook(after: 0, most: 1, from: server, at: Clock.at(7))
        #expect(first.hasMore && first.present.isEmpty && first.next == server)
        #expect(first.statements[0].contact == Clock.start - 15 && first.statements[0].until == Clock.start + 3605)
        let second = store.historyLook(after: first.last, most: 9, from: server, at: Clock.at(7))
        #expect(second.statements.map(\.change) == [.ended] && second.present.count == 1 && second.next == nil)
        let subjects = [first, second].flatMap(\.statements).map(\.subject)
        #expect(store.holders(of: subjects, after: 2) == [DUID(octets: [UInt8](hex: alice)!), nil])
        #expect(store.holders(of: subjects, after: 1) == nil, "something has changed since")
    }
}
