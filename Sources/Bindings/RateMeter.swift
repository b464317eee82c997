import LeasequerySession

/// Counts a second over the last minute, in fixed space.
struct RateMeter {
    /// Seconds kept besides the running one.
    static let span = 60
    /// Seconds that `perSecond` is the mean of: long enough to be readable, short enough to follow.
    static let meanOf = 5

    private var counts = [61 of UInt32](repeating: 0)
    /// Uptime in seconds of the running second.
    private var second: UInt64 = 0

    mutating func add(_ count: Int, at now: Moment) {
        advance(to: now)
        counts[Int(second % 61)] &+= UInt32(clamping: count)
    }

    /// Counts in each of the last `span` whole seconds before now, oldest first.
    func history(at now: Moment) -> [UInt32] {
        var meter = self
        meter.advance(to: now)
        return (1...RateMeter.span).reversed().map { age in
            meter.second >= UInt64(age) ? meter.counts[Int((meter.second - UInt64(age)) % 61)] : 0
        }
    }

    /// Mean over the last whole seconds.
    static func perSecond(_ history: [UInt32]) -> Double {
        history.suffix(meanOf).reduce(0) { $0 + Double($1) } / Double(meanOf)
    }

    private mutating func advance(to now: Moment) {
        let target = now.uptime / 1_000_000_000
        guard target > second else { return }
        for step in 1...min(target - second, 61) { counts[Int((second + step) % 61)] = 0 }
        second = target
    }
}
