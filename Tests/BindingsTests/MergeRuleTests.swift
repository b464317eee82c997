import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

struct MergeRuleTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let known: Statement
        let said: Statement
        var testDescription: String { name }

        init(_ name: String, _ known: (Int?, UpdateOrigin), _ said: (Int?, UpdateOrigin)) {
            self.name = name
            self.known = Statement(prefix: "2001:db8::1", client: alice, base: known.0, origin: known.1)
            self.said = Statement(prefix: "2001:db8::1", client: bob, base: said.0, origin: said.1)
        }
    }

    static let cases = [
        Case("active: the later arrival", (10, .live), (11, .live)),
        Case("active in the same second: the later arrival", (10, .live), (10, .catchUp)),
        Case("server clock put back by seconds", (10, .live), (7, .live)),
        Case("server clock put back by an hour", (4000, .live), (400, .live)),
        Case("bulk after what was read before its query", (10, .live), (11, .bulk)),
        Case("server clock put back before the query", (4000, .live), (400, .bulk)),
        Case("active after bulk", (10, .bulk), (10, .live)),
        Case("server clock put back after the bulk answer", (4000, .bulk), (400, .live)),
        Case("bulk: the later arrival", (10, .bulk), (10, .bulk)),
        Case("no base time known", (nil, .live), (10, .bulk)),
        Case("no base time said", (10, .live), (nil, .bulk)),
    ]

    @Test("the later statement wins, whatever the server's clock said", arguments: cases)
    func rule(_ example: Case) {
        var store = BindingStore()
        store.say(example.known)
        store.say(example.said)
        #expect(store.rows().map(\.duid.octets) == [[UInt8](hex: example.said.client)!])
        #expect(store.report().outdated == 0)
        #expect(store.changes().count == 2)
    }

    @Test(
        "a bulk answer does not overwrite what the active query said since the bulk query was sent",
        arguments: [9, 10, 4000])
    func bulkBesideActive(base: Int) {
        var store = BindingStore()
        let debt = Debt(from: nil, to: nil)
        store.note(.bulkBegan(debt, at: Clock.at(0)), from: ServerID(rawValue: 0))
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 0, base: 10))
        store.say(Statement(prefix: "2001:db8::1", client: bob, base: base, origin: .bulk))
        #expect(store.rows().map(\.state) == [.ended], "the end said meanwhile was undone")
        #expect(store.report().outdated == 1)
        store.note(.bulkEnded(debt, .unpaid("", retryAt: nil), at: Clock.at(1)), from: ServerID(rawValue: 0))
        store.note(.bulkBegan(debt, at: Clock.at(2)), from: ServerID(rawValue: 0))
        store.say(Statement(prefix: "2001:db8::1", client: bob, base: base, origin: .bulk))
        #expect(store.rows().map(\.state) == [.bound], "the next answer is newer")
    }

    struct Again: CustomTestStringConvertible {
        let name: String
        let first: Statement
        let second: Statement
        let kind: ChangeKind
        var testDescription: String { name }

        init(
            _ name: String, _ first: (valid: UInt32, preferred: UInt32, contact: UInt32?, base: Int?),
            _ second: (valid: UInt32, preferred: UInt32, contact: UInt32?, base: Int?), _ kind: ChangeKind
        ) {
            func statement(_ said: (valid: UInt32, preferred: UInt32, contact: UInt32?, base: Int?)) -> Statement {
                Statement(
                    prefix: "2001:db8::1", client: alice, valid: said.valid, preferred: said.preferred,
                    contact: said.contact, base: said.base)
            }
            self.name = name
            self.first = statement(first)
            self.second = statement(second)
            self.kind = kind
        }
    }

    static let again = [
        Again("the very same", (3600, 1800, 5, 0), (3600, 1800, 5, 0), .repeated),
        Again("the same moments from a later base", (3600, 1800, 5, 0), (3500, 1700, 105, 100), .repeated),
        Again("one second of rounding each", (3600, 1800, 5, 0), (3501, 1699, 106, 100), .repeated),
        Again("two seconds are no rounding", (3600, 1800, 5, 0), (3502, 1700, 105, 100), .renewed),
        Again("preferred ran out meanwhile", (3600, 50, 5, 0), (3500, 0, 105, 100), .repeated),
        Again("preferred lifted", (3600, 50, 5, 0), (3500, 100, 105, 100), .renewed),
        Again("same lifetimes from a later base", (3600, 1800, 5, 0), (3600, 1800, 5, 100), .renewed),
        Again("a newer contact", (3600, 1800, 105, 0), (3600, 1800, 5, 0), .renewed),
        Again("contact no longer said", (3600, 1800, 5, 0), (3600, 1800, nil, 0), .renewed),
        Again("no contact twice", (3600, 1800, nil, 0), (3500, 1700, nil, 100), .repeated),
        Again("infinite twice", (.max, .max, nil, 0), (.max, .max, nil, 100), .repeated),
        Again("from infinite to finite", (.max, .max, nil, 0), (3600, 3600, nil, 0), .renewed),
        Again("no base times, same seconds, same arrival", (3600, 1800, 5, nil), (3600, 1800, 5, nil), .repeated),
        Again("ended twice", (0, 0, 5, 0), (0, 0, 105, 100), .repeated),
        Again("ended", (3600, 1800, 5, 0), (0, 0, 0, 100), .ended),
    ]

    @Test("the same moments said again are a repeat, whatever base time they count from", arguments: again)
    func repeats(_ example: Again) {
        var store = BindingStore()
        store.say(example.first)
        store.say(example.second)
        #expect(store.count(example.kind) == 1)
        #expect(store.changes().count == (example.kind == .repeated ? 1 : 2))
    }

    @Test("duplicate delivery is idempotent and counted as repeat")
    func idempotence() {
        var store = BindingStore()
        let statements = [
            Statement(prefix: "2001:db8::1", client: alice, base: 1),
            Statement(prefix: "2001:db8::2", client: vendor, base: 2),
            Statement(prefix: "2001:db8:5::/56", client: bob, valid: 0, base: 3),
        ]
        for statement in statements { store.say(statement, at: 5) }
        let rows = store.rows()
        for statement in statements { store.say(statement, at: 9) }
        #expect(store.count(.repeated) == 3)
        #expect(store.changes().count == 3)
        #expect(store.totals(at: Clock.at(9)).ended == 1)
        let expected = rows.map { row in
            var row = row
            row.receivedAt = Clock.start + 9
            return row
        }
        #expect(store.rows() == expected)
    }

    @Test("catch-up after a reconnect says only what is new")
    func catchUp() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 3600, contact: 0, base: 0), at: 0)
        store.say(Statement(prefix: "2001:db8::2", client: bob, valid: 3600, contact: 0, base: 0), at: 0)
        store.say(
            Statement(
                prefix: "2001:db8::1", client: alice, valid: 3300, preferred: 3300, contact: 300, base: 300,
                origin: .catchUp),
            Statement(
                prefix: "2001:db8::2", client: bob, valid: 3500, preferred: 3500, contact: 100, base: 300,
                origin: .catchUp),
            at: 300)
        #expect(store.count(.repeated) == 1)
        #expect(store.count(.renewed) == 1)
        #expect(store.changes().first?.origin == .catchUp)
        #expect(store.rows().map(\.changedAt) == [Clock.start, Clock.start + 300])
    }
}
