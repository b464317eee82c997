import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// What a complete answer to a query for everything leaves out is not bound any more; nothing else proves an end by
/// silence.
struct RollCallTests {
    private static let server = ServerID(rawValue: 0)
    private static let fill = Debt(from: nil, to: nil)

    /// Bound: ::1 told live, ::2 told by a bulk query, ::3 ran out by our clock.
    private static func store() -> BindingStore {
        var store = BindingStore()
        store.note(.phase(.live, at: Clock.at(0)), from: server)
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 0), at: 0)
        store.say(Statement(prefix: "2001:db8::2", client: bob, base: 0, origin: .bulk), at: 0)
        store.say(Statement(prefix: "2001:db8::3", client: bob, valid: 5, base: 0), at: 0)
        store.advance(to: Clock.at(9))
        store.note(.bulkBegan(fill, at: Clock.at(10)), from: server)
        return store
    }

    private static func end(_ store: inout BindingStore, _ scope: FillScope?, of debt: Debt = fill) {
        let verdict = scope.map { BulkVerdict.paid($0) } ?? .unpaid("cut", retryAt: nil)
        store.note(.bulkEnded(debt, verdict, at: Clock.at(12)), from: server)
    }

    private static let other = Statement(prefix: "2001:db8::9", client: vendor, base: 11, origin: .bulk)

    @Test("what a complete answer for everything leaves out is gone, expired? as well")
    func everything() {
        var store = Self.store()
        store.say(Self.other, at: 11)
        Self.end(&store, .everything)
        #expect(store.rows().map(\.state) == [.ended, .ended, .ended, .bound])
        #expect(store.rows().map(\.lastChange) == [.absent, .absent, .absent, .new])
        #expect(store.rows()[0].changedAt == Clock.start + 12)
        #expect(store.rows()[0].valid == Lifetime(rawValue: 3600), "as the server sent it")
        #expect(store.changes()[0].valid == .zero)
        #expect(store.count(.absent) == 3)
        #expect(store.report().bound == 1 && store.report().ended == 3)
        #expect(store.changes().map(\.kind) == [.absent, .absent, .absent, .new, .expiredLocally, .new, .new, .new])
        #expect(store.changes()[0].origin == .bulk)
        #expect(store.totals(at: Clock.at(12)).changeHistory.reduce(0, +) == 3, "an answer is no rate")
    }

    @Test("whatever is said of a binding meanwhile keeps it, even what is outdated")
    func confirmed() {
        var store = Self.store()
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 11), at: 11)
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 11, origin: .bulk), at: 11)
        store.say(Statement(prefix: "2001:db8::2", client: bob, base: 11, origin: .bulk), at: 11)
        store.say(Statement(prefix: "2001:db8::7", client: bob, base: 11), at: 11)
        Self.end(&store, .everything)
        #expect(store.rows().map(\.state) == [.bound, .bound, .ended, .bound])
        #expect(store.count(.absent) == 1)
    }

    @Test("an answer by links says nothing about bindings of which only the active feed spoke: they may be elsewhere")
    func links() {
        var store = Self.store()
        store.say(Self.other, at: 11)
        Self.end(&store, .links(1))
        #expect(store.rows().map(\.state) == [.bound, .ended, .expiredUnconfirmed, .bound])
    }

    @Test("an answer without any binding may be that of a server that takes link :: for no link")
    func nothing() {
        var store = Self.store()
        store.note(.dataMissing(from: nil, to: nil, at: Clock.at(5)), from: Self.server)
        Self.end(&store, .everything)
        #expect(store.rows().map(\.state) == [.bound, .ended, .expiredUnconfirmed])
        #expect(store.rows().map(\.isUnverified) == [true, true, true])
    }

    @Test("A-10: an answer that is not complete, or tells changes only, proves nothing by what it leaves out")
    func unproven() {
        for (debt, scope) in [
            (Self.fill, nil), (Debt(from: ServerTime(unixSeconds: Clock.start), to: nil), FillScope.everything),
        ] {
            var store = Self.store()
            store.note(.bulkBegan(debt, at: Clock.at(10)), from: Self.server)
            store.say(Self.other, at: 11)
            Self.end(&store, scope, of: debt)
            #expect(store.rows().map(\.state) == [.bound, .bound, .expiredUnconfirmed, .bound])
            #expect(store.count(.absent) == 0)
        }
    }

    @Test("a new run begins a new roll")
    func again() {
        var store = Self.store()
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 11), at: 11)
        Self.end(&store, nil)
        store.note(.bulkBegan(Self.fill, at: Clock.at(20)), from: Self.server)
        store.say(Self.other, at: 21)
        Self.end(&store, .everything)
        #expect(store.rows().map(\.state) == [.ended, .ended, .ended, .bound])
    }

    @Test("another server's roll is nobody's")
    func serverChanged() {
        var store = Self.store()
        let duid = DUID(octets: [0, 3, 0, 1, 2])
        store.note(.serverChanged(from: duid, to: duid, at: Clock.at(11)), from: Self.server)
        store.say(Statement(prefix: "2001:db8::5", client: alice, base: 11), at: 11)
        Self.end(&store, .everything)
        #expect(store.rows().map(\.state) == [.bound])
    }

    @Test("a binding that is gone comes back as new, and an end said late is no news")
    func afterwards() {
        var store = Self.store()
        store.say(Self.other, at: 11)
        Self.end(&store, .everything)
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 13), at: 13)
        store.say(Statement(prefix: "2001:db8::2", client: bob, valid: 0, base: 13), at: 13)
        #expect(store.rows().map(\.lastChange) == [.new, .absent, .absent, .new])
        #expect(store.count(.repeated) == 1)
    }

    @Test("after a complete answer for everything nothing is in doubt")
    func doubt() {
        var store = Self.store()
        store.note(.dataMissing(from: nil, to: nil, at: Clock.at(9)), from: Self.server)
        #expect(store.rows().map(\.isUnverified) == [true, true, true])
        store.note(.bulkBegan(Self.fill, at: Clock.at(10)), from: Self.server)
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 10, origin: .bulk), at: 10)
        Self.end(&store, .everything)
        #expect(store.rows().map(\.isUnverified) == [false, false, false])
        #expect(store.report().ledger.doubtedTo == nil)
    }

    @Test("a hole that opens while the answer comes leaves all in doubt that was read until its end")
    func doubtMeanwhile() {
        var store = Self.store()
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 10, origin: .bulk), at: 10)
        store.note(.dataMissing(from: nil, to: nil, at: Clock.at(11)), from: Self.server)
        store.say(Statement(prefix: "2001:db8::2", client: bob, base: 12, origin: .bulk), at: 12)
        Self.end(&store, .everything)
        store.say(Statement(prefix: "2001:db8::4", client: vendor, base: 13), at: 13)
        #expect(store.rows().map(\.isUnverified) == [true, true, true, false])
    }

    @Test("an end told while the answer comes does not make room: the answer may be older")
    func endKept() {
        var store = BindingStore(limit: 2)
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 0), at: 0)
        store.say(Statement(prefix: "2001:db8::2", client: bob, base: 0), at: 0)
        store.note(.bulkBegan(Self.fill, at: Clock.at(10)), from: Self.server)
        store.say(Statement(prefix: "2001:db8::2", client: bob, valid: 0, base: 11), at: 11)
        store.say(Statement(prefix: "2001:db8::3", client: vendor, base: 11), at: 11)
        store.say(Statement(prefix: "2001:db8::2", client: bob, base: 11, origin: .bulk), at: 11)
        #expect(store.rows().map(\.state) == [.bound, .ended])
        #expect(store.report().dropped == 1)
    }

    @Test("a slot that makes room and is used again is not taken for the one before")
    func reused() {
        var store = BindingStore(limit: 2)
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 0), at: 0)
        store.say(Statement(prefix: "2001:db8::2", client: bob, valid: 0, base: 0), at: 0)
        store.note(.bulkBegan(Self.fill, at: Clock.at(10)), from: Self.server)
        store.say(Statement(prefix: "2001:db8::3", client: vendor, base: 11, origin: .bulk), at: 11)
        Self.end(&store, .everything)
        #expect(store.rows().map(\.state) == [.ended, .bound])
    }
}
