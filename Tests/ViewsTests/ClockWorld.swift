import DHCPv6Wire
import LeasequerySession
import TestSupport

@testable import Bindings
@testable import Views

/// A server's clock, ours and a path between them in virtual time, and what the screen says of it: estimator, store and
/// words together. True time is in seconds since the beginning.
struct ClockWorld {
    /// What the server's clock shows less the true time.
    var serverAhead = 0.0
    /// By so much more every second.
    var serverRate = 0.0
    /// What the server stamps of its clock.
    var stamp: (Double) -> Double = { $0.rounded(.down) }
    /// What our wall clock shows less the true time.
    var localAhead = 0.0
    /// Of the path, one way.
    var delay = 0.000_3
    /// Mean of what comes on top of it by chance.
    var jitter = 0.0
    private(set) var time = 0.0
    /// True time that our uptime clock did not count.
    private var slept = 0.0
    private var estimator = SkewEstimator()
    private var store = BindingStore(servers: [(name: "s", isInsecure: true)], limit: 10)
    private var random = SeededGenerator(seed: 7)
    private let name = ServerID(rawValue: 0)

    init(roundTrip: Duration? = .microseconds(600)) {
        store.note(.phase(.live, at: now), from: name)
        estimator.connected(queryAt: now, roundTrip: roundTrip)
    }

    var now: Moment {
        Moment(
            uptime: UInt64((5_000 + time - slept) * 1e9),
            utc: 1_787_313_600_000_000_000 + Int64((time + localAhead) * 1e9))
    }

    /// Server's clock less ours.
    var truth: Double { serverAhead - localAhead }

    /// Lets time pass, the store's seconds included.
    mutating func pass(_ seconds: Double) {
        let end = time + seconds
        while time < end {
            let step = min(min(1, end - time), time.rounded(.down) + 1 - time)
            let before = time.rounded(.down)
            time += step
            serverAhead += serverRate * step
            if time.rounded(.down) > before { store.advance(to: now) }
        }
    }

    /// This machine sleeps.
    mutating func sleep(_ seconds: Double) {
        time += seconds
        slept += seconds
    }

    /// A message comes that is so late.
    mutating func receive(late: Double = 0) {
        let chance = jitter > 0 ? Double.random(in: 0..<2 * jitter, using: &random) : 0
        let made = time - delay - chance - late
        let shown = stamp(made + serverAhead)
        estimator.add(base: ServerTime(unixSeconds: 1_787_313_600 + Int64(shown)), receivedAt: now)
        var batch = UpdateBatch()
        batch.lastMessageAt = now
        batch.skew = estimator.estimate(at: now)
        store.apply(batch, from: name, at: now)
    }

    /// Messages at about this pace, and each so late.
    mutating func stream(_ seconds: Double, every pause: Double = 0.1, late: (Double) -> Double = { _ in 0 }) {
        let start = time
        while time < start + seconds {
            pass(pause * Double.random(in: 0.5..<1.5, using: &random))
            receive(late: late(time - start))
        }
    }

    var report: ServerReport { store.serverReports(at: now)[0] }

    /// The field of the skew.
    var said: String { SkewWords.long(report)?.text ?? "-" }

    /// The steps, oldest first.
    var steps: [String] { report.clockSteps.map { ClockStepWords.text($0).text } }

    /// Whether the bounds hold the truth, and lie no farther apart than `width`.
    func isKnown(within width: Double) -> Bool {
        guard let skew = report.skew, let upper = skew.upper else { return false }
        return skew.lower <= truth && truth <= upper && upper - skew.lower <= width
    }
}
