import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

let alice = "0003000152540012aa01"
let bob = "0003000152540012bb02"
/// Longer than what a record holds itself.
let vendor = "00020000010203" + "112233445566778899aabbccddeeff0011"

/// Statements in; rows, changes and counters out.
struct ScenarioTests {
    @Test("a first statement makes a new binding with every fact in its row")
    func new() throws {
        var store = BindingStore()
        let fqdn = RawOption(.clientFQDN, [0, 3, 0x61, 0x62, 0x63, 0])
        store.say(
            Statement(
                prefix: "2001:db8::1", client: alice, valid: 3600, preferred: 1800, contact: 20, base: 5,
                details: [fqdn]),
            at: 7, skew: -2)
        let row = try #require(store.rows().first)
        #expect(row.prefix == IPv6Prefix("2001:db8::1/128"))
        #expect(row.kind == .address)
        #expect(row.duid == DUID(octets: [UInt8](hex: alice)!))
        #expect(row.state == .bound)
        #expect(row.lastChange == .new)
        #expect(row.preferred.seconds == 1800)
        #expect(row.valid.seconds == 3600)
        #expect(row.baseTime == ServerTime(unixSeconds: Clock.start + 5))
        #expect(row.sinceLastTransaction == 20)
        #expect(row.receivedAt == Clock.start + 7)
        #expect(row.changedAt == Clock.start + 7)
        #expect(row.expiresAt == Clock.start + 7 + 3600)
        #expect(row.lastTransactionAt == Clock.start + 7 - 20)
        #expect(row.details == [0, 39, 0, 6, 0, 3, 0x61, 0x62, 0x63, 0])
        #expect(store.totals(at: Clock.at(7)).bound == 1)
        #expect(store.changes().map(\.kind) == [.new])
    }

    @Test("an address, a prefix, and the same octets as a prefix of 128 are three bindings")
    func keys() {
        var store = BindingStore()
        store.say(
            Statement(prefix: "2001:db8::1", client: alice), Statement(prefix: "2001:db8::1/128", client: alice),
            Statement(prefix: "2001:db8::/56", client: alice), Statement(prefix: "2001:db8::/60", client: alice))
        #expect(
            store.rows().map(\.prefix.description) == [
                "2001:db8::/56", "2001:db8::/60", "2001:db8::1/128", "2001:db8::1/128",
            ])
        #expect(store.totals(at: Clock.at(0)).boundAddresses == 1)
        #expect(store.totals(at: Clock.at(0)).boundPrefixes == 3)
    }

    @Test("the same address at two servers is two bindings")
    func servers() {
        var store = BindingStore(servers: 2)
        store.say(Statement(prefix: "2001:db8::1", client: alice), server: 0)
        store.say(Statement(prefix: "2001:db8::1", client: alice), server: 1)
        #expect(store.rows().map(\.server.rawValue) == [0, 1])
        #expect(store.report(1).bound == 1)
    }

    @Test("without a base time the lifetimes count from the arrival, and unknown times are nil")
    func unknownTimes() throws {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 100, contact: nil, base: nil), at: 3)
        let row = try #require(store.rows().first)
        #expect(row.baseTime == nil)
        #expect(row.sinceLastTransaction == nil)
        #expect(row.lastTransactionAt == nil)
        #expect(row.expiresAt == Clock.start + 103)
    }

    @Test("an infinite lifetime never ends")
    func infinite() throws {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: .max))
        #expect(store.rows().first?.valid == .infinite)
        #expect(store.rows().first?.expiresAt == nil)
        store.advance(to: Clock.at(1_000_000_000))
        #expect(store.rows().first?.state == .bound)
    }

    @Test("new lifetimes renew, another DUID changes the holder, lifetime zero ends, a later one is new again")
    func life() throws {
        var store = BindingStore()
        let address = "2001:db8::1"
        store.say(Statement(prefix: address, client: alice, base: 0), at: 0)
        store.say(Statement(prefix: address, client: alice, base: 100), at: 100)
        store.say(Statement(prefix: address, client: bob, base: 200), at: 200)
        store.say(Statement(prefix: address, client: bob, valid: 0, base: 300), at: 300)
        #expect(store.rows().first?.state == .ended)
        #expect(store.totals(at: Clock.at(300)).ended == 1)
        #expect(store.totals(at: Clock.at(300)).bound == 0)
        store.say(Statement(prefix: address, client: alice, base: 400), at: 400)
        #expect(store.rows().first?.state == .bound)
        #expect(store.rows().first?.changedAt == Clock.start + 400)
        let changes = store.changes()
        #expect(changes.map(\.kind) == [.new, .ended, .changedHolder, .renewed, .new])
        #expect(changes.map(\.sequence) == [5, 4, 3, 2, 1])
        #expect(changes[2].duid == DUID(octets: [UInt8](hex: bob)!))
        #expect(changes[2].previousDUID == DUID(octets: [UInt8](hex: alice)!))
        #expect(changes[3].previousDUID == nil)
        #expect(changes[1].at == Clock.at(300).utc)
        #expect(store.totals(at: Clock.at(400)).lastSequence == 5)
    }

    @Test("an end that is told of an unknown binding is kept, so that an older bulk statement cannot bring it back")
    func tombstone() {
        var store = BindingStore()
        store.note(.bulkBegan(Debt(from: nil, to: nil), at: Clock.at(4)), from: ServerID(rawValue: 0))
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 0, base: 10), at: 10)
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 5, origin: .bulk), at: 11)
        #expect(store.rows().map(\.state) == [.ended])
        #expect(store.report().outdated == 1)
    }

    @Test("long DUIDs and details are kept octet by octet, and given up when they change")
    func rest() {
        var store = BindingStore()
        let option = RawOption(OptionCode(rawValue: 65001), [1, 2, 3])
        let other = RawOption(OptionCode(rawValue: 65001), [1, 2, 4])
        store.say(Statement(prefix: "2001:db8::1", client: vendor, details: [option]))
        #expect(store.rows().first?.duid.octets == [UInt8](hex: vendor)!)
        #expect(store.rows().first?.details == [0xfd, 0xe9, 0, 3, 1, 2, 3])
        store.say(Statement(prefix: "2001:db8::1", client: vendor, details: [other]))
        #expect(store.rows().first?.details == [0xfd, 0xe9, 0, 3, 1, 2, 4])
        #expect(store.rows().first?.lastChange == .renewed)
        store.say(Statement(prefix: "2001:db8::1", client: bob))
        #expect(store.rows().first?.details == [])
        #expect(store.tables[0].pool.octetsInUse == 0)
        let newest = store.changes().first
        #expect(newest?.kind == .changedHolder)
        #expect(newest?.previousDUID?.octets == [UInt8](hex: vendor)!)
        #expect(store.changes()[1].duid.octets == [UInt8](hex: vendor)!)
    }

    @Test("two long DUIDs that begin alike are two holders")
    func longDUIDs() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: vendor + "01"))
        store.say(Statement(prefix: "2001:db8::1", client: vendor + "02", base: 1))
        #expect(store.rows().first?.lastChange == .changedHolder)
        #expect(store.rows().first?.duid.octets.last == 2)
    }

    @Test("a record takes 72 octets")
    func size() {
        #expect(MemoryLayout<BindingRecord>.stride == 72)
    }
}
