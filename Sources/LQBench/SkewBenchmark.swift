import DHCPv6Wire
import LeasequerySession

// What the skew of a message costs: the estimator alone, no corpus needed.
extension LQBenchCommand {
    private static let samples = 1_000_000

    /// Nanoseconds CPU a sample, least and middle of the rounds, at several paces of a stream.
    static func skew(rounds: Int) throws(BenchmarkError) -> String {
        var lines = ["nanoseconds CPU a sample of \(samples): least and middle of \(rounds)"]
        for (name, interval) in [
            ("50 000 messages a second", 20_000), ("1 000 a second", 1_000_000), ("2 a second", 500_000_000),
            ("1 a second: each opens a second", 1_000_000_000),
        ] as [(String, UInt64)] {
            let times = try (0..<rounds).map { _ throws(BenchmarkError) in try skewRound(every: interval) }.sorted()
            lines.append("\(tenths(times[0])) \(tenths(times[rounds / 2]))  \(name)")
        }
        return lines.joined(separator: "\n")
    }

    /// - Returns: nanoseconds CPU for all samples.
    private static func skewRound(every interval: UInt64) throws(BenchmarkError) -> UInt64 {
        var estimator = SkewEstimator()
        estimator.connected(queryAt: moment, roundTrip: .milliseconds(1))
        var watch = Stopwatch()
        var now = moment
        try watch.time { () throws(BenchmarkError) in
            for index in 0..<UInt64(samples) {
                // Not quite even, so that ticks do not always fall alike, and up to a millisecond late.
                let scatter = (index &* 2_654_435_761) % 1_000_003
                let made = index * interval + scatter * interval / 4_000_000
                let base = ServerTime(unixSeconds: moment.unixSeconds + Int64(made / 1_000_000_000))
                now.uptime = moment.uptime + made + scatter
                now.utc = moment.utc + Int64(made + scatter)
                estimator.add(base: base, receivedAt: now)
            }
        }
        guard estimator.estimate(at: now) != nil else { throw .empty }
        return watch.cpu[0]
    }

    private static func tenths(_ nanoseconds: UInt64) -> String {
        let tenths = nanoseconds * 10 / UInt64(samples)
        let text = "\(tenths / 10).\(tenths % 10)"
        return String(repeating: " ", count: max(0, 7 - text.count)) + text
    }
}
