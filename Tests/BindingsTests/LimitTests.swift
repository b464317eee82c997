import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

struct LimitTests {
    @Test("who was not stored is asked again once a twentieth of the limit is free, and until that is answered")
    func refill() {
        var store = BindingStore(servers: 2, limit: 40)
        let server = ServerID(rawValue: 1)
        func statement(_ number: Int, valid: UInt32 = 3600) -> Statement {
            Statement(prefix: "2001:db8::\(number)", client: alice, valid: valid)
        }
        for number in 1...41 { store.say(statement(number), server: 1) }
        #expect(store.report(1).dropped == 1 && store.report(1).isOverLimit)
        #expect(store.serversToRefill().isEmpty)
        store.say(statement(1, valid: 0), server: 1)
        #expect(store.serversToRefill().isEmpty)
        store.say(statement(2, valid: 0), server: 1)
        #expect(store.serversToRefill() == [server])
        let fill = Debt(from: nil, to: nil)
        store.note(.bulkBegan(fill, at: Clock.at(1)), from: server)
        #expect(store.serversToRefill().isEmpty)
        store.note(.bulkEnded(fill, .unpaid("cut", retryAt: nil), at: Clock.at(2)), from: server)
        #expect(store.serversToRefill() == [server])
        store.note(.bulkBegan(fill, at: Clock.at(3)), from: server)
        store.note(.bulkEnded(fill, .paid(.everything), at: Clock.at(4)), from: server)
        #expect(store.serversToRefill().isEmpty)
        #expect(store.report(1).dropped == 1 && !store.report(1).isOverLimit)
    }

    @Test("at the limit the binding that ended first makes room; without one the new is refused and counted")
    func limit() {
        var store = BindingStore(limit: 3)
        for index in 1...3 { store.say(Statement(prefix: "2001:db8::\(index)", client: alice)) }
        store.say(Statement(prefix: "2001:db8::2", client: alice, valid: 0, base: 1), at: 1)
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 0, base: 2), at: 2)
        store.say(Statement(prefix: "2001:db8::4", client: bob, base: 3), at: 3)
        #expect(store.rows().map(\.prefix.address.low) == [1, 3, 4])
        store.say(Statement(prefix: "2001:db8::5", client: bob, base: 4), at: 4)
        #expect(store.rows().map(\.prefix.address.low) == [3, 4, 5])
        store.say(Statement(prefix: "2001:db8::6", client: bob, base: 5), at: 5)
        #expect(store.rows().map(\.prefix.address.low) == [3, 4, 5])
        #expect(store.report().dropped == 1)
        #expect(store.totals(at: Clock.at(5)).dropped == 1)
    }

    @Test("at the limit what is known goes on being renewed")
    func known() {
        var store = BindingStore(limit: 1)
        store.say(Statement(prefix: "2001:db8::1", client: alice))
        store.say(
            Statement(prefix: "2001:db8::2", client: alice, base: 10),
            Statement(prefix: "2001:db8::1", client: alice, base: 10), at: 10)
        #expect(store.rows().map(\.lastChange) == [.renewed])
        #expect(store.report().dropped == 1)
    }

    @Test("a binding that ended and came back does not make room")
    func revived() {
        var store = BindingStore(limit: 2)
        store.say(
            Statement(prefix: "2001:db8::1", client: alice), Statement(prefix: "2001:db8::2", client: alice))
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 0, base: 1), at: 1)
        store.say(Statement(prefix: "2001:db8::2", client: alice, valid: 0, base: 2), at: 2)
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 3), at: 3)
        store.say(Statement(prefix: "2001:db8::3", client: alice, base: 4), at: 4)
        #expect(store.rows().map(\.prefix.address.low) == [1, 3])
    }

    @Test("one server's ended bindings make room for another's")
    func shared() {
        var store = BindingStore(servers: 2, limit: 1)
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 0), server: 0)
        store.say(Statement(prefix: "2001:db8::2", client: bob), server: 1)
        #expect(store.rows().map(\.server.rawValue) == [1])
        #expect(store.report(0).ended == 0)
    }

    @Test("details beyond their room are left out and counted; a long DUID never is")
    func details() {
        var store = BindingStore(limit: 1)
        let option = RawOption(OptionCode(rawValue: 65001), [UInt8](repeating: 7, count: 300))
        store.say(Statement(prefix: "2001:db8::1", client: vendor, details: [option]))
        #expect(store.rows().first?.duid.octets == [UInt8](hex: vendor)!)
        #expect(store.rows().first?.details == [])
        #expect(store.report().detailsDropped == 1)
    }

    @Test("the change log forgets the oldest and never renumbers")
    func changeLog() {
        var log = ChangeLog(capacity: 4)
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice))
        let record = store.tables[0].records[0]
        for index in 1...10 {
            log.append(
                ChangeLog.Entry(record, at: Clock.at(index), server: ServerID(rawValue: 0), origin: .live))
        }
        #expect(log.firstSequence == 7)
        #expect(log.lastSequence == 10)
        #expect((7...10).map { log.row($0).at } == (7...10).map { Clock.at($0).utc })
    }

    @Test("the change log forgets changes whose long DUIDs were overwritten rather than show others'")
    func changeLogOctets() {
        var log = ChangeLog(capacity: 65_536)
        let octets = [UInt8](repeating: 9, count: 130)
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: octets.hex))
        let record = store.tables[0].records[0]
        for index in 0..<20_000 {
            let duid = bytes(UInt32(index)) + octets.dropFirst(4)
            log.append(
                ChangeLog.Entry(record, at: Clock.at(0), server: ServerID(rawValue: 0), origin: .live),
                longDUID: duid[...], previous: [])
        }
        #expect(log.count == (1 << 20) / 130)
        #expect(log.row(log.firstSequence).duid.octets.prefix(4) == bytes(UInt32(log.firstSequence - 1))[...])
        #expect(log.row(log.lastSequence).duid.octets.prefix(4) == bytes(19_999)[...])
    }
}
