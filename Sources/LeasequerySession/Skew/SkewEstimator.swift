import DHCPv6Wire

/// Estimates a server's clock skew from the base times of its messages (RFC 7653 sections 2 and 8.5).
///
/// A base time is cut to whole seconds and arrives late, so `base time - time of receipt` is the skew less a fraction
/// of a second less a delay. The first message of a second of the server's clock proves that the skew is more than
/// this; the last one says that it is less than one second more, if it was not late. The estimator keeps both sides as
/// bounds, lets them widen as fast as clocks may drift, and looks at where they contradict each other: that is either
/// lateness or a clock that was set.
///
/// One estimator per server, kept across connections. A message costs constant time and allocates nothing: nearly all
/// fall into the second of the one before and only move its end. Memory is taken when a step is noted.
public struct SkewEstimator: Sendable {
    /// The second of the server's clock that messages now come from.
    struct Second: Sendable {
        var base: ServerTime
        /// What its first message proves.
        var floor: SkewFloor
        /// When its last prompt message came.
        var last: Moment?
        var isLateFromTheStart: Bool
    }

    /// Holds as long as no clock is set.
    var bracket = SkewBracket(at: 0)
    /// Built from messages that are too late for `bracket`: what holds if the server's clock was set back.
    var challenger: SkewBracket?
    /// How many of its seconds are late by `bracket`; the others fit both.
    var lateSeconds = 0
    /// Seconds in a row that fit neither.
    var strays = 0
    /// What was believed before a step back that few messages speak for.
    var ghost: SkewGhost?
    var queryBound: QueryBound?
    var second: Second?
    var localJump: LocalJump?
    /// The most by which messages became later from one to the next while all of them are late, seconds.
    var steepestDelay = 0.0
    var learntDelay: LearntDelay?
    var cache = CachedClock()
    var fit = SkewDriftFit()
    /// The newest steps, oldest first.
    public internal(set) var steps: [SkewStep] = []
    var refinement: StepRefinement?
    /// The lower bound before messages came that were a little too early for the upper one.
    var lastNudge: SkewFloor?

    /// Wall clock less uptime, nanoseconds.
    private var wallOffset: Int64 = 0
    private var lastTime = 0.0
    private var lastBase: ServerTime?
    /// When the query of this connection was sent, until its first reply has come.
    private var query: Moment?
    /// Of the path, seconds.
    private(set) var roundTrip: Double?

    public init() {}

    // MARK: In

    /// Another server answers: another clock on the same path.
    public mutating func serverReplaced() {
        let path = roundTrip
        self = SkewEstimator()
        roundTrip = path
    }

    /// A connection is up, and its query is about to be sent.
    ///
    /// - Parameters:
    ///   - now: nil if unknown.
    ///   - roundTrip: of the path, without the server's own delay; nil if unknown.
    public mutating func connected(queryAt now: Moment?, roundTrip: Duration?) {
        endSecond()
        lastBase = nil
        query = now
        self.roundTrip = roundTrip.map { $0 / .seconds(1) }
    }

    /// Takes the base time of a message, which was read at `now`.
    ///
    /// - Parameter isPrompt: whether the message was sent when it was made and read when it came, as far as this side
    ///   knows: false while the server catches us up and while we do not keep up with reading.
    public mutating func add(base: ServerTime, receivedAt now: Moment, isPrompt: Bool = true) {
        let time = now.seconds
        let offset = now.wallOffset
        let jump = Double(offset &- wallOffset) * 1e-9
        if second?.base == base, abs(jump) < SkewModel.localStep, time - lastTime < SkewModel.tickEnd {
            lastTime = time
            if isPrompt { second?.last = now }
            return
        }
        if isStraggler(base, at: time, jump: jump) { return }
        if !bracket.isEmpty { leaveSecond(for: base, at: now, jump: jump) }
        wallOffset = offset
        enterSecond(of: base, at: now, isPrompt: isPrompt)
    }

    /// Whether this was stamped before the message in front of it: threads of a server may overtake each other around a
    /// tick. It says nothing that is not known.
    private func isStraggler(_ base: ServerTime, at time: Double, jump: Double) -> Bool {
        guard let second, abs(jump) < SkewModel.localStep else { return false }
        return second.base.seconds(since: base) == 1 && time - second.floor.at < SkewModel.overtaking
    }

    private mutating func leaveSecond(for base: ServerTime, at now: Moment, jump: Double) {
        let gap = max(0, now.seconds - lastTime)
        endSecond()
        if abs(jump) > SkewModel.localStep + SkewModel.slew * gap { localClockMoved(by: jump, at: now) }
        let rise = lastBase.map { base.seconds(since: $0) }
        if let rise, rise <= -2, localJump == nil {
            // One ordered stream cannot go back, and threads of a server disagree by a tick at most.
            stepBack(to: sample(of: base, at: now), at: now)
        } else if let rise, gap < SkewModel.streamGap {
            noteRise(rise, at: now)
        }
        steepestDelay = max(steepestDelay, gap - Double(rise ?? 0))
    }

    private mutating func enterSecond(of base: ServerTime, at now: Moment, isPrompt: Bool) {
        let time = now.seconds
        let floor = SkewFloor(at: time, value: sample(of: base, at: now))
        if bracket.isEmpty { bracket = SkewBracket(at: time) }
        raise(to: floor, at: now)
        if let query { boundByQuery(base, sent: query, at: now) }
        query = nil
        let isLate = ceiling(of: base, at: now).bound(at: time) < bracket.lower(at: time)
        second = Second(base: base, floor: floor, last: isPrompt ? now : nil, isLateFromTheStart: isLate)
        lastTime = time
        lastBase = base
    }

    // MARK: Readings

    /// Base time less the wall clock, seconds.
    func sample(of base: ServerTime, at now: Moment) -> Double {
        let seconds = now.unixSeconds
        let whole = base.seconds(since: ServerTime(unixSeconds: seconds))
        return Double(whole) - Double(now.utc &- seconds &* 1_000_000_000) * 1e-9
    }

    func ceiling(of base: ServerTime, at now: Moment) -> SkewCeiling {
        let time = now.seconds
        return SkewCeiling(
            at: time, value: sample(of: base, at: now) + cache.longestSecond, allowance: allowance(at: time))
    }

    /// How late a message may be that counts as prompt.
    func allowance(at time: Double) -> Double {
        SkewModel.allowance(roundTrip: roundTrip) + (learntDelay?.seconds(at: time) ?? 0)
    }

    // MARK: Out

    /// All drifts that agree with what was received, however wide a range; nil before there is one.
    public var driftRange: SkewDrift? { fit.drift }

    /// What is known at `now`; nil before the first base time.
    public func estimate(at now: Moment) -> SkewEstimate? {
        guard !bracket.isEmpty else { return nil }
        let time = max(now.seconds, lastTime)
        let range = range(at: time)
        let guess = range.lower + range.middle + (roundTrip ?? SkewModel.assumedRoundTrip) / 2
        let isLate = challenger != nil && lateSeconds >= SkewModel.fewTicks
        var estimate = SkewEstimate(
            seconds: min(max(guess, range.lower), range.upper), lower: range.lower,
            upper: range.upper < .infinity ? range.upper : nil,
            guaranteedUpper: queryBound?.bound(at: time), lateBy: isLate ? lateness(at: time) : nil,
            drift: isLate ? nil : driftRange.flatMap { $0.isKnown ? $0 : nil }, basis: basis, steps: steps)
        if isLate, let challenger { estimate.lower = min(range.lower, challenger.lower(at: time)) }
        if let localJump { estimate.doubt(localJump, at: time) }
        let jump = Double(now.wallOffset &- wallOffset) * 1e-9
        if abs(jump) > SkewModel.localStep + SkewModel.slew * (time - lastTime) { estimate.assume(localJump: jump) }
        return estimate
    }

    private var basis: SkewBasis {
        let ticks = bracket.ticks + (second?.last == nil ? 0 : 1)
        guard ticks >= SkewModel.fewTicks, let spacing = bracket.spacing else { return .messages(ticks) }
        return spacing < SkewModel.sparse ? .stream : .sparse(every: .milliseconds(Int64(spacing * 1000)))
    }

    /// The bounds of the bracket and how far above the lower one the skew is most likely.
    private func range(at time: Double) -> (lower: Double, upper: Double, middle: Double) {
        let lower = bracket.lower(at: time)
        let summary = bracket.summary(at: time, with: currentCeiling)
        let guaranteed = guaranteedUpper(at: time)
        var upper = min(summary.upper, guaranteed)
        if upper < lower { upper = lower + allowance(at: time) }
        let least = min(summary.least, guaranteed)
        guard least < .infinity else { return (lower, upper, 0.5) }
        return (lower, upper, max((least - lower) / 2, SkewModel.slew * (time - bracket.floor(at: time).at)))
    }

    /// Of the second that is not over, unless it is late.
    private var currentCeiling: SkewCeiling? {
        guard let second, let last = second.last else { return nil }
        let ceiling = ceiling(of: second.base, at: last)
        return ceiling.bound(at: ceiling.at) < bracket.lower(at: ceiling.at) ? nil : ceiling
    }
}

extension Moment {
    /// Uptime in seconds.
    var seconds: Double { Double(uptime) * 1e-9 }

    /// Wall clock less uptime, nanoseconds: changes when the wall clock is set, and when uptime does not count a
    /// suspend.
    var wallOffset: Int64 { utc &- Int64(bitPattern: uptime) }
}
