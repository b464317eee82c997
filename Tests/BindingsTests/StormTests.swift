import DHCPv6Wire
import LeasequerySession
import TestSupport
import Testing

@testable import Bindings

/// Storms in the store itself: from statements to who is behind them.
struct StormTests {
    private static let loud = "000300015254001299aa"

    /// A server with so many clients of which two in a second renew, for so long.
    private static func usual(_ store: inout BindingStore, _ seconds: Range<Int>) {
        for second in seconds {
            store.say(
                statement(client: second * 2 % 600, second), statement(client: (second * 2 + 1) % 600, second),
                at: second)
            tick(&store, second)
        }
    }

    /// A second is over in which at least a keepalive came.
    private static func tick(_ store: inout BindingStore, _ second: Int) {
        var keepalive = UpdateBatch()
        keepalive.lastMessageAt = Clock.at(second)
        store.apply(keepalive, from: ServerID(rawValue: 0), at: Clock.at(second))
        store.advance(to: Clock.at(second))
        _ = store.watchForAlarms(at: Clock.at(second))
    }

    private static func statement(client: Int, _ second: Int) -> Statement {
        let number = String(0x1000 + client, radix: 16)
        return Statement(
            prefix: "2001:db8:\(client % 40)::\(number)", client: "0003000152540012\(number)",
            base: second, details: [relay("2001:db8:aaaa::\(client % 9 + 1)")])
    }

    /// LQ_RELAY_DATA of one relay.
    private static func relay(_ link: String) -> RawOption {
        let path = RelayPath(hops: [
            RelayHop(hopCount: 0, link: IPv6Address(link)!, peer: IPv6Address("fe80::1")!)
        ])
        return RawOption(.relayData, IPv6Address("fe80::2")!.octets + path.octets)
    }

    @Test(
        "the client in a loop, its link and its network are on top, and no share is too high, though it says nothing new"
    )
    func loud() throws {
        var store = BindingStore()
        store.note(.phase(.live, at: Clock.at(0)), from: ServerID(rawValue: 0))
        Self.usual(&store, 0..<720)
        #expect(store.alarms.alarms.isEmpty)
        for second in 720..<760 {
            var statements = (0..<10).map { Self.statement(client: (second * 10 + $0) % 600, second) }
            statements += (0..<40).map { number in
                Statement(
                    prefix: "2001:db8:bad::\(number + 1)", client: Self.loud, base: second,
                    details: [Self.relay("2001:db8:bad::ffff")])
            }
            store.apply(UpdateBatch(statements), from: ServerID(rawValue: 0), at: Clock.at(second))
            Self.tick(&store, second)
        }
        let alarm = try #require(store.alarms.alarms.first)
        guard case .storm(let report) = alarm.cause else {
            Issue.record("no storm: \(alarm)")
            return
        }
        #expect(report.usualPerSecond == 2 && report.perSecond == 50)
        #expect(report.statements == report.counted && report.statements == 39 * 50)
        let share = 40.0 / 50
        for (name, atLeast) in [
            (report.clients[0].who.description, report.clients[0].atLeast),
            (report.links[0].who.description, report.links[0].atLeast),
            (report.networks[0].who.description, report.networks[0].atLeast),
        ] {
            #expect(["00:03:00:01:52:54:00:12:99:aa", "2001:db8:bad::ffff", "2001:db8:bad::/48"].contains(name))
            #expect(Double(atLeast) <= share * Double(report.counted))
            #expect(Double(atLeast) >= (share - 1.0 / 33) * Double(report.counted))
        }
    }

    @Test("what a fill or a catch-up tells, and what runs out by our clock, is no storm and no sign of life")
    func others() {
        var store = BindingStore()
        store.note(.phase(.live, at: Clock.at(0)), from: ServerID(rawValue: 0))
        Self.usual(&store, 0..<720)
        for second in 720..<780 {
            for origin in [UpdateOrigin.bulk, .catchUp] {
                let statements = (0..<100).map { number in
                    var statement = Self.statement(client: number, second)
                    statement.origin = origin
                    statement.valid = 5
                    return statement
                }
                store.apply(UpdateBatch(statements), from: ServerID(rawValue: 0), at: Clock.at(second))
            }
            Self.tick(&store, second)
        }
        #expect(store.alarms.alarms.map(\.kind) == [.silence])
    }

    @Test("another server in its place starts to be learnt afresh")
    func afresh() {
        var store = BindingStore()
        let server = ServerID(rawValue: 0)
        store.note(.phase(.live, at: Clock.at(0)), from: server)
        Self.usual(&store, 0..<720)
        store.note(.serverChanged(from: DUID(octets: [1]), to: DUID(octets: [2]), at: Clock.at(720)), from: server)
        for second in 720..<1_500 { Self.tick(&store, second) }
        #expect(store.alarms.alarms.isEmpty)
    }
}
