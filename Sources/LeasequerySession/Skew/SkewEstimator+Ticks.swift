import DHCPv6Wire

/// A bound that assumes nothing about delays: the reply to a query is younger than the query.
struct QueryBound: Sendable {
    var at: Double
    var value: Double

    func bound(at time: Double) -> Double { value + SkewModel.slew * (time - at) }

    mutating func shift(by change: Double, agedBy seconds: Double) {
        value += change
        at -= seconds
    }
}

/// What each second of the server's clock does to the bounds.
extension SkewEstimator {
    func guaranteedUpper(at time: Double) -> Double { queryBound?.bound(at: time) ?? .infinity }

    func upper(at time: Double) -> Double { min(bracket.upper(at: time), guaranteedUpper(at: time)) }

    /// The first message of a second proves that the skew is more than `floor`.
    mutating func raise(to floor: SkewFloor, at now: Moment) {
        let upper = upper(at: floor.at)
        if floor.value > upper + SkewModel.rounding {
            contradict(upper, by: floor, at: now)
        } else {
            bracket.add(floor)
        }
    }

    /// The skew is more than was thought possible: a message came earlier than any before.
    private mutating func contradict(_ upper: Double, by floor: SkewFloor, at now: Moment) {
        let isCertain = floor.value > guaranteedUpper(at: floor.at) + SkewModel.rounding
        let excess = floor.value - upper
        if let jump = localJump, jump.seconds > 0, floor.value <= jump.upper(at: floor.at) {
            takeBack(jump)
            bracket.dropCeilings(below: floor.value, at: floor.at)
            bracket.add(floor)
        } else if let ghost, ghost.explains(floor, allowance: allowance(at: floor.at)) {
            revive(ghost, at: floor)
        } else if excess <= SkewModel.leastStep, !isCertain {
            nudge(to: floor)
        } else {
            stepForward(to: floor, isCertain: isCertain, at: now)
        }
    }

    /// The first reply of a connection: whatever its delay, it was made after the query was sent.
    mutating func boundByQuery(_ base: ServerTime, sent: Moment, at now: Moment) {
        guard abs(Double(now.wallOffset &- sent.wallOffset) * 1e-9) < SkewModel.localStep else { return }
        let time = now.seconds
        let value = sample(of: base, at: sent) + cache.longestSecond
        if value < bracket.lower(at: time) { stepBack(to: sample(of: base, at: now), at: now) }
        queryBound = QueryBound(at: time, value: min(value, guaranteedUpper(at: time)))
    }

    /// The last message of a second says that the skew is not more than its ceiling, unless it was late.
    mutating func endSecond() {
        guard let ended = second else { return }
        second = nil
        guard let last = ended.last else { return }
        let ceiling = ceiling(of: ended.base, at: last)
        if ceiling.bound(at: ceiling.at) < bracket.lower(at: ceiling.at) {
            endedLate(ended, ceiling, at: last)
        } else {
            endedInTime(ended, ceiling, at: last)
        }
    }

    private mutating func endedInTime(_ ended: Second, _ ceiling: SkewCeiling, at now: Moment) {
        review(ceiling)
        // A line through both sides of a step would be no drift.
        if let closed = bracket.add(ceiling), challenger == nil { fit.add(closed) }
        refineStep(at: ceiling.at)
        // After a clock was set back by less than a second, many seconds are still in time by the old bounds. What
        // refutes it is a message that is too early for it.
        if let challenger, ended.floor.value <= challenger.upper(at: ceiling.at) {
            self.challenger?.add(ended.floor)
            _ = self.challenger?.add(ceiling)
            judgeChallenger(at: now)
        } else {
            challenger = nil
            steepestDelay = 0
        }
    }

    private mutating func endedLate(_ ended: Second, _ ceiling: SkewCeiling, at now: Moment) {
        // A second that began in time and ends late was cut in two by whatever happened: only its end counts.
        let floor =
            challenger != nil || ended.isLateFromTheStart
            ? ended.floor : SkewFloor(at: ceiling.at, value: ceiling.value - cache.longestSecond)
        if let jump = localJump, isExplained(by: jump, floor, ceiling) { return }
        challenge(floor, ceiling)
        judgeChallenger(at: now)
    }

    /// Seconds that are late but agree with each other may be in time by a clock that was set back.
    private mutating func challenge(_ floor: SkewFloor, _ ceiling: SkewCeiling) {
        let time = ceiling.at
        if let challenger, floor.value <= challenger.upper(at: time) {
            if ceiling.bound(at: time) < challenger.lower(at: time) {
                strays += 1
                guard strays > 1 else { return }
                beginChallenge(at: time)
            }
        } else {
            beginChallenge(at: time)
        }
        strays = 0
        lateSeconds += 1
        challenger?.add(floor)
        _ = challenger?.add(ceiling)
    }

    private mutating func beginChallenge(at time: Double) {
        challenger = SkewBracket(at: time)
        lateSeconds = 0
    }

    private mutating func judgeChallenger(at now: Moment) {
        guard let challenger, lateSeconds >= SkewModel.fewTicks else { return }
        let time = now.seconds
        let span = time - challenger.began
        let isLong = challenger.ticks >= SkewModel.manyTicks || span >= SkewModel.idlePatience
        guard span >= SkewModel.patience, isLong else { return }
        // In an ordered stream a delay grows by no more than the pause between two messages; a clock that is set back
        // looks like a delay that grows at once.
        let size = bracket.lower(at: time) - challenger.upper(at: time)
        guard steepestDelay >= size - 1.1 || span >= SkewModel.longestQueue else { return }
        // Had the clock not been set, each second would have begun too early for the challenger with a chance of `size`,
        // and few would have been late.
        let expected = min(size, 1) * Double(challenger.ticks)
        let isMixed = lateSeconds < challenger.ticks
        guard !isMixed || expected >= SkewModel.surprise && Double(lateSeconds) >= expected / 3 else { return }
        stepBack(to: challenger, at: now)
    }

    /// By how much the last second was late; nil if it was not.
    func lateness(at time: Double) -> Double? {
        challenger.map { bracket.lower(at: time) - $0.upper(at: time) }
    }
}
