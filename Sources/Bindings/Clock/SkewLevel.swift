import LeasequerySession

/// From which skew on, in either direction, an operator wants to know; seconds.
public struct SkewLimits: Hashable, Sendable {
    public var warning = 30.0
    /// Not below `warning`.
    public var critical = 60.0

    /// Those at which failover partners warn of each other's clock and stop to serve together.
    public init() {}

    public init(warning: Double, critical: Double) {
        self.warning = warning
        self.critical = critical
    }
}

/// How a server's clock stands to the limits, as far as the bounds of its skew tell.
///
/// It rises when the skew is certainly over a limit, and falls when it is certainly a tenth below it: in between, and
/// while the bounds are too wide to tell, it stays as it is.
public struct SkewLevel: Hashable, Sendable {
    public enum Degree: UInt8, Comparable, Hashable, Sendable, CaseIterable {
        case fine, warning, critical

        public static func < (one: Degree, other: Degree) -> Bool { one.rawValue < other.rawValue }
    }

    /// What has been certain and was not refuted since.
    public private(set) var degree = Degree.fine
    /// What may be true, not below `degree`.
    public private(set) var possible = Degree.fine
    /// When either last changed; nil: never.
    public private(set) var since: Moment?

    /// What part of a limit the skew must have fallen below to be under it again.
    private static let release = 0.9

    public init() {}

    mutating func take(_ skew: SkewEstimate, _ limits: SkewLimits, at now: Moment) {
        let before = self
        let least = max(skew.lower, -(skew.upper ?? .infinity), 0)
        // Without an upper bound nothing is known to be possible.
        let most = skew.upper.map { max($0, -skew.lower) }
        rise(least, most, over: limits.warning, to: .warning)
        rise(least, most, over: limits.critical, to: .critical)
        fall(most, below: limits.critical, to: .warning)
        fall(most, below: limits.warning, to: .fine)
        possible = max(possible, degree)
        if degree != before.degree || possible != before.possible { since = now }
    }

    private mutating func rise(_ least: Double, _ most: Double?, over limit: Double, to degree: Degree) {
        if least > limit { self.degree = max(self.degree, degree) }
        if let most, most > limit { possible = max(possible, degree) }
    }

    private mutating func fall(_ most: Double?, below limit: Double, to degree: Degree) {
        guard let most, most < limit * SkewLevel.release else { return }
        self.degree = min(self.degree, degree)
        possible = min(possible, degree)
    }
}
