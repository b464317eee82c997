import DHCPv6Wire
import TestSupport
import Testing

@testable import LeasequerySession

/// Server's clock minus ours (RFC 7653 sections 2 and 8.5).
struct SkewEstimatorTests {
    /// 2026-08-21 12:00:00 UTC, which is `ServerTime.base(0)`.
    static let noon = Moment(uptime: 9_000_000_000_000, utc: 1_787_313_600_000_000_000)

    /// Two clocks that agree but for what the tests do to them, and messages without delay.
    struct Bench {
        var estimator = SkewEstimator()
        var now = noon
        /// What the server's clock shows, seconds since noon.
        var server = 0.0

        mutating func pass(_ seconds: Double) {
            now = now.advanced(by: .seconds(seconds))
            server += seconds
        }

        mutating func receive(late: Double = 0, isPrompt: Bool = true) {
            let base = Int32((server - late).rounded(.down))
            estimator.add(base: .base(base), receivedAt: now, isPrompt: isPrompt)
        }

        /// A message every tenth of a second.
        mutating func stream(_ seconds: Double, late: Double = 0) {
            for _ in 0..<Int(seconds * 10) {
                pass(0.1)
                receive(late: late)
            }
        }

        mutating func setWallClock(by seconds: Double) { now.utc += Int64(seconds * 1e9) }

        /// Both the wall clock and the server go on, uptime does not.
        mutating func sleep(_ seconds: Double) {
            setWallClock(by: seconds)
            server += seconds
        }

        var estimate: SkewEstimate? { estimator.estimate(at: now) }
        var kinds: [SkewStep.Kind] { estimator.steps.map(\.kind) }

        /// Whether the bounds hold `truth`, and are tight.
        func isKnown(_ truth: Double) -> Bool {
            guard let estimate, let upper = estimate.upper else { return false }
            return estimate.lower <= truth && truth <= upper && upper - estimate.lower < 0.4
        }
    }

    @Test("R-10: nothing is known without a base time")
    func unknown() {
        #expect(SkewEstimator().estimate(at: Self.noon) == nil)
    }

    @Test("One message gives a second of room, and what a lone message may be late")
    func single() throws {
        var bench = Bench(server: 12.4)
        bench.receive()
        let estimate = try #require(bench.estimate)
        #expect(estimate.lower == 12)
        #expect(try #require(estimate.upper) == 13 + 0.100 + 0.250)
        #expect(estimate.guaranteedUpper == nil)
        #expect(estimate.drift == nil && estimate.steps.isEmpty && estimate.lateBy == nil)
    }

    @Test("It says how many messages it rests on: a few, some now and then, or a stream")
    func basis() {
        var bench = Bench()
        bench.receive()
        #expect(bench.estimate?.basis == .messages(1))
        bench.pass(60)
        bench.receive()
        #expect(bench.estimate?.basis == .messages(2))
        for _ in 0..<5 {
            bench.pass(60)
            bench.receive()
        }
        #expect(bench.estimate?.basis == .sparse(every: .seconds(60)))
        bench.stream(60)
        #expect(bench.estimate?.basis == .stream)
    }

    @Test("The first reply is younger than its query: an upper bound whatever the delay")
    func queryBound() throws {
        var bench = Bench()
        bench.pass(0.25)
        bench.estimator.connected(queryAt: bench.now, roundTrip: .milliseconds(4))
        bench.pass(3)
        bench.receive(late: 2.9, isPrompt: false)
        let estimate = try #require(bench.estimate)
        #expect(estimate.guaranteedUpper == 0.75)
        #expect(estimate.upper == 0.75)
        #expect(estimate.lower == -3.25)
    }

    @Test(
        "A step of less than a second that keepalives cannot show makes the bounds wrong for minutes, not for longer",
        arguments: [-0.9, -0.6, -0.3, 0.3, 0.6, 0.9], [0.05, 0.35, 0.65, 0.95])
    func unseenStep(_ step: Double, phase: Double) throws {
        var bench = Bench(server: phase)
        for _ in 0..<60 {
            bench.pass(60)
            bench.receive()
        }
        bench.server += step
        for _ in 0..<30 {
            bench.pass(60)
            bench.receive()
            guard bench.now.since(Self.noon) > .seconds(66 * 60) else { continue }
            let estimate = try #require(bench.estimate)
            #expect(estimate.lower <= phase + step)
            #expect(try #require(estimate.upper) >= phase + step)
        }
        #expect(bench.kinds.isEmpty)
    }

    @Test("Messages of a catch-up raise the lower bound and leave the upper one alone")
    func catchUp() throws {
        var bench = Bench()
        bench.pass(0.1)
        bench.receive(isPrompt: false)
        #expect(try #require(bench.estimate).upper == nil)
        #expect(try #require(bench.estimate).lower == -0.1)
    }

    @Test("A stream of messages finds the ticks of the server's clock")
    func stream() {
        var bench = Bench(server: 1.23)
        bench.stream(30)
        #expect(bench.isKnown(1.23))
        #expect(bench.estimator.steps.isEmpty)
    }

    @Test("Silence widens the bounds as fast as clocks may drift")
    func silence() throws {
        var bench = Bench()
        bench.stream(30)
        let before = try #require(bench.estimate)
        bench.pass(1000)
        let after = try #require(bench.estimate)
        #expect(abs(before.lower - after.lower - 0.6) < 1e-6)
        let widening = try #require(after.upper) - #require(before.upper)
        #expect(abs(widening - 0.6) < 0.1)
    }

    @Test("Late messages are told as late, and are no step when they come in time again")
    func queue() throws {
        var bench = Bench()
        bench.stream(30)
        for late in 1...50 {
            bench.pass(0.1)
            bench.receive(late: Double(late) * 0.09)
        }
        bench.stream(15, late: 4.5)
        #expect(try #require(bench.estimate?.lateBy) > 3)
        #expect(try #require(bench.estimate).lower < -3)
        for late in (0..<50).reversed() {
            bench.pass(0.2)
            bench.receive(late: Double(late) * 0.09)
        }
        bench.stream(5)
        #expect(bench.isKnown(0))
        #expect(bench.estimate?.lateBy == nil)
        #expect(bench.kinds.isEmpty)
    }

    @Test("A base time that goes back two seconds on one connection is a certain step")
    func certainStepBack() throws {
        var bench = Bench()
        bench.stream(30)
        bench.server -= 60
        bench.stream(3)
        let step = try #require(bench.estimator.steps.first)
        #expect(step.kind == .serverBack && step.isCertain)
        #expect(step.lower <= -60 && step.upper >= -60 && step.upper - step.lower < 1)
        #expect(bench.isKnown(-60))
    }

    @Test("A small step back is believed when the stream stays late for long enough")
    func smallStepBack() {
        var bench = Bench()
        bench.stream(30)
        bench.server -= 0.5
        bench.stream(15)
        #expect(bench.kinds.isEmpty)
        bench.stream(15)
        #expect(bench.kinds == [.serverBack])
        #expect(bench.isKnown(-0.5))
    }

    @Test("A step forward is noticed at once, with its size")
    func stepForward() throws {
        var bench = Bench()
        bench.stream(30)
        bench.server += 3
        bench.stream(5)
        let step = try #require(bench.estimate?.steps.last)
        #expect(step.kind == .serverForward)
        #expect(step.lower <= 3 && step.upper >= 3)
        #expect(bench.isKnown(3))
    }

    @Test("A reply that is older than the query was sent is a server clock set back meanwhile")
    func stepBackBetweenConnections() {
        var bench = Bench()
        bench.stream(30)
        bench.pass(20)
        bench.server -= 5
        bench.estimator.connected(queryAt: bench.now, roundTrip: .milliseconds(1))
        bench.stream(3)
        #expect(bench.kinds == [.serverBack])
        #expect(bench.isKnown(-5))
    }

    @Test("Our wall clock that is set changes the skew the other way", arguments: [2.5, -2.5, 0.3, -0.3, 86_400])
    func localStep(by seconds: Double) throws {
        var bench = Bench()
        bench.stream(30)
        bench.setWallClock(by: seconds)
        bench.stream(5)
        #expect(bench.kinds == [.localStep])
        let step = try #require(bench.estimator.steps.first)
        #expect(abs(step.lower + seconds) < 1e-6 && step.lower == step.upper)
        #expect(bench.isKnown(-seconds))
    }

    @Test("A sleep that our uptime clock does not count changes nothing", arguments: [5.0, 300, 86_400])
    func sleep(_ seconds: Double) throws {
        var bench = Bench(server: 0.7)
        bench.stream(30)
        bench.sleep(seconds)
        bench.stream(5)
        #expect(bench.kinds == [.suspendOrCommon])
        let estimate = try #require(bench.estimate)
        #expect(estimate.lower <= 0.7)
        #expect(try #require(estimate.upper) >= 0.7)
    }

    @Test("What was queued while we slept does not look like a clock that was set", arguments: [0.0, 0.3, 0.6, 0.9])
    func queuedWhileAsleep(phase: Double) throws {
        var bench = Bench(server: 0.7 + phase)
        bench.stream(30)
        bench.sleep(100)
        for age in stride(from: 99.9, through: 0, by: -0.4) {
            bench.receive(late: age)
            #expect(abs(try #require(bench.estimate?.seconds) - 0.7 - phase) < 0.2)
        }
        #expect(bench.kinds == [.suspendOrCommon])
        #expect(try #require(bench.estimate).lower <= 0.7 + phase)
    }

    @Test("A leap second that both clocks take is no step of either")
    func leapSecond() {
        var bench = Bench()
        bench.stream(30)
        bench.setWallClock(by: -1)
        bench.server -= 1
        bench.stream(5)
        #expect(bench.kinds == [.suspendOrCommon])
        #expect(bench.isKnown(0))
    }

    @Test("Between a jump of our wall clock and the next message both explanations are shown")
    func openJump() throws {
        var bench = Bench()
        bench.stream(30)
        bench.setWallClock(by: 10)
        let estimate = try #require(bench.estimate)
        #expect(estimate.lower < -9.999)
        #expect(try #require(estimate.upper) > 0)
    }

    @Test("A clock that is refreshed every five seconds is found out, and its bounds are wider")
    func cachedClock() throws {
        var bench = Bench()
        for _ in 0..<600 {
            bench.pass(0.1)
            bench.receive(late: bench.server.truncatingRemainder(dividingBy: 5))
        }
        #expect(bench.kinds.contains(.cachedClock(seconds: 5)))
        let estimate = try #require(bench.estimate)
        #expect(estimate.lower <= 0 && 0 <= (estimate.upper ?? .infinity))
        #expect(!bench.kinds.contains(.serverForward) && !bench.kinds.contains(.serverBack))
    }

    @Test("A thread of the server that stamps a moment too early does no harm")
    func tickOutOfOrder() {
        var bench = Bench()
        for index in 0..<600 {
            bench.pass(0.1)
            bench.receive(late: index % 7 == 0 ? 0.06 : 0)
        }
        #expect(bench.kinds.isEmpty)
        #expect(bench.isKnown(0))
    }

    @Test("A base time years away is a large skew, not a trap", arguments: [0, UInt32.max, 840_628_800 &+ 1 << 31])
    func absurd(raw: UInt32) throws {
        var estimator = SkewEstimator()
        for moment in [Self.noon, Moment(uptime: 0, utc: 0), Moment(uptime: .max, utc: .max)] {
            estimator.add(base: ServerTime(rawValue: raw), receivedAt: moment)
            #expect(try #require(estimator.estimate(at: moment)?.lower).isFinite)
        }
    }

    @Test("Random clocks and base times never trap, and bounds never cross")
    func noise() {
        var random = SeededGenerator(seed: 7)
        var estimator = SkewEstimator()
        for _ in 0..<3_000 {
            let moment = Moment(
                uptime: UInt64.random(in: 0...UInt64.max >> UInt64.random(in: 0..<64, using: &random), using: &random),
                utc: Int64.random(in: 0...Int64.max >> Int64.random(in: 0..<63, using: &random), using: &random))
            if random.next() % 9 == 0 { estimator.connected(queryAt: moment, roundTrip: .seconds(1)) }
            let base = ServerTime(rawValue: UInt32(truncatingIfNeeded: random.next()))
            estimator.add(base: base, receivedAt: moment, isPrompt: random.next() % 3 != 0)
            guard let estimate = estimator.estimate(at: moment) else { continue }
            #expect(estimate.seconds >= estimate.lower && estimate.lower <= estimate.upper ?? .infinity)
        }
        #expect(estimator.steps.count <= 8)
    }

    @Test("Another server is another clock")
    func otherServer() throws {
        var bench = SessionBench.live(base: .base(5_000))
        #expect(bench.session.skew.estimate(at: bench.now)?.lower == 5_000)
        bench.ended(.closed)
        bench.waitForDeadline()
        bench.opened()
        bench.receive(bench.reply(base: .base(0), server: SessionBench.otherServerDUID))
        let elapsed = Double(bench.now.utc - Self.noon.utc) / 1_000_000_000
        #expect(bench.session.skew.estimate(at: bench.now)?.lower == -elapsed)
        #expect(bench.session.skew.steps.isEmpty)
    }
}
