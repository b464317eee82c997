import DHCPv6Wire
import Testing

@testable import Bindings
@testable import LeasequerySession

@Suite("What became of a server's clock over time")
struct ClockHistoryTests {
    private let name = ServerID(rawValue: 0)

    private func skew(_ lower: Double, _ upper: Double?, steps: [SkewStep] = []) -> SkewEstimate {
        SkewEstimate(seconds: lower, lower: lower, upper: upper, steps: steps)
    }

    private func step(_ id: UInt32, _ kind: SkewStep.Kind, at second: Int = 0, size: Double = -3) -> SkewStep {
        SkewStep(id: id, kind: kind, at: Clock.at(second), lower: size, upper: size, isCertain: false)
    }

    /// A store whose server is live and whose clock stood so when it was heard last.
    private func store(_ skew: SkewEstimate, at second: Int = 0) -> BindingStore {
        var store = BindingStore()
        store.note(.phase(.live, at: Clock.at(second)), from: name)
        var batch = UpdateBatch()
        batch.skew = skew
        store.apply(batch, from: name, at: Clock.at(second))
        return store
    }

    @Test("silence widens what is known, by what clocks may drift")
    func silence() throws {
        let report = store(skew(2, 2.5)).report(at: 1_000)
        let later = try #require(report.skew)
        #expect(abs(later.lower - 1.4) < 1e-9)
        #expect(try abs(#require(later.upper) - 3.1) < 1e-9)
    }

    @Test("our clock that was set since the last message leaves both explanations")
    func localStep() throws {
        let store = store(skew(2, 2.5))
        var now = Clock.at(1)
        now.utc += 10_000_000_000
        let skew = try #require(store.serverReports(at: now)[0].skew)
        #expect(skew.lower < -7.9 && skew.lower > -8.1)
        #expect(try #require(skew.upper) > 2.4)
    }

    @Test("the history goes on while the server can be heard, and has a gap while it cannot")
    func gap() {
        var store = store(skew(2, 2.5))
        for second in 1...30 { store.advance(to: Clock.at(second)) }
        store.note(.phase(.waiting(until: Clock.at(60)), at: Clock.at(30)), from: name)
        for second in 31...60 { store.advance(to: Clock.at(second)) }
        store.note(.phase(.live, at: Clock.at(60)), from: name)
        for second in 61...70 { store.advance(to: Clock.at(second)) }
        let slots = store.report().skewHistory.series[0].points.map(\.slot)
        #expect(slots == [100, 101, 102, 103, 106, 107])
    }

    @Test("a point keeps the widest bounds of its time, the others none of it")
    func points() {
        var history = SkewHistory()
        history.add(skew(1, 2), at: Clock.at(0))
        history.add(skew(1.5, 2.5), at: Clock.at(1))
        history.add(skew(1.4, nil), at: Clock.at(10))
        let points = history.series[0].points
        #expect(points.map(\.lower) == [1, 1.4])
        #expect(points.map(\.upper) == [2.5, .infinity])
        #expect(points.map(\.seconds) == [1.5, 1.4])
    }

    @Test("however long it runs, it needs no more room, and the newest is always there")
    func room() {
        var history = SkewHistory()
        for second in stride(from: 0, to: 300_000, by: 7) { history.add(skew(1, 2), at: Clock.at(second)) }
        #expect(history.series.map(\.points.count) == [60, 120, 144])
        for series in history.series {
            #expect(series.points.last?.slot == series.slot(of: Clock.at(299_999)))
            #expect(series.points.first.map { $0.slot + series.span } == series.points.last.map { $0.slot + 1 })
        }
    }

    @Test("bounds of the past hold whichever clock was set since; farther back they are not known")
    func past() {
        var history = SkewHistory()
        history.add(skew(5, 6), at: Clock.at(100))
        history.add(skew(2, 2.5), at: Clock.at(2_000))
        history.add(skew(2.1, 2.2), at: Clock.at(4_000))
        #expect(history.bounds(since: Clock.at(4_001)) == 2.1...2.2)
        #expect(history.bounds(since: Clock.at(1_990)) == 2...2.5)
        #expect(history.bounds(since: Clock.at(200)) == 2...2.5)
        #expect(history.bounds(since: Clock.at(100)) == 2...6)
        #expect(history.bounds(since: Clock.at(-900)) == nil)
        history.add(skew(2.1, nil), at: Clock.at(4_005))
        #expect(history.bounds(since: Clock.at(4_000)) == nil)
    }

    @Test("a step that proves to be something else stays, with what it was told as")
    func revised() {
        var steps = ClockSteps()
        steps.take([step(1, .serverBack)])
        steps.take([step(1, .serverBack, size: -3.1)])
        #expect(steps.all == [ClockStep(step(1, .serverBack, size: -3.1))])
        steps.take([step(1, .revised, size: 0), step(2, .serverForward, at: 9)])
        #expect(
            steps.all == [
                ClockStep(step(1, .revised, size: 0), told: step(1, .serverBack, size: -3.1)),
                ClockStep(step(2, .serverForward, at: 9)),
            ])
    }

    @Test("the newest 32 steps are kept, though the estimator remembers eight and counts anew for each poll")
    func manySteps() {
        var steps = ClockSteps()
        for second in 0..<40 { steps.take([step(1, .serverForward, at: second)]) }
        #expect(steps.all.map(\.step.at) == (8..<40).map(Clock.at))
    }

    @Test("the age of the newest message is bounded by the second of its base time and the bounds of the skew")
    func lag() throws {
        var report = ServerReport(server: name, name: "s", isInsecure: false)
        report.lastBaseTime = ServerTime(unixSeconds: Clock.start)
        #expect(report.lag(at: Clock.at(5)) == nil)
        report.skew = skew(2, 2.5)
        let lag = try #require(report.lag(at: Clock.at(5)))
        #expect(lag.least == 6)
        #expect(lag.most == 7.5)
        // Read before the second that it was stamped with had come by our clock.
        let early = try #require(report.lag(at: Clock.at(-2)))
        #expect(early.least == 0)
        #expect(early.most == 0.5)
    }
}
