import LeasequerySession

/// Counts a second over the last minute, in fixed space, from the first count on: before it nothing was watched, which
/// is not the same as quiet.
struct RateMeter {
    /// Seconds kept besides the running one.
    static let span = 60
    /// Seconds that `perSecond` is the mean of: long enough to be readable, short enough to follow.
    static let meanOf = 5

    private var counts = [61 of UInt32](repeating: 0)
    /// Uptime in seconds of the running second.
    private var second: UInt64 = 0
    /// Uptime in seconds of the first count.
    private var first: UInt64?

    mutating func add(_ count: Int, at now: Moment) {
        advance(to: now)
        first = first ?? second
        counts[Int(second % 61)] &+= UInt32(clamping: count)
    }

    /// Counts in each of the last whole seconds before now, at most `span`, oldest first.
    func history(at now: Moment) -> [UInt32] {
        guard let first else { return [] }
        var meter = self
        meter.advance(to: now)
        let seconds = min(meter.second - first, UInt64(RateMeter.span))
        return (meter.second - seconds..<meter.second).map { meter.counts[Int($0 % 61)] }
    }

    /// Mean over the last whole seconds; 0 before the first is over.
    static func perSecond(_ history: [UInt32]) -> Double {
        let last = history.suffix(meanOf)
        return last.reduce(0) { $0 + Double($1) } / Double(max(last.count, 1))
    }

    private mutating func advance(to now: Moment) {
        let target = now.uptime / 1_000_000_000
        guard target > second else { return }
        for step in 1...min(target - second, 61) { counts[Int((second + step) % 61)] = 0 }
        second = target
    }
}
