import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// What is covered and what is a hole, by traces of events.
struct LedgerTests {
    private static func time(_ seconds: Int) -> ServerTime { ServerTime(unixSeconds: Clock.start + Int64(seconds)) }

    /// Live since second 2, its past untold.
    private static func live() -> Ledger {
        var ledger = Ledger()
        ledger.note(phase: .connecting, at: Clock.at(0))
        ledger.note(phase: .awaitingReply, at: Clock.at(1))
        ledger.note(phase: .live, at: Clock.at(2))
        ledger.heard(time(2), at: Clock.at(2))
        return ledger
    }

    private static let fill = Debt(from: nil, to: time(2))

    /// Live and filled, heard last in second 50.
    private static func whole() -> Ledger {
        var ledger = live()
        ledger.bulkBegan(fill)
        ledger.bulkEnded(fill, paid: .everything, at: Clock.at(0))
        ledger.heard(time(50), at: Clock.at(50))
        return ledger
    }

    @Test("RX-02: whole only after a complete fill, and as of the newest message")
    func fills() {
        var ledger = Self.live()
        #expect(ledger.completeness == .changesSince(Clock.at(2)))
        #expect(ledger.holes.map(\.cause) == [.neverConnected])
        #expect(ledger.holes[0].to == Self.time(2))
        ledger.bulkBegan(Self.fill)
        #expect(ledger.completeness == .filling(since: Clock.at(2)))
        ledger.bulkEnded(Self.fill, paid: nil, at: Clock.at(0))
        #expect(ledger.completeness == .changesSince(Clock.at(2)))
        ledger.bulkBegan(Self.fill)
        ledger.bulkEnded(Self.fill, paid: .links(3), at: Clock.at(0))
        ledger.heard(nil, at: Clock.at(9))
        #expect(ledger.completeness == .whole(asOf: Clock.at(9), .links(3)))
        #expect(ledger.holes.isEmpty)
        #expect(!ledger.doubts(readAt: Clock.start + 2))
    }

    @Test("R-33: down is a hole from the newest base time, and no longer one after CatchUpComplete only")
    func outage() {
        var ledger = Self.whole()
        ledger.note(phase: .waiting(until: Clock.at(110)), at: Clock.at(60))
        #expect(ledger.completeness == .hole(since: Clock.at(50)))
        #expect(ledger.holes.map(\.cause) == [.down])
        #expect(ledger.holes[0].from == Self.time(50))
        #expect(ledger.doubts(readAt: Clock.start + 40))
        ledger.catchUpBegan()
        ledger.note(phase: .catchingUp, at: Clock.at(112))
        #expect(ledger.holes.map(\.cause) == [.catchUpUnfinished])
        ledger.note(phase: .waiting(until: Clock.at(180)), at: Clock.at(120))
        #expect(ledger.completeness == .hole(since: Clock.at(50)))
        ledger.catchUpBegan()
        ledger.note(phase: .catchingUp, at: Clock.at(181))
        ledger.note(phase: .live, at: Clock.at(182))
        ledger.heard(Self.time(182), at: Clock.at(182))
        #expect(ledger.completeness == .whole(asOf: Clock.at(182), .everything))
        #expect(!ledger.doubts(readAt: Clock.start + 40))
    }

    @Test(
        "R-35, R-36: DataMissing is a hole until its debt is paid; what was said before stays in doubt until refreshed")
    func dataMissing() {
        var ledger = Self.whole()
        ledger.dataMissing(from: Self.time(50), to: Self.time(60), at: Clock.at(60))
        ledger.heard(Self.time(60), at: Clock.at(60))
        #expect(ledger.completeness == .missing(from: Self.time(50), to: Self.time(60)))
        ledger.bulkBegan(Debt(from: Self.time(51), to: Self.time(60)))
        ledger.bulkEnded(Debt(from: Self.time(51), to: Self.time(60)), paid: .everything, at: Clock.at(0))
        #expect(ledger.holes.map(\.cause) == [.dataMissing], "a debt that does not cover it pays nothing of it")
        ledger.bulkBegan(Debt(from: Self.time(50), to: Self.time(60)))
        #expect(ledger.holes.map(\.isBeingFilled) == [true])
        ledger.bulkEnded(Debt(from: Self.time(50), to: Self.time(60)), paid: .everything, at: Clock.at(0))
        ledger.heard(Self.time(70), at: Clock.at(70))
        #expect(ledger.completeness == .whole(asOf: Clock.at(70), .everything))
        #expect(ledger.doubts(readAt: Clock.start + 60))
        #expect(!ledger.doubts(readAt: Clock.start + 61))
    }

    @Test("a hole that opens while another is filled is not filled by that run")
    func opensMeanwhile() {
        var ledger = Self.live()
        ledger.bulkBegan(Self.fill)
        ledger.dataMissing(from: Self.time(5), to: Self.time(9), at: Clock.at(9))
        ledger.bulkEnded(Self.fill, paid: .everything, at: Clock.at(0))
        #expect(ledger.completeness == .missing(from: Self.time(5), to: Self.time(9)))
    }

    @Test("messages dropped in a row are one hole, up to the next base time")
    func discarded() {
        var ledger = Self.whole()
        for second in 51...200 {
            ledger.changesDropped(Debt(from: Self.time(50), to: nil), at: Clock.at(second))
        }
        ledger.heard(Self.time(201), at: Clock.at(201))
        #expect(ledger.holes.count == 1)
        #expect(ledger.completeness == .missing(from: Self.time(50), to: Self.time(201)))
        #expect(ledger.doubts(readAt: Clock.start + 201), "read together with the last that was dropped")
        #expect(!ledger.doubts(readAt: Clock.start + 202))
        let debt = Debt(from: Self.time(50), to: nil)
        ledger.bulkBegan(debt)
        ledger.bulkEnded(debt, paid: .everything, at: Clock.at(0))
        #expect(ledger.holes.isEmpty)
    }

    @Test("what was not stored for want of room is told again by a fill only")
    func storeLimit() {
        var ledger = Self.whole()
        ledger.dropped(at: Clock.at(60))
        ledger.heard(Self.time(60), at: Clock.at(60))
        #expect(ledger.completeness == .overLimit(since: Clock.at(60)))
        for debt in [Debt(from: Self.time(0), to: nil), Debt(from: nil, to: nil)] {
            #expect(ledger.completeness == .overLimit(since: Clock.at(60)))
            ledger.bulkBegan(debt)
            ledger.bulkEnded(debt, paid: .everything, at: Clock.at(0))
        }
        #expect(ledger.completeness == .whole(asOf: Clock.at(60), .everything))
    }

    @Test("live again without catch-up is a hole that only a fill ends")
    func noCatchUp() {
        var ledger = Self.whole()
        ledger.note(phase: .waiting(until: Clock.at(110)), at: Clock.at(60))
        ledger.note(phase: .live, at: Clock.at(112))
        ledger.heard(Self.time(112), at: Clock.at(112))
        #expect(ledger.completeness == .missing(from: Self.time(50), to: Self.time(112)))
        ledger.bulkBegan(Debt(from: nil, to: Self.time(112)))
        ledger.bulkEnded(Debt(from: nil, to: Self.time(112)), paid: .everything, at: Clock.at(0))
        #expect(ledger.completeness == .whole(asOf: Clock.at(112), .everything))
        #expect(ledger.doubts(readAt: Clock.start + 49))
    }

    @Test("more holes than are kept become wider ones, and none is forgotten")
    func manyHoles() {
        var ledger = Self.whole()
        for number in 0..<200 {
            let from = 100 + number * 10
            ledger.dataMissing(from: Self.time(from), to: Self.time(from + 5), at: Clock.at(from))
        }
        #expect(ledger.holes.count == Ledger.mostHoles)
        #expect(ledger.completeness == .missing(from: Self.time(100), to: Self.time(2_095)))
    }

    @Test("a store tells whole, and bulk messages do not pass for the active feed")
    func throughStore() {
        var store = BindingStore()
        let server = ServerID(rawValue: 0)
        store.note(.phase(.live, at: Clock.at(2)), from: server)
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 2), at: 2)
        var reply = UpdateBatch([Statement(prefix: "2001:db8::1", client: alice, base: 2)])
        reply.lastMessageAt = Clock.at(2)
        store.apply(reply, from: server, at: Clock.at(2))
        store.note(.bulkBegan(Self.fill, at: Clock.at(2)), from: server)
        var batch = UpdateBatch([Statement(prefix: "2001:db8::2", client: bob, base: 5, origin: .bulk)])
        batch.isBulk = true
        batch.lastMessageAt = Clock.at(5)
        store.apply(batch, from: server, at: Clock.at(5))
        #expect(store.report().lastMessageAt == Clock.at(2))
        #expect(store.report().lastBaseTime == Self.time(2))
        #expect(store.report().bulk?.updates == 1)
        store.note(.bulkEnded(Self.fill, .paid(.everything), at: Clock.at(6)), from: server)
        #expect(store.report().completeness == .whole(asOf: Clock.at(2), .everything))
        #expect(store.rows().map(\.isUnverified) == [false, false])
        store.note(.phase(.waiting(until: Clock.at(70)), at: Clock.at(10)), from: server)
        #expect(store.rows().map(\.isUnverified) == [true, true])
    }
}
