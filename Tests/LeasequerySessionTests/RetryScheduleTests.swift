import Testing

@testable import LeasequerySession

/// When to try again (RFC 7653 section 8.1).
struct RetryScheduleTests {
    /// The same fraction each time.
    struct Fixed: RandomNumberGenerator {
        let bits: UInt64
        mutating func next() -> UInt64 { bits }

        static let least = Fixed(bits: 0)
        static let most = Fixed(bits: .max)
    }

    let begin = Moment(uptime: 1_000_000_000_000, utc: 0)

    /// Seconds from each attempt to the next if every attempt fails after `lasting` seconds.
    private func intervals(_ count: Int, failingAfter lasting: Double, random: Fixed) -> [Double] {
        var random = random
        var schedule = RetrySchedule(floor: .seconds(60), ceiling: .seconds(600))
        var now = begin
        return (0..<count).map { _ in
            schedule.attempted(at: now)
            let failed = now.advanced(by: .seconds(lasting))
            let next = schedule.next(after: failed, isLasting: false, using: &random)
            defer { now = next }
            return next.since(now) / .seconds(1)
        }
    }

    @Test("RX-01: consecutive failures at 60, 120, 240, 480, 600, 600 s, counted from attempt to attempt")
    func table() {
        #expect(intervals(6, failingAfter: 0, random: .least) == [60, 120, 240, 480, 600, 600])
        #expect(intervals(6, failingAfter: 20, random: .least) == [60, 120, 240, 480, 600, 600])
    }

    @Test("Jitter only lengthens, by less than an eighth")
    func jitter() {
        let longest = intervals(6, failingAfter: 0, random: .most)
        for (interval, floor) in zip(longest, [60, 120, 240, 480, 600, 600] as [Double]) {
            #expect(interval > floor * 1.12)
            #expect(interval <= floor * 1.125)
        }
    }

    @Test("An attempt that outlived its interval is followed at once, but for the jitter")
    func longLived() {
        #expect(intervals(1, failingAfter: 10_000, random: .least) == [10_000])
    }

    @Test("Success forgives: the next failure is the first again")
    func forgiven() {
        var random = Fixed.least
        var schedule = RetrySchedule(floor: .seconds(60), ceiling: .seconds(600))
        schedule.attempted(at: begin)
        _ = schedule.next(after: begin, isLasting: false, using: &random)
        _ = schedule.next(after: begin, isLasting: false, using: &random)
        schedule.forgive()
        #expect(schedule.next(after: begin, isLasting: false, using: &random).since(begin) == .seconds(60))
    }

    @Test("A lasting refusal waits the longest at once")
    func lasting() {
        var random = Fixed.least
        var schedule = RetrySchedule(floor: .seconds(60), ceiling: .seconds(600))
        schedule.attempted(at: begin)
        #expect(schedule.next(after: begin, isLasting: true, using: &random).since(begin) == .seconds(600))
    }

    @Test("RX-01: a server that accepts and closes again and again is not asked more than once in 60 s")
    func flapping() {
        var bench = SessionBench()
        bench.start()
        var attempts = [bench.now]
        for _ in 0..<20 {
            bench.opened()
            bench.receive(bench.reply())
            bench.ended(.closed)
            bench.waitForDeadline()
            attempts.append(bench.now)
        }
        for (before, after) in zip(attempts, attempts.dropFirst()) {
            #expect(after.since(before) >= .seconds(60))
        }
    }

    @Test("RX-01, RX-10: the user's reconnect comes at once, and the next attempt is counted from it")
    func reconnect() {
        var bench = SessionBench()
        bench.start()
        bench.ended(.unreachable("no"))
        bench.wait(.seconds(3))
        bench.reconnect()
        #expect(bench.acts == [.open(2)])
        #expect(bench.events == [.phase(.connecting, at: bench.now)])
        bench.ended(.unreachable("no"))
        #expect(bench.untilRetry >= .seconds(60))
        #expect(bench.untilRetry < .seconds(68))
    }

    @Test("The user's reconnect closes what is open first")
    func reconnectWhileLive() {
        var bench = SessionBench.live(base: .base(9))
        bench.reconnect()
        #expect(bench.acts == [.close(1), .open(2)])
        #expect(bench.events == [.ended(.byUser, at: bench.now), .phase(.connecting, at: bench.now)])
        bench.opened()
        #expect(bench.acts == [.ask(2, start: .base(9))])
    }
}
