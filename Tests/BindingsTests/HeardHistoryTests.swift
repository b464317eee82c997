import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// When a feed was heard, in slots.
struct HeardHistoryTests {
    private func message(keepalive isKeepalive: Bool, at second: Int) -> UpdateBatch {
        var batch = UpdateBatch([])
        batch.tally.messages = 1
        batch.tally.keepalives = isKeepalive ? 1 : 0
        batch.lastMessageAt = Clock.at(second)
        return batch
    }

    /// Seconds pass one by one; keepalives come at some of them.
    private func watch(_ keepalives: Set<Int>, others: Set<Int> = [], lostAt: Int = .max, until end: Int) -> FeedWatch {
        var watch = FeedWatch()
        watch.note(.phase(.live, at: Clock.at(0)))
        for second in 1...end {
            if second == lostAt {
                watch.note(.ended(.closedByServer(""), at: Clock.at(second)))
                watch.note(.phase(.waiting(until: Clock.at(end)), at: Clock.at(second)))
            }
            if keepalives.contains(second) {
                watch.absorb(message(keepalive: true, at: second), changes: 0, at: Clock.at(second))
            }
            if others.contains(second) {
                watch.absorb(message(keepalive: false, at: second), changes: 1, at: Clock.at(second))
            }
            watch.advance(to: Clock.at(second))
        }
        return watch
    }

    private func points(_ watch: FeedWatch, at second: Int, _ span: GraphSpan = .minutes) -> [HeardHistory.Point] {
        watch.report(at: Clock.at(second)).heard[span].points
    }

    @Test("messages and keepalives are counted in the slot they were read in, and quiet slots are there with none")
    func counts() {
        let points = points(watch([5, 25], others: [26, 27], until: 39), at: 39)
        #expect(points.map(\.messages) == [1, 0, 3, 0])
        #expect(points.map(\.keepalives) == [1, 0, 1, 0])
    }

    @Test("without a connection there are no slots: nothing is said of that time")
    func disconnected() {
        let points = points(watch([5], lostAt: 20, until: 60), at: 60)
        #expect(points.count == 2)
    }

    @Test("a pause longer than the keepalives allow is late from then on, and the longest is kept")
    func late() {
        let points = points(watch(Set([10, 20, 30, 40]), until: 79), at: 79)
        #expect(points.map(\.isLate) == [false, false, false, false, false, true, true, true])
        #expect(points.last?.longestPause == .seconds(39))
    }

    @Test("room is bounded, and coarse series reach farther back")
    func bounded() {
        let watch = watch(Set(stride(from: 30, to: 9000, by: 30)), until: 9000)
        #expect((60...61).contains(points(watch, at: 9000).count))
        #expect((120...121).contains(points(watch, at: 9000, .hours).count))
        #expect(points(watch, at: 9000, .day).count == 16)
        #expect(points(watch, at: 9000, .day).reduce(0) { $0 + $1.messages } == 299)
    }
}
