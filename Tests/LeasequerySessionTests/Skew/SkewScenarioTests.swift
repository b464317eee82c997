import Testing

@testable import LeasequerySession

/// The estimator against clocks and paths whose truth is known: what it says must hold, be as near as the stream
/// allows, and not claim more than that.
@Suite("Skew over whole traces")
struct SkewScenarioTests {
    /// Milliseconds; each seed must keep them.
    struct Limits: Sendable {
        /// Error of half of the estimates, of 95 %, and of all.
        var median: Double
        var most: Double
        var worst: Double
        /// Half the width of the bounds, in the middle.
        var halfWidth: Double
        /// Claiming less than this anywhere is claiming too much.
        var leastHalfWidth = 1.0
        /// Seconds until a step is told.
        var latency = 3.0
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var scenario: SkewScenario
        var limits: Limits
        var testDescription: String { scenario.name }
    }

    typealias Change = SkewScenario.Change
    typealias Interval = SkewScenario.Interval

    static let cases = [
        Case(
            scenario: SkewScenario(name: "a LAN, ten messages a second", rate: 10, skew: 1.2345, drift: 12e-6),
            limits: Limits(median: 6, most: 13, worst: 23, halfWidth: 24)),
        Case(
            scenario: SkewScenario(name: "a message a second", duration: 1800, rate: 1),
            limits: Limits(median: 25, most: 75, worst: 160, halfWidth: 100)),
        Case(
            scenario: SkewScenario(
                name: "a wide area, 80 ms, with spikes", rate: 10, roundTrip: 0.08, jitter: 0.004, spikes: 0.02,
                spike: 0.3),
            limits: Limits(median: 14, most: 29, worst: 45, halfWidth: 95, leastHalfWidth: 40)),
        Case(
            scenario: SkewScenario(
                name: "keepalives only", duration: 14_400, rate: 1 / 60, warmUp: 120, settling: 200),
            limits: Limits(median: 250, most: 400, worst: 550, halfWidth: 734, leastHalfWidth: 20)),
        Case(
            scenario: SkewScenario(
                name: "50 ppm, an hour behind", duration: 3600, rate: 0.5, skew: -3_600.5, drift: 50e-6),
            limits: Limits(median: 20, most: 60, worst: 120, halfWidth: 120)),
        Case(
            scenario: SkewScenario(
                name: "the server steps +3 s and -3 s",
                serverSteps: [Change(at: 200.3, by: 3), Change(at: 400.3, by: -3)]),
            limits: Limits(median: 12, most: 30, worst: 70, halfWidth: 60)),
        Case(
            scenario: SkewScenario(
                name: "the server steps +0.2 s and -0.2 s", duration: 900, rate: 20,
                serverSteps: [Change(at: 300, by: 0.2), Change(at: 600, by: -0.2)], settling: 100),
            limits: Limits(median: 6, most: 15, worst: 40, halfWidth: 30, latency: 100)),
        Case(
            scenario: SkewScenario(
                name: "the server steps -0.5 s and -0.9 s, a message a second", duration: 900, rate: 1,
                serverSteps: [Change(at: 300, by: -0.5), Change(at: 600, by: -0.9)], settling: 90),
            limits: Limits(median: 25, most: 75, worst: 160, halfWidth: 110, latency: 80)),
        Case(
            scenario: SkewScenario(
                name: "the server steps -0.2 s, five messages a second", duration: 900, rate: 5,
                serverSteps: [Change(at: 300, by: -0.2)], settling: 120),
            limits: Limits(median: 12, most: 30, worst: 70, halfWidth: 60, latency: 110)),
        Case(
            scenario: SkewScenario(
                name: "the server steps by hours",
                serverSteps: [Change(at: 200, by: 7_200), Change(at: 400, by: -3_600)]),
            limits: Limits(median: 12, most: 30, worst: 70, halfWidth: 60)),
        Case(
            scenario: SkewScenario(
                name: "our clock is set +2.5 s and -1 s",
                localSteps: [Change(at: 200, by: 2.5), Change(at: 400, by: -1)]),
            limits: Limits(median: 12, most: 30, worst: 70, halfWidth: 60)),
        Case(
            scenario: SkewScenario(
                name: "we sleep for five minutes, unnoticed by our uptime clock", duration: 900,
                suspends: [Interval(from: 200, to: 500)]),
            limits: Limits(median: 12, most: 30, worst: 200, halfWidth: 80)),
        Case(
            scenario: SkewScenario(
                name: "bursts that queue for five seconds", duration: 900, rate: 1,
                backlogs: [.init(at: 200, count: 1500, delay: 5), .init(at: 500, count: 800, delay: 3)]),
            limits: Limits(median: 25, most: 60, worst: 120, halfWidth: 120)),
        Case(
            scenario: SkewScenario(
                name: "base times wrap between three connections", skew: -4,
                connections: [
                    Interval(from: 0.1, to: 190), Interval(from: 215, to: 400), Interval(from: 425, to: 600),
                ],
                epoch: 946_684_800 + 1 << 32 - 300),
            limits: Limits(median: 12, most: 30, worst: 70, halfWidth: 60)),
        Case(
            scenario: SkewScenario(
                name: "a connection that is lost every ten seconds", rate: 10,
                connections: (0..<60).map { Interval(from: Double($0) * 10 + 0.1, to: Double($0) * 10 + 8) }),
            limits: Limits(median: 8, most: 20, worst: 40, halfWidth: 35)),
        Case(
            scenario: SkewScenario(name: "a server that is in 1997", skew: -946_684_800),
            limits: Limits(median: 12, most: 30, worst: 70, halfWidth: 60)),
    ]

    @Test("Bounds hold, estimates are near, and steps are told once", arguments: cases, [1, 2, 3] as [UInt64])
    func holds(example: Case, seed: UInt64) {
        let result = example.scenario.trace(seed: seed).replay()
        let limits = example.limits
        #expect(result.estimates.count == result.trace.rows.count)
        #expect(result.coverage >= 0.999)
        #expect(result.lowerCoverage == 1)
        let errors = result.errors.map { $0 * 1000 }
        #expect(errors.percentile(0.5) <= limits.median)
        #expect(errors.percentile(0.95) <= limits.most)
        #expect(errors.percentile(1) <= limits.worst)
        let halfWidths = result.halfWidths.map { $0 * 1000 }
        #expect(halfWidths.percentile(0.5) <= limits.halfWidth)
        #expect(halfWidths[0] >= limits.leastHalfWidth)
        #expect(result.latencies.count == result.truths.count)
        #expect(result.latencies.allSatisfy { $0 <= limits.latency })
        #expect(result.falseSteps.isEmpty)
        #expect(result.wrongDrifts.isEmpty)
    }

    @Test("Drift is told after a while, with its span, and not before it is known")
    func drift() throws {
        let scenario = SkewScenario(name: "", duration: 3600, rate: 0.5, skew: -3_600.5, drift: 50e-6)
        let result = scenario.trace(seed: 4).replay()
        #expect(result.estimates[10].drift == nil)
        let drift = try #require(result.estimates.last?.drift)
        #expect(drift.tolerance <= 40)
        #expect(drift.span > .seconds(3_000) && drift.span <= .seconds(3_600))
    }
}
