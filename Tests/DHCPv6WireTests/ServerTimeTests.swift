import DHCPv6Wire
import Testing

@Suite("The server's clock")
struct ServerTimeTests {
    @Test("840628800 is 2026-08-21 12:00:00 UTC")
    func epoch() {
        #expect(ServerTime(rawValue: 840_628_800).unixSeconds(near: 1_787_000_000) == 1_787_313_600)
        #expect(ServerTime(unixSeconds: 1_787_313_600).rawValue == 840_628_800)
        #expect(ServerTime(unixSeconds: ServerTime.epochInUnixSeconds).rawValue == 0)
    }

    @Test("Later and earlier are right across the sign bit of 2068 and the wrap of 2136")
    func serial() {
        // 2068-01-19 03:14:08 UTC sets the sign bit, 2136-02-07 06:28:16 UTC wraps.
        for edge: UInt32 in [0x8000_0000, 0] {
            let before = ServerTime(rawValue: edge &- 10)
            let after = ServerTime(rawValue: edge &+ 10)
            #expect(after.isLater(than: before))
            #expect(!before.isLater(than: after))
            #expect(!after.isLater(than: after))
            #expect(after.seconds(since: before) == 20)
            #expect(before.seconds(since: after) == -20)
            #expect(before.advanced(by: 20) == after)
            #expect(after.advanced(by: -20) == before)
        }
    }

    @Test("Of two times 2^31 seconds apart neither is later")
    func opposite() {
        let time = ServerTime(rawValue: 5)
        let opposite = ServerTime(rawValue: 5 &+ 0x8000_0000)
        #expect(!time.isLater(than: opposite) && !opposite.isLater(than: time))
    }

    @Test(
        "Widening takes the time nearest to the reference",
        arguments: [1_787_313_600, 3_094_168_448, 5_241_652_096, 7_000_000_000, 946_684_800] as [Int64])
    func widening(reference: Int64) {
        for distance: Int64 in [-2_000_000_000, -86_400, -1, 0, 1, 86_400, 2_000_000_000] {
            let unixSeconds = reference + distance
            #expect(ServerTime(unixSeconds: unixSeconds).unixSeconds(near: reference) == unixSeconds)
        }
    }

    @Test("Edges: 3094168448 is 2068-01-19 03:14:08 UTC, 5241652096 is 2136-02-07 06:28:16 UTC")
    func edges() {
        #expect(ServerTime(unixSeconds: 3_094_168_448).rawValue == 0x8000_0000)
        #expect(ServerTime(unixSeconds: 5_241_652_096).rawValue == 0)
    }

    @Test("0xffffffff is infinity, not a number of seconds")
    func infinity() {
        #expect(Lifetime.infinite.seconds == nil)
        #expect(Lifetime(rawValue: 0xffff_fffe).seconds == 0xffff_fffe)
        #expect(Lifetime.zero < Lifetime.infinite)
    }
}
