/// When to try again: never sooner than ACTIVE_LQ_IDLE_TIMEOUT after the attempt before (RFC 7653 section 8.1).
///
/// Consecutive failures double the interval up to a ceiling. A little is added at random, so that requestors which
/// lost a server together do not come back together.
struct RetrySchedule: Sendable {
    private let floor: Duration
    private let ceiling: Duration
    private var lastAttempt: Moment?
    /// The interval from the last attempt to the next one if nothing succeeds before.
    private(set) var interval: Duration

    init(floor: Duration, ceiling: Duration) {
        self.floor = floor
        self.ceiling = ceiling
        interval = floor
    }

    mutating func attempted(at now: Moment) {
        lastAttempt = now
    }

    /// The query was accepted, or the user knows better: the next failure is the first again.
    mutating func forgive() {
        interval = floor
    }

    /// The next moment to try if nothing failed: an interval after the attempt before.
    func earliest(from now: Moment) -> Moment {
        lastAttempt.map { now.advanced(by: max(.zero, interval - now.since($0))) } ?? now
    }

    /// The next moment to try after a failure.
    ///
    /// - Parameter isLasting: the same query will hardly be answered better soon: wait the longest.
    mutating func next(
        after now: Moment, isLasting: Bool, using random: inout some RandomNumberGenerator
    ) -> Moment {
        if isLasting { interval = ceiling }
        let elapsed = lastAttempt.map { now.since($0) } ?? interval
        let wait = max(.zero, interval - elapsed)
        let jitter = interval / 8 * Double.random(in: 0..<1, using: &random)
        interval = min(interval * 2, ceiling)
        return now.advanced(by: wait + jitter)
    }
}
