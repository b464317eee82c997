import DHCPv6Wire
import LeasequerySession

/// What is known of a server's clock: the newest estimate, and what became of it over time.
struct ServerClock {
    var limits: SkewLimits
    /// With the moment of the batch it came with.
    private var newest: (skew: SkewEstimate, at: Moment)?
    private(set) var level = SkewLevel()
    private(set) var history = SkewHistory()
    private(set) var steps = ClockSteps()

    init(_ limits: SkewLimits) {
        self.limits = limits
    }

    mutating func take(_ skew: SkewEstimate?, at now: Moment) {
        guard let skew else { return }
        newest = (skew, now)
        level.take(skew, limits, at: now)
        steps.take(skew.steps)
    }

    /// Lets time pass; to be called once a second.
    ///
    /// - Parameter isHeard: whether the server has a way to say something.
    mutating func advance(to now: Moment, isHeard: Bool) {
        guard let skew = skew(at: now) else { return }
        level.take(skew, limits, at: now)
        if isHeard { history.add(skew, at: now) }
    }

    /// What holds at `now`; nil: nothing was learnt yet.
    func skew(at now: Moment) -> SkewEstimate? { newest.map { $0.skew.carried(from: $0.at, to: now) } }

    /// Another server answers, with another clock.
    mutating func serverReplaced() {
        self = ServerClock(limits)
    }

    func report(into report: inout ServerReport, at now: Moment) {
        report.skew = skew(at: now)
        report.skewLevel = level
        report.skewLimits = limits
        report.skewHistory = history
        report.clockSteps = steps.all
    }
}

extension ServerReport {
    /// How old the newest message is, in seconds: it was made so long ago by the server's clock, not less and not more;
    /// without an upper bound if the skew has none. nil: the server stamps no time.
    ///
    /// A base time is cut to whole seconds (RFC 7653 section 6.3.1), so that a second of it is open.
    public func lag(at now: Moment) -> (least: Double, most: Double?)? {
        guard let skew, let base = lastBaseTime else { return nil }
        let seconds = now.unixSeconds
        let fraction = Double(now.utc - seconds * 1_000_000_000) * 1e-9
        let age = Double(ServerTime(unixSeconds: seconds).seconds(since: base)) + fraction
        return (max(0, age + skew.lower - 1), skew.upper.map { max(0, age + $0) })
    }
}
