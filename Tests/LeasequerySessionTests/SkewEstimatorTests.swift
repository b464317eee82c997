import DHCPv6Wire
import Testing

@testable import LeasequerySession

/// Server's clock minus ours (RFC 7653 section 8.5).
struct SkewEstimatorTests {
    /// 2026-08-21 12:00:00 UTC, which is `ServerTime.base(0)`.
    let noon = Moment(uptime: 9_000_000_000_000, utc: 1_787_313_600_000_000_000)

    private func estimator(_ samples: [(base: Int32, after: Double)]) -> SkewEstimator {
        var estimator = SkewEstimator()
        for sample in samples {
            estimator.add(base: .base(sample.base), receivedAt: noon.advanced(by: .seconds(sample.after)))
        }
        return estimator
    }

    @Test("R-10: nothing is known without a base time")
    func unknown() {
        #expect(SkewEstimator().estimate(at: noon) == nil)
    }

    @Test("One message gives a second of room: what the server's clock cut off")
    func single() {
        let estimate = estimator([(12, 0.25)]).estimate(at: noon)
        #expect(estimate == SkewEstimate(lower: 11.75))
        #expect(estimate?.upper == 12.75)
    }

    @Test("A delayed message only makes a sample too small, and does not count")
    func delayed() {
        let estimator = estimator([(12, 0.1), (30, 60), (70, 60.2)])
        #expect(estimator.estimate(at: noon.advanced(by: .seconds(61)))?.lower == 11.9)
    }

    @Test("After ten minutes a sample is forgotten")
    func window() {
        let estimator = estimator([(12, 0), (300, 300)])
        #expect(estimator.estimate(at: noon.advanced(by: .seconds(500)))?.lower == 12)
        #expect(estimator.estimate(at: noon.advanced(by: .seconds(650)))?.lower == 0)
        #expect(estimator.estimate(at: noon.advanced(by: .seconds(2_000))) == nil)
    }

    @Test("A server clock that is set back voids the samples before")
    func serverStep() {
        #expect(estimator([(100, 0), (40, 1)]).estimate(at: noon)?.lower == 39)
    }

    @Test("A local clock that is set voids the samples before")
    func localStep() {
        var estimator = estimator([(100, 0)])
        var later = noon.advanced(by: .seconds(1))
        later.utc += 90_000_000_000
        estimator.add(base: .base(101), receivedAt: later)
        #expect(estimator.estimate(at: later)?.lower == 10)
    }

    @Test("A base time years away is a large skew, not a trap", arguments: [0, UInt32.max, 840_628_800 &+ 1 << 31])
    func absurd(raw: UInt32) throws {
        var estimator = SkewEstimator()
        estimator.add(base: ServerTime(rawValue: raw), receivedAt: noon)
        let lower = try #require(estimator.estimate(at: noon)?.lower)
        #expect(abs(lower) <= 2_147_483_648)
    }

    @Test("Another server is another clock")
    func otherServer() {
        var bench = SessionBench.live(base: .base(5_000))
        #expect(bench.session.skew.estimate(at: bench.now)?.lower == 5_000)
        bench.ended(.closed)
        bench.waitForDeadline()
        bench.opened()
        bench.receive(bench.reply(base: .base(0), server: SessionBench.otherServerDUID))
        let elapsed = Double(bench.now.utc - noon.utc) / 1_000_000_000
        #expect(bench.session.skew.estimate(at: bench.now)?.lower == -elapsed)
    }
}
