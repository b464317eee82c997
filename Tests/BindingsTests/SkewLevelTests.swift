import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

@Suite("How far a server's clock is off")
struct SkewLevelTests {
    typealias Degree = SkewLevel.Degree

    /// What a level comes to that is shown these bounds, one pair a second.
    private func level(_ bounds: [(Double, Double?)], _ limits: SkewLimits = SkewLimits()) -> SkewLevel {
        var level = SkewLevel()
        for (second, bound) in bounds.enumerated() {
            level.take(
                SkewEstimate(seconds: bound.0, lower: bound.0, upper: bound.1), limits, at: Clock.at(second))
        }
        return level
    }

    @Test(
        "a limit is passed when the nearer bound is over it, and may be when the farther one is",
        arguments: [
            (-1, 1, .fine, .fine), (29, 30, .fine, .fine), (29.9, 30.1, .fine, .warning),
            (30.1, 30.2, .warning, .warning), (-30.2, -30.1, .warning, .warning), (-30.1, -29.9, .fine, .warning),
            (29, 61, .fine, .critical), (31, 61, .warning, .critical), (-61, -31, .warning, .critical),
            (60.1, 60.2, .critical, .critical), (-946_684_801, -946_684_800, .critical, .critical),
            (31, nil, .warning, .warning), (-31, nil, .fine, .fine),
        ] as [(Double, Double?, Degree, Degree)])
    func limits(lower: Double, upper: Double?, degree: Degree, possible: Degree) {
        let level = level([(lower, upper)])
        #expect(level.degree == degree)
        #expect(level.possible == possible)
        #expect(level.since == (possible == .fine ? nil : Clock.at(0)))
    }

    @Test("around a limit it does not flap: it falls only when the skew is certainly a tenth under it")
    func hysteresis() {
        let around = level([(30.1, 30.2), (29.9, 30), (30.1, 30.2), (29, 29.1), (27.1, 27.2)])
        #expect(around.degree == .warning)
        #expect(around.since == Clock.at(0))
        let back = level([(30.1, 30.2), (26.8, 26.9)])
        #expect(back.degree == .fine)
        #expect(back.possible == .fine)
        #expect(back.since == Clock.at(1))
    }

    @Test("from critical it falls to warning first")
    func descent() {
        #expect(level([(70, 70.1), (54.5, 55)]).degree == .critical)
        #expect(level([(70, 70.1), (50, 53)]).degree == .warning)
        #expect(level([(70, 70.1), (-1, 1)]).degree == .fine)
    }

    @Test("bounds that are too wide to tell change nothing that was certain")
    func wide() {
        #expect(level([(31, 31.1), (-100, 100)]).degree == .warning)
        #expect(level([(31, 31.1), (-100, nil)]).degree == .warning)
        #expect(level([(31, 31.1), (-100, 100), (-1, 1)]).degree == .fine)
    }

    @Test("what may be is taken back when it may not be")
    func doubt() {
        let level = level([(-100, 0), (-0.1, 0.1)])
        #expect(level.possible == .fine)
        #expect(level.since == Clock.at(1))
    }

    @Test("equal limits make one")
    func equal() {
        let limits = SkewLimits(warning: 5, critical: 5)
        #expect(level([(5.1, 5.2)], limits).degree == .critical)
        #expect(level([(5.1, 5.2), (4, 4.1)], limits).degree == .fine)
    }

    @Test("a report has the level of its server's clock; another server begins anew")
    func report() {
        var store = BindingStore(
            servers: [(name: "s", isInsecure: false)], limit: 10, skewLimits: SkewLimits(warning: 1, critical: 2))
        var batch = UpdateBatch()
        batch.skew = SkewEstimate(seconds: -3, lower: -3.1, upper: -2.9)
        batch.lastMessageAt = Clock.at(5)
        store.apply(batch, from: ServerID(rawValue: 0), at: Clock.at(5))
        #expect(store.report().skewLevel.degree == .critical)
        #expect(store.report().skewLimits.critical == 2)
        store.note(
            .serverChanged(from: DUID(octets: [1]), to: DUID(octets: [2]), at: Clock.at(9)), from: ServerID(rawValue: 0)
        )
        #expect(store.report().skewLevel == SkewLevel())
        #expect(store.report().skew == nil)
        #expect(store.report().skewLimits.critical == 2)
    }
}
