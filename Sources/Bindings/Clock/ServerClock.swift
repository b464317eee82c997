import LeasequerySession

/// What is known of a server's clock: the newest estimate, and what became of it over time.
struct ServerClock {
    let limits: SkewLimits
    /// As of the newest batch.
    private(set) var skew: SkewEstimate?
    private(set) var level = SkewLevel()

    init(_ limits: SkewLimits) {
        self.limits = limits
    }

    mutating func take(_ skew: SkewEstimate?, at now: Moment) {
        self.skew = skew
        if let skew { level.take(skew, limits, at: now) }
    }

    /// Another server answers, with another clock.
    mutating func serverReplaced() {
        self = ServerClock(limits)
    }
}
