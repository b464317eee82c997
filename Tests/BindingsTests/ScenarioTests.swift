import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

let alice = "0003000152540012aa01"
let bob = "0003000152540012bb02"

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
}
