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
        let bySize = [(Degree.warning, limits.warning), (.critical, limits.critical)]
        for (degree, limit) in bySize where least > limit { self.degree = max(self.degree, degree) }
        for (degree, limit) in bySize where most.map({ $0 > limit }) ?? false { possible = max(possible, degree) }
        for (degree, limit) in bySize.reversed() where most.map({ $0 < limit * SkewLevel.release }) ?? false {
            self.degree = min(self.degree, degree.below)
            possible = min(possible, degree.below)
        }
        possible = max(possible, self.degree)
        if degree != before.degree || possible != before.possible { since = now }
    }
}

extension SkewLevel.Degree {
    fileprivate var below: SkewLevel.Degree { self == .critical ? .warning : .fine }
}
