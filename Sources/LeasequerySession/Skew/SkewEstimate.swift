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
    /// What all this rests on.
    public var basis: SkewBasis
    /// The newest of the estimator's steps, oldest first.
    public var steps: [SkewStep]

    public init(
        seconds: Double, lower: Double, upper: Double? = nil, guaranteedUpper: Double? = nil, lateBy: Double? = nil,
        drift: SkewDrift? = nil, basis: SkewBasis = .stream, steps: [SkewStep] = []
    ) {
        self.seconds = seconds
        self.lower = lower
        self.upper = upper
        self.guaranteedUpper = guaranteedUpper
        self.lateBy = lateBy
        self.drift = drift
        self.basis = basis
        self.steps = steps
    }

    /// Half the width between the bounds; nil: no upper bound.
    public var halfWidth: Double? { upper.map { ($0 - lower) / 2 } }
}

extension SkewEstimate {
    /// What was known at `then`, as far as it holds at `now`: clocks drift, and this machine's may have been set.
    public func carried(from then: Moment, to now: Moment) -> SkewEstimate {
        let drift = SkewModel.slew * (now.since(then) / .seconds(1))
        var carried = self
        carried.lower -= drift
        carried.upper = upper.map { $0 + drift }
        carried.guaranteedUpper = guaranteedUpper.map { $0 + drift }
        let jump = Double(now.wallOffset &- then.wallOffset) * 1e-9
        if abs(jump) > SkewModel.localStep + drift { carried.assume(localJump: jump) }
        return carried
    }
}

/// How many messages the bounds of a skew rest on, as far as they were prompt.
public enum SkewBasis: Hashable, Sendable {
    /// So few; none while a server catches us up.
    case messages(Int)
    /// One about this often, such as keepalives (RFC 7653 section 8.4).
    case sparse(every: Duration)
    /// About one a second or more.
    case stream
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
