import DHCPv6Wire
import Testing

@testable import Responder

/// LQ_START_TIME (RFC 7653 section 8.4.1): what changed since, then CatchUpComplete; or DataMissing.
struct CatchUpTests {
    static let origin = ResponderBench.origin

    /// A server that has run for 100 s, with a change of client `n` in second `10 * n`, n from 1 to 9.
    private func runningBench(endedLimit: Int = 1_000) -> ResponderBench {
        var bench = ResponderBench(endedLimit: endedLimit)
        for number in 1...9 as ClosedRange<UInt64> {
            bench.now = bench.now.advanced(by: .seconds(10))
            bench.happen(bench.bound(.address(number), UInt32(number)))
        }
        bench.now = bench.now.advanced(by: .seconds(10))
        return bench
    }

    private func clients(_ said: [Said]) -> [UInt8] { said.flatMap(\.clients).compactMap(\.duid.last) }

    @Test("S-44: what changed at or after LQ_START_TIME is said, then CatchUpComplete")
    func withinHistory() throws {
        var bench = runningBench()
        #expect(try bench.hear(bench.active(start: Self.origin + 70)) == [.reply(base: Self.origin + 100)])
        let said = try bench.proceed()
        #expect(clients(said) == [7, 8, 9])
        #expect(said.last == .data(.catchUpComplete, base: Self.origin + 100))
        #expect(said.count == 4)
    }

    @Test("An ended binding is remembered and said in catch-up")
    func tombstone() throws {
        var bench = runningBench()
        bench.happen(bench.ended(.address(3), 3))
        _ = try bench.hear(bench.active(start: Self.origin + 95))
        let said = try bench.proceed()
        #expect(said.flatMap(\.leases) == [.init(.address(3), valid: 0)])
        #expect(said.map(\.status) == [nil, .catchUpComplete])
    }

    @Test("A-16: an empty catch-up is a LEASEQUERY-REPLY and then CatchUpComplete")
    func emptyCatchUp() throws {
        var bench = runningBench()
        #expect(try bench.hear(bench.active(start: Self.origin + 100)) == [.reply(base: Self.origin + 100)])
        #expect(try bench.proceed() == [.data(.catchUpComplete, base: Self.origin + 100)])
    }

    @Test("Without LQ_START_TIME there is no catch-up and no CatchUpComplete")
    func withoutStart() throws {
        var bench = runningBench()
        _ = try bench.hear(bench.active())
        #expect(try bench.proceed().isEmpty)
    }

    @Test("S-45: LQ_START_TIME before the history gets DataMissing at once, and the live stream goes on")
    func beforeHistory() throws {
        var bench = runningBench()
        #expect(try bench.hear(bench.active(start: Self.origin)) == [.reply(.dataMissing, base: Self.origin + 100)])
        #expect(try bench.proceed().isEmpty)
        #expect(bench.end == nil)
        bench.happen(bench.bound(.address(20), 20))
        #expect(clients(try bench.proceed()) == [20])
    }

    @Test("A-19: LQ_START_TIME in the future of the server gets DataMissing")
    func future() throws {
        var bench = runningBench()
        #expect(
            try bench.hear(bench.active(start: Self.origin + 101)) == [.reply(.dataMissing, base: Self.origin + 100)])
    }

    @Test("S-46: how far back the history goes follows from how many ended bindings are remembered")
    func limitedHistory() throws {
        var bench = runningBench(endedLimit: 2)
        for number in 1...4 as ClosedRange<UInt64> {
            bench.happen(bench.ended(.address(number), UInt32(number)))
            bench.book.trim()
            bench.now = bench.now.advanced(by: .seconds(10))
        }
        #expect(bench.book.history.endedCount == 2)
        // The second end, at 110, is the newest that is forgotten.
        #expect(try bench.hear(bench.active(start: Self.origin + 110)).first?.status == .dataMissing)
        bench.reconnect()
        #expect(try bench.hear(bench.active(start: Self.origin + 111)).first?.status == nil)
        #expect(clients(try bench.proceed()) == [3, 4])
    }

    @Test("8.4.1: history that ages out during catch-up ends it with DataMissing instead of CatchUpComplete")
    func agedOut() throws {
        var bench = runningBench(endedLimit: 1)
        _ = try bench.hear(bench.active(start: Self.origin + 10))
        #expect(clients(try bench.proceed(room: 1)) == [1])
        bench.happen(bench.ended(.address(8), 8), bench.ended(.address(9), 9))
        bench.book.trim()
        #expect(try bench.proceed() == [.data(.dataMissing, base: Self.origin + 100)])
        #expect(try bench.proceed().isEmpty)
        bench.happen(bench.bound(.address(30), 30))
        #expect(clients(try bench.proceed()) == [30])
    }

    @Test("SX-13: changes during catch-up are said once, in their current state")
    func mixed() throws {
        var bench = runningBench()
        _ = try bench.hear(bench.active(start: Self.origin + 80))
        #expect(clients(try bench.proceed(room: 1)) == [8])
        bench.happen(bench.bound(.address(9), 9, valid: 777), bench.bound(.address(40), 40))
        let said = try bench.proceed()
        // Client 9 has moved behind the end of the catch-up.
        #expect(said.map(\.status) == [.catchUpComplete, nil, nil])
        #expect(said.flatMap(\.leases) == [.init(.address(9), valid: 777), .init(.address(40), valid: 3_600)])
    }

    @Test("CatchUpComplete comes after the last binding, whatever fits into one write")
    func smallWrites() throws {
        var bench = runningBench()
        _ = try bench.hear(bench.active(start: Self.origin + 20))
        var said: [Said] = []
        for _ in 0..<20 { said += try bench.proceed(room: 1) }
        #expect(clients(said) == [2, 3, 4, 5, 6, 7, 8, 9])
        #expect(said.map(\.status).last == .catchUpComplete)
        #expect(said.compactMap(\.status).count == 1)
    }
}
