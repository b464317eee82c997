import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// What a store hands out to be kept, and what it is after it was put back.
struct KeepingTests {
    private let server = ServerID(rawValue: 0)
    private let longDUID = String(repeating: "0002000000091122", count: 5)

    /// Every kind of binding: forever, without times, long DUID, details, prefix, ended, expired, from bulk.
    private func samples() -> BindingStore {
        var store = BindingStore()
        store.beginKeeping()
        let name = RawOption(.clientFQDN, [0, 1, 97, 0])
        store.say(
            Statement(prefix: "2001:db8::1", client: alice, valid: .max, preferred: 7, details: [name]),
            Statement(prefix: "2001:db8::2", client: longDUID, contact: nil, base: nil),
            Statement(prefix: "2001:db8::3", client: longDUID, contact: 9, base: 5, details: [name]),
            Statement(prefix: "2001:db8:1::/56", client: bob, base: 3, origin: .bulk),
            Statement(prefix: "2001:db8::4", client: bob, valid: 0),
            Statement(prefix: "2001:db8::5", client: bob, valid: 10),
            at: 1, skew: 2)
        store.advance(to: Clock.at(12))
        return store
    }

    private func saved(_ store: inout BindingStore, at seconds: Int = 20) -> (Checkpoint.Server, SavedBindings) {
        var checkpoint = store.takeCheckpoint(at: Clock.at(seconds))
        var saved = SavedBindings()
        checkpoint.servers[0].remaining.take(.max) { store.tables[0].save($0, into: &saved) }
        return (checkpoint.servers[0], saved)
    }

    private func restored(
        _ saved: SavedBindings, limit: Int = 1000, clockWentBack: UInt32 = 0, at seconds: Int = 20
    ) -> BindingStore {
        var store = BindingStore(limit: limit)
        store.beginKeeping()
        store.restore(saved, of: server, clockWentBack: clockWentBack, at: Clock.at(seconds))
        return store
    }

    @Test("every field of every kind of binding comes back")
    func fields() {
        var store = samples()
        let (_, saved) = saved(&store)
        #expect(saved.rows.count == 6)
        var copy = restored(saved)
        #expect(copy.rows() == store.rows())
        #expect(copy.totals(at: Clock.at(20)).bound == store.totals(at: Clock.at(20)).bound)
        #expect(copy.changes().isEmpty, "what was is no change")
        #expect(self.saved(&copy).1.rows.isEmpty, "what the file has need not be written")
    }

    @Test("merging goes on after a restart as if there had been none")
    func goesOn() {
        var store = samples()
        let (_, saved) = saved(&store)
        var copy = restored(saved)
        for said in [
            Statement(prefix: "2001:db8::1", client: alice, valid: 100, base: 30),
            Statement(prefix: "2001:db8::2", client: bob, base: 30),
            Statement(prefix: "2001:db8::5", client: bob, base: 30),
        ] {
            store.say(said, at: 30)
            copy.say(said, at: 30)
        }
        #expect(copy.rows() == store.rows())
        #expect(copy.changes().map(\.kind) == [.renewed, .changedHolder, .renewed])
    }

    @Test("only what changed is handed out: new, renewed, repeated, run out, made room")
    func marks() {
        var store = BindingStore(limit: 3)
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 0))
        #expect(saved(&store).1.rows.isEmpty, "nobody keeps it")
        store.beginKeeping()
        store.say(Statement(prefix: "2001:db8::2", client: alice, valid: 9))
        store.say(Statement(prefix: "2001:db8::3", client: alice, valid: 99))
        #expect(saved(&store).1.rows.map(\.slot) == [1, 2])
        #expect(saved(&store).1.rows.isEmpty)
        store.advance(to: Clock.at(9))
        store.say(Statement(prefix: "2001:db8::3", client: alice, valid: 90, base: 9), at: 9)
        #expect(saved(&store).1.rows.map(\.slot) == [1, 2])
        _ = store.tables[0].dropOldestEnded()
        let vacated = saved(&store).1.rows
        #expect(vacated.map(\.slot) == [0])
        #expect(vacated.map(\.isVacant) == [true])
    }

    @Test("what could not be kept is handed out again, unless the bindings started afresh")
    func givenBack() {
        var store = samples()
        let checkpoint = store.takeCheckpoint(at: Clock.at(20))
        store.giveBack(checkpoint)
        #expect(saved(&store).1.rows.count == 6)
        store.note(.serverChanged(from: DUID(octets: [1]), to: DUID(octets: [2]), at: Clock.at(21)), from: server)
        store.giveBack(checkpoint)
        let (taken, rows) = saved(&store)
        #expect(rows.rows.isEmpty)
        #expect(taken.generation == checkpoint.servers[0].generation + 1)
    }

    @Test("what ran out meanwhile is expired? since then, and not a change of now")
    func expired() {
        var store = samples()
        let (_, saved) = saved(&store)
        let later = restored(saved, at: 5000)
        let row = later.rows().first { $0.prefix == IPv6Prefix("2001:db8::3/128") }
        #expect(row?.state == .expiredUnconfirmed)
        #expect(row?.lastChange == .expiredLocally)
        #expect(row?.changedAt == row?.expiresAt)
        #expect(later.changes().isEmpty)
        #expect(later.totals(at: Clock.at(5000)).bound == 1)
    }

    @Test("the order in which bindings ended is the order in which they make room, after a restart too")
    func endedOrder() {
        var store = BindingStore()
        store.beginKeeping()
        store.say(Statement(prefix: "2001:db8::1", client: alice), Statement(prefix: "2001:db8::2", client: alice))
        store.say(Statement(prefix: "2001:db8::2", client: alice, valid: 0, base: 5), at: 5)
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 0, base: 6), at: 6)
        var copy = restored(saved(&store).1, limit: 2)
        copy.endRestoring(server)
        copy.say(Statement(prefix: "2001:db8::3", client: alice, base: 7), at: 7)
        #expect(copy.rows().map { "\($0.prefix.address)" } == ["2001:db8::1", "2001:db8::3"])
    }

    @Test("if our clock was put back, nothing is in the future and everything is written anew")
    func clock() {
        var store = samples()
        let (_, saved) = saved(&store)
        var copy = restored(saved, clockWentBack: 600, at: 20 - 600)
        #expect(copy.rows().allSatisfy { $0.receivedAt <= Clock.start + 20 - 600 })
        #expect(copy.rows().map { $0.expiresAt } == store.rows().map { $0.expiresAt.map { $0 - 600 } })
        #expect(self.saved(&copy).1.rows.count == 6)
    }

    @Test("what there is no room for is counted, is a hole, and leaves the file")
    func limit() {
        var store = samples()
        var copy = restored(saved(&store).1, limit: 4)
        #expect(copy.rows().count == 4)
        #expect(copy.report().dropped == 2)
        #expect(copy.report().ledger.holes.map(\.cause) == [.storeLimit])
        #expect(saved(&copy).1.rows.map(\.isVacant) == [true, true])
    }

    @Test("a binding that stands in the file twice is the one read later", arguments: [false, true])
    func twice(isSecondNewer: Bool) {
        var store = samples()
        var saved = saved(&store).1
        saved.rows = [saved.rows[0], saved.rows[0]]
        saved.rows[1].slot = 5
        saved.rows[1].valid = .zero
        if isSecondNewer { saved.rows[1].receivedAt += 1 }
        var copy = restored(saved)
        #expect(copy.rows().map(\.state) == [isSecondNewer ? .ended : .bound])
        #expect(self.saved(&copy).1.rows.map(\.slot) == [isSecondNewer ? 0 : 5], "and the other leaves the file")
    }

    @Test("R-33: a feed that was kept is down since its newest message, and its bindings are in doubt")
    func feed() {
        var store = samples()
        store.note(.phase(.live, at: Clock.at(1)), from: server)
        var batch = UpdateBatch([Statement(prefix: "2001:db8::1", client: alice, base: 15)])
        batch.lastMessageAt = Clock.at(15)
        batch.resume = ResumePoint(saved: ServerTime(rawValue: 15), serverID: nil, debts: [])
        store.apply(batch, from: server, at: Clock.at(15))
        let (taken, rows) = saved(&store)
        #expect(store.report().completeness == .changesSince(Clock.at(1)), "it goes on here")
        var copy = restored(rows)
        copy.restore(taken.feed, of: server, at: Clock.at(20))
        #expect(copy.report().completeness == .hole(since: Clock.at(15)))
        #expect(copy.report().ledger.holes.map(\.cause) == [.neverConnected, .down])
        #expect(!copy.rows().contains { !$0.isUnverified })
        #expect(taken.feed.resume.saved == ServerTime(rawValue: 15))
    }

    @Test("bindings of a server that was only polled are in doubt until all were asked for again")
    func polled() {
        var store = samples()
        let (taken, rows) = saved(&store)
        var copy = restored(rows)
        copy.restore(taken.feed, of: server, at: Clock.at(20))
        copy.note(.polls(every: .seconds(60), at: Clock.at(21)), from: server)
        let all = Debt(from: nil, to: nil)
        copy.note(.bulkBegan(all, at: Clock.at(21)), from: server)
        copy.say(Statement(prefix: "2001:db8::2", client: longDUID, base: nil, origin: .bulk), at: 22)
        #expect(copy.rows().map(\.isUnverified) == [true, false, true, true, true, true])
        copy.note(.bulkEnded(all, .paid(.everything), at: Clock.at(23)), from: server)
        #expect(!copy.rows().contains { $0.isUnverified })
    }

    @Test("what the session says is kept with the updates it covers, whoever fails then")
    func unkept() {
        var store = samples()
        store.forget(server)
        #expect(store.rows().isEmpty)
        #expect(store.report().completeness == .unknown)
        store.endKeeping()
        store.say(Statement(prefix: "2001:db8::1", client: alice))
        #expect(saved(&store).1.rows.isEmpty)
    }
}
