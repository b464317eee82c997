import DHCPv6Wire

/// The wall clock of this machine moved against its uptime clock. Either it was set, and the skew changed the other way;
/// or this machine was suspended while its uptime clock stood still, or both sides took a leap second, and the skew is
/// as before. The first is assumed until messages speak for the second.
struct LocalJump: Sendable {
    /// By how much the wall clock moved.
    var seconds: Double
    var at: Double
    var step: UInt32
    /// What was believed before, and holds still if this machine slept.
    var bracket: SkewBracket
    var queryBound: QueryBound?
    /// Seconds of the server's clock in a row that speak for a sleep.
    var doubts = 0
    /// Whether messages have spoken against a sleep.
    var isSure = false

    init(of seconds: Double, at time: Double, step: UInt32, bracket: SkewBracket, queryBound: QueryBound?) {
        (self.seconds, at, self.step) = (seconds, time, step)
        (self.bracket, self.queryBound) = (bracket, queryBound)
        // Uptime stood still for so long, if this machine slept.
        let slept = max(0, seconds)
        self.bracket.shift(by: 0, agedBy: slept)
        self.queryBound?.shift(by: 0, agedBy: slept)
    }

    func lower(at time: Double) -> Double { bracket.lower(at: time) }

    func upper(at time: Double) -> Double {
        min(bracket.upper(at: time), queryBound?.bound(at: time) ?? .infinity)
    }
}

extension SkewEstimator {
    mutating func localClockMoved(by seconds: Double, at now: Moment) {
        let step = note(.localStep, at: now, lower: -seconds, upper: -seconds, isCertain: false)
        localJump = LocalJump(of: seconds, at: now.seconds, step: step, bracket: bracket, queryBound: queryBound)
        bracket.shift(by: -seconds)
        queryBound?.shift(by: -seconds, agedBy: 0)
        fit.shift(by: -seconds)
        challenger = nil
        ghost = nil
        refinement = nil
    }

    /// The skew did not change. What was learnt since the jump was read against the wrong clock.
    mutating func takeBack(_ jump: LocalJump) {
        relabel(jump.step, .suspendOrCommon)
        bracket = jump.bracket
        queryBound = jump.queryBound
        challenger = nil
        localJump = nil
        fit.removeAll()
    }

    /// Whether a second that is late after a jump is in time if the skew did not change; the second such decides.
    mutating func isExplained(by jump: LocalJump, _ floor: SkewFloor, _ ceiling: SkewCeiling) -> Bool {
        let time = ceiling.at
        guard floor.value <= jump.upper(at: time), ceiling.bound(at: time) >= jump.lower(at: time) else { return false }
        localJump?.doubts += 1
        guard jump.doubts > 0 else { return false }
        takeBack(jump)
        return true
    }

    /// A second came in time although the clock was set.
    mutating func review(_ ceiling: SkewCeiling) {
        guard let jump = localJump else { return }
        let time = ceiling.at
        localJump?.doubts = 0
        if time - jump.at > SkewModel.localStepDoubt {
            localJump = nil
        } else if time - jump.at > SkewModel.awakening,
            ceiling.bound(at: time) < jump.lower(at: time) || bracket.lower(at: time) > jump.upper(at: time)
        {
            // Impossible had the skew not changed. In the first moment that may yet be a message from before a sleep.
            localJump?.isSure = true
        }
    }
}

extension SkewEstimate {
    /// As long as it is open whether the local clock was set, either may be true.
    mutating func doubt(_ jump: LocalJump, at time: Double) {
        guard !jump.isSure else { return }
        lower = min(lower, jump.lower(at: time))
        let unchanged = jump.upper(at: time)
        upper = upper.flatMap { unchanged < .infinity ? max($0, unchanged) : nil }
        guaranteedUpper = guaranteedUpper.flatMap { bound in jump.queryBound.map { max(bound, $0.bound(at: time)) } }
        // Until what was queued is read, a sleep is the better guess.
        if jump.seconds > 0, time - jump.at < SkewModel.awakening { seconds += jump.seconds }
    }

    /// The wall clock moved since the last message: set or asleep, nobody can tell yet.
    mutating func assume(localJump seconds: Double) {
        self.seconds -= min(0, seconds)
        lower -= max(0, seconds)
        upper = upper.map { $0 - min(0, seconds) }
        guaranteedUpper = guaranteedUpper.map { $0 - min(0, seconds) }
    }
}
