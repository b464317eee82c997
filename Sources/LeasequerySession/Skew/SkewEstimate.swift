/// Server's clock minus this machine's at one moment, as far as one-way messages can tell. Seconds; positive: the
/// server is ahead.
public struct SkewEstimate: Hashable, Sendable {
    /// The best single value, within the bounds.
    public var seconds: Double
    /// The skew is not less: no delay can make a base time look too new.
    public var lower: Double
    /// The skew is not more, provided that the server and the path do not delay every single message; nil: no bound.
    public var upper: Double?
    /// The skew is not more whatever the delay: the first reply of a connection is younger than its query; nil: not
    /// known.
    public var guaranteedUpper: Double?
    /// By how much messages come later than ever before, seconds; nil: they do not. Either they queue, or the server's
    /// clock was set back: until that is clear, `seconds` is the old value and `lower` may be too high.
    public var lateBy: Double?
    /// nil until it is known well enough to be shown.
    public var drift: SkewDrift?
    /// The newest of the estimator's steps.
    public var lastStep: SkewStep?

    public init(
        seconds: Double, lower: Double, upper: Double? = nil, guaranteedUpper: Double? = nil, lateBy: Double? = nil,
        drift: SkewDrift? = nil, lastStep: SkewStep? = nil
    ) {
        self.seconds = seconds
        self.lower = lower
        self.upper = upper
        self.guaranteedUpper = guaranteedUpper
        self.lateBy = lateBy
        self.drift = drift
        self.lastStep = lastStep
    }

    /// Half the width between the bounds; nil: no upper bound.
    public var halfWidth: Double? { upper.map { ($0 - lower) / 2 } }
}

/// The mean rate at which the skew changes, parts per million; positive: the server's clock runs faster.
public struct SkewDrift: Hashable, Sendable {
    public var partsPerMillion: Double
    /// The rate is within this of `partsPerMillion`, provided that it was steady, and as `SkewEstimate.upper` is.
    public var tolerance: Double
    /// The time the mean is taken over.
    public var span: Duration

    /// Whether this is knowledge: a rate within 25 ppm, or one that is certainly not zero.
    public var isKnown: Bool { tolerance <= 25 || abs(partsPerMillion) > tolerance }
}

/// A change of a clock that is no drift.
public struct SkewStep: Hashable, Sendable, Identifiable {
    public enum Kind: Hashable, Sendable {
        /// The server's clock was set forward.
        case serverForward
        /// The server's clock was set back.
        case serverBack
        /// This machine's wall clock was set, so the skew changed the other way.
        case localStep
        /// This machine was suspended while its uptime clock stood still, or both clocks were set alike: the skew is
        /// as before.
        case suspendOrCommon
        /// No clock moved: the estimate was wrong, because of messages that were all late.
        case revised
        /// The server stamps from a clock that it refreshes only every so many seconds.
        case cachedClock(seconds: Int32)
    }

    /// Counts up from 1. A step that proves to be something else keeps its id, and its kind or size changes.
    public var id: UInt32
    public var kind: Kind
    /// When it was noticed.
    public var at: Moment
    /// Change of the skew in seconds: not less, not more.
    public var lower: Double
    public var upper: Double
    /// Whether no delay can explain it.
    public var isCertain: Bool
}
