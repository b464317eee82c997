import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// Whose statement is shown, and what partners disagree about.
struct PairRuleTests {
    /// What one partner says: how long ago the client was heard when the test looks, when it was read, for whom.
    struct Said {
        var contact: UInt32?
        var readAt = 0
        var client = alice
        var valid: UInt32 = 3600

        var statement: Statement {
            Statement(
                prefix: "2001:db8::1", client: client, valid: valid, contact: contact.map { $0 + UInt32(readAt) },
                base: readAt)
        }
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let first: Said
        let second: Said
        let isFirstShown: Bool

        init(_ name: String, _ first: Said, _ second: Said, isFirstShown: Bool) {
            testDescription = name
            self.first = first
            self.second = second
            self.isFirstShown = isFirstShown
        }
    }

    static let cases = [
        Case("heard later wins", Said(contact: 10), Said(contact: 100), isFirstShown: true),
        Case(
            "heard later wins although read earlier", Said(contact: 10), Said(contact: 100, readAt: 9),
            isFirstShown: true),
        Case("heard later wins for the second too", Said(contact: 100), Said(contact: 10), isFirstShown: false),
        Case("CLT_TIME beats none", Said(contact: 9000), Said(contact: nil, readAt: 9), isFirstShown: true),
        Case("none loses to CLT_TIME", Said(contact: nil, readAt: 9), Said(contact: 9000), isFirstShown: false),
        Case("tie: read later", Said(contact: 10), Said(contact: 10, readAt: 1, client: bob), isFirstShown: false),
        Case("tie: read later, an end", Said(contact: 10), Said(contact: 10, readAt: 1, valid: 0), isFirstShown: false),
        Case(
            "tie: read later, the first", Said(contact: 10, readAt: 1), Said(contact: 10, client: bob),
            isFirstShown: true),
        Case("tie: the first server", Said(contact: 10), Said(contact: 10, client: bob), isFirstShown: true),
        Case("tie: they say the same", Said(contact: 10), Said(contact: 10, readAt: 1), isFirstShown: true),
        Case(
            "no CLT_TIME at all: read later", Said(contact: nil), Said(contact: nil, readAt: 1, client: bob),
            isFirstShown: false),
        Case("within the bounds is a tie", Said(contact: 10), Said(contact: 6), isFirstShown: true),
        Case("beyond the bounds is none", Said(contact: 10, readAt: 1), Said(contact: 5), isFirstShown: false),
        Case("an end competes", Said(contact: 10, valid: 0), Said(contact: 100), isFirstShown: true),
        Case("an old end does not win", Said(contact: 100, valid: 0), Said(contact: 10), isFirstShown: false),
    ]

    @Test("the later last-heard time wins; within the bounds of the clocks the statement read last", arguments: cases)
    func shown(_ example: Case) throws {
        for isSecondToldFirst in [false, true] {
            var store = BindingStore.partners()
            let order = [(0, example.first), (1, example.second)]
            for (server, said) in isSecondToldFirst ? order.reversed() : order {
                store.tell(said.statement, server: server, at: said.readAt)
            }
            let row = try #require(store.rows().first)
            #expect(store.rows().count == 1)
            #expect(row.server.rawValue == (example.isFirstShown ? 0 : 1))
            #expect(row.partner?.server.rawValue == (example.isFirstShown ? 1 : 0))
        }
    }

    @Test("times are compared by our clock: skew is taken off first")
    func skew() {
        var store = BindingStore.partners()
        // Heard 100 s ago by a clock that is an hour ahead, and 50 s ago by one that is right.
        let ahead = SkewEstimate(seconds: 3600, lower: 3600, upper: 3600)
        store.tell(Statement(prefix: "2001:db8::1", client: alice, contact: 100, base: 3600), server: 0, clock: ahead)
        store.tell(Statement(prefix: "2001:db8::1", client: alice, contact: 50, base: 0), server: 1)
        #expect(store.rows().map(\.server.rawValue) == [1])
        #expect(store.rows().first?.partner?.lastTransactionAt == Clock.start - 100)
    }

    @Test("a clock without bounds decides nothing below a minute")
    func unbounded() {
        for (contact, server) in [(59 as UInt32, 1), (70, 0)] {
            var store = BindingStore.partners()
            store.tell(
                Statement(prefix: "2001:db8::1", client: alice, contact: 0), server: 0,
                clock: SkewEstimate(seconds: 0, lower: 0))
            store.tell(Statement(prefix: "2001:db8::1", client: bob, contact: contact + 1, base: 1), server: 1, at: 1)
            #expect(store.rows().map(\.server.rawValue) == [server])
        }
    }

    @Test("times that the clocks do not tell apart are said to be undecided", arguments: [(2, true), (3, false)])
    func undecided(contact: UInt32, isUndecided: Bool) {
        var store = BindingStore.partners()
        let vague = SkewEstimate(seconds: 0, lower: -0.6, upper: 0.6)
        store.tell(Statement(prefix: "2001:db8::1", client: alice, contact: 0), server: 0, clock: vague)
        store.tell(Statement(prefix: "2001:db8::1", client: alice, contact: contact * 3), server: 1, clock: vague)
        #expect(store.rows().first?.partner?.isUndecided == isUndecided)
    }

    @Test("a server that says no time leaves nothing undecided")
    func noTime() {
        var store = BindingStore.partners()
        store.tell(Statement(prefix: "2001:db8::1", client: alice, contact: nil), server: 0)
        store.tell(Statement(prefix: "2001:db8::1", client: alice, contact: 5), server: 1)
        #expect(store.rows().first?.partner?.isUndecided == false)
    }

    @Test("what a bulk connection has heard of a clock does not replace what the active feed knows")
    func bulkClock() {
        var store = BindingStore.partners()
        let ahead = SkewEstimate(seconds: 30, lower: 30, upper: 30)
        store.tell(Statement(prefix: "2001:db8::1", client: alice, valid: 60, base: 30), server: 0, clock: ahead)
        var bulk = UpdateBatch([Statement(prefix: "2001:db8::2", client: bob, valid: 60, base: 30, origin: .bulk)])
        bulk.isBulk = true
        bulk.skew = SkewEstimate(seconds: 20, lower: 10)
        store.apply(bulk, from: ServerID(rawValue: 0), at: Clock.at(0))
        #expect(store.rows().map(\.expiresAt) == [Clock.start + 60, Clock.start + 60])
        store.tell(Statement(prefix: "2001:db8::2", client: bob, contact: 5), server: 1)
        #expect(store.rows().last?.partner?.isUndecided == false)
    }

    @Test("the bounds of a clock are rounded up and never more than a minute")
    func tolerance() {
        #expect(PairRule.tolerance(SkewEstimate(seconds: 2, lower: 2, upper: 2)) == 2)
        #expect(PairRule.tolerance(SkewEstimate(seconds: 2, lower: 1.99, upper: 2.5)) == 3)
        #expect(PairRule.tolerance(SkewEstimate(seconds: 2, lower: 0.5, upper: 2.5)) == 4)
        #expect(PairRule.tolerance(SkewEstimate(seconds: 2, lower: 0, upper: 1e30)) == 60)
        #expect(PairRule.tolerance(SkewEstimate(seconds: 2, lower: .nan, upper: .nan)) == 60)
        #expect(PairRule.tolerance(nil) == 60)
    }

    struct Disagreement: CustomTestStringConvertible {
        let testDescription: String
        let first: Said
        let second: Said
        let conflict: PartnerConflict?
        var secondsLater = 0

        init(_ name: String, _ first: Said, _ second: Said, _ conflict: PartnerConflict?, secondsLater: Int = 0) {
            testDescription = name
            self.first = first
            self.second = second
            self.conflict = conflict
            self.secondsLater = secondsLater
        }
    }

    static let other = vendor + "42"

    static let disagreements = [
        Disagreement("the same", Said(contact: 1), Said(contact: 1), nil),
        Disagreement("other lifetimes", Said(contact: 1), Said(contact: 1, valid: 600), nil),
        Disagreement("other clients", Said(contact: 1), Said(contact: 1, client: bob), .holder),
        Disagreement(
            "long DUIDs that begin alike", Said(contact: 1, client: vendor), Said(contact: 1, client: other), .holder),
        Disagreement("the same long DUID", Said(contact: 1, client: other), Said(contact: 1, client: other), nil),
        Disagreement("one ended it", Said(contact: 1, valid: 0), Said(contact: 1), .end),
        Disagreement("the other ended it", Said(contact: 1), Said(contact: 1, client: bob, valid: 0), .end),
        Disagreement("both ended it", Said(contact: 1, valid: 0), Said(contact: 1, client: bob, valid: 0), nil),
        Disagreement(
            "one ran out by our clock", Said(contact: 1, valid: 5), Said(contact: 1, client: bob), nil, secondsLater: 9),
    ]

    @Test("two holders are a conflict, so is one end; lifetimes and our own timers are none", arguments: disagreements)
    func conflict(_ example: Disagreement) throws {
        for server in 0...1 {
            var store = BindingStore.partners()
            store.tell(example.first.statement, server: server)
            store.tell(example.second.statement, server: 1 - server)
            store.advance(to: Clock.at(example.secondsLater))
            let source = try #require(store.rows().first?.partner)
            #expect(source.conflict == example.conflict)
            #expect(source.conflictSince == (example.conflict == nil ? nil : Clock.start))
            #expect(store.report(0).partner?.conflicts == (example.conflict == nil ? 0 : 1))
        }
    }
}

struct PairFilterTests {
    @Test("the filter conflict shows bindings in conflict and their changes, beside other terms too")
    func conflict() throws {
        var store = BindingStore.partners()
        for number in 1...3 {
            store.tell(Statement(prefix: "2001:db8::\(number)", client: alice), server: 0)
            store.tell(
                Statement(prefix: "2001:db8::\(number)", client: number == 1 ? alice : bob, base: number), server: 1)
        }
        store.tell(Statement(prefix: "2001:db8::4", client: bob), server: 1)
        let filter = try Filter(parsing: "conflict")
        #expect(store.rows(filter).map(\.prefix.address.low) == [2, 3])
        #expect(store.changes(filter).map(\.prefix.address.low) == [3, 3, 2, 2])
        #expect(store.rows(try Filter(parsing: "conflict 2001:db8::3")).map(\.prefix.address.low) == [3])
        var visited: [UInt64] = []
        store.visitRows(matching: filter, at: Clock.at(0)) { visited.append($0.prefix.address.low) }
        #expect(visited.sorted() == [2, 3])
        #expect(BindingStore().rows(filter).isEmpty)
    }
}

struct PairLifeTests {
    @Test("bindings that were put back from a file are shown once, and forgotten ones hide nothing")
    func restored() throws {
        var before = BindingStore.partners()
        before.beginKeeping()
        for server in 0...1 {
            before.tell(Statement(prefix: "2001:db8::1", client: server == 0 ? alice : bob), server: server)
        }
        var after = BindingStore.partners()
        for server in 0...1 {
            var saved = SavedBindings()
            before.tables[server].save(0, into: &saved)
            after.restore(saved, of: ServerID(rawValue: server), clockWentBack: 0, at: Clock.at(5))
        }
        let row = try #require(after.rows().first)
        #expect(after.rows().count == 1)
        #expect(row.partner?.conflict == .holder)
        #expect(row.partner?.conflictSince == Clock.start + 5)
        after.forget(row.server)
        #expect(after.rows().map(\.server) == [row.partner?.server])
        #expect(after.rows().map(\.partner) == [nil])
        #expect(after.report(0).partner?.conflicts == 0)
        after.tell(Statement(prefix: "2001:db8::1", client: bob), server: row.server.rawValue)
        #expect(after.rows().count == 1)
    }

    @Test("what a complete answer of one partner leaves out is an end that the other contradicts")
    func absent() throws {
        var store = BindingStore.partners()
        for server in 0...1 {
            store.tell(
                Statement(prefix: "2001:db8::1", client: alice, contact: UInt32(server), base: server), server: server,
                at: server)
        }
        let (first, debt) = (ServerID(rawValue: 0), Debt(from: nil, to: nil))
        store.note(.bulkBegan(debt, at: Clock.at(5)), from: first)
        var other = Statement(prefix: "2001:db8::2", client: bob, base: 6)
        other.origin = .bulk
        store.tell(other, server: 0, at: 6)
        #expect(store.rows().first?.partner?.conflict == nil)
        store.note(.bulkEnded(debt, .paid(.everything), at: Clock.at(7)), from: first)
        let row = try #require(store.rows().first)
        #expect(row.server == first)
        #expect(row.lastChange == .absent)
        #expect(row.partner?.conflict == .end)
        #expect(row.partner?.conflictSince == Clock.start + 7)
    }

    @Test("the oldest conflict is told, however many came and went after it")
    func oldest() {
        var list = ConflictList()
        #expect(list.oldest == nil)
        for moment in 1...5000 as ClosedRange<UInt32> {
            list.insert(Int(moment), since: moment)
            list.insert(1, since: moment)
            if moment > 1 { list.remove(Int(moment)) }
        }
        #expect(list.oldest == 1)
        #expect(list.count == 1)
        list.insert(7, since: 6000)
        list.remove(1)
        #expect(list.oldest == 6000)
        list.remove(7)
        list.remove(7)
        #expect(list.oldest == nil && list.count == 0)
    }
}

extension BindingStore {
    /// Two servers that are partners.
    static func partners(limit: Int = 1000) -> BindingStore {
        BindingStore(
            servers: [(name: "a", isInsecure: false), (name: "b", isInsecure: false)],
            pairs: [FailoverPair(ServerID(rawValue: 0), ServerID(rawValue: 1))], limit: limit)
    }

    /// A server whose clock is ours to the last digit, unless said otherwise, so that rounding is all that is unsure.
    mutating func tell(
        _ statement: Statement, server: Int, at seconds: Int = 0,
        clock: SkewEstimate = SkewEstimate(seconds: 0, lower: 0, upper: 0)
    ) {
        var batch = UpdateBatch([statement])
        batch.skew = clock
        apply(batch, from: ServerID(rawValue: server), at: Clock.at(seconds))
    }
}
