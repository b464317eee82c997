import DHCPv6Wire

/// What was believed before a step back that few messages speak for: it may yet prove right.
struct SkewGhost: Sendable {
    var bracket: SkewBracket
    var size: Double
    var at: Double
    var step: UInt32

    /// Whether a message is in time by the old belief.
    func explains(_ floor: SkewFloor, allowance: Double) -> Bool {
        let lower = bracket.lower(at: floor.at)
        return floor.at - at < SkewModel.backStepDoubt && floor.value >= lower - size / 2
            && floor.value <= lower + 1 + allowance
    }
}

/// A delay that was taken for a step once is expected from then on, less and less.
struct LearntDelay: Sendable {
    var seconds: Double
    var at: Double

    func seconds(at time: Double) -> Double {
        seconds * max(0, 1 - (time - at) / SkewModel.learntDelayMemory)
    }
}

/// The bounds before a step: its size is known better when the bounds after it are.
struct StepRefinement: Sendable {
    var step: UInt32
    var at: Double
    var lower: Double
    var upper: Double
}

/// Clocks that were set.
extension SkewEstimator {
    private static let keptSteps = 8

    /// Notes a step and returns its id.
    @discardableResult
    mutating func note(
        _ kind: SkewStep.Kind, at now: Moment, lower: Double, upper: Double, isCertain: Bool
    ) -> UInt32 {
        let id = (steps.last?.id ?? 0) + 1
        if steps.count == SkewEstimator.keptSteps { steps.removeFirst() }
        steps.append(SkewStep(id: id, kind: kind, at: now, lower: lower, upper: upper, isCertain: isCertain))
        return id
    }

    mutating func relabel(_ id: UInt32, _ kind: SkewStep.Kind, lower: Double = 0, upper: Double = 0) {
        guard let index = steps.firstIndex(where: { $0.id == id }) else { return }
        steps[index].kind = kind
        steps[index].lower = lower
        steps[index].upper = upper
    }

    // MARK: The server's clock

    mutating func stepForward(to floor: SkewFloor, isCertain: Bool, at now: Moment) {
        let isExtension = refinement.map { floor.at - $0.at <= SkewModel.stepMerge } ?? false
        let isOld = floor.at - bracket.began > SkewModel.stepRefinement && bracket.ticks >= SkewModel.fewTicks
        if !isExtension {
            // What looks like a step so soon is a backlog that drains.
            noteStep(isOld || isCertain ? .serverForward : .revised, to: floor, isCertain: isCertain, at: now)
        }
        startAnew(from: SkewBracket(floor))
    }

    /// For a message that cannot be from an unchanged clock.
    mutating func stepBack(to value: Double, at now: Moment) {
        let floor = SkewFloor(at: now.seconds, value: value)
        noteStep(.serverBack, to: floor, isCertain: true, at: now)
        startAnew(from: SkewBracket(floor))
    }

    /// For a challenger that has won.
    mutating func stepBack(to challenger: SkewBracket, at now: Moment) {
        let time = now.seconds
        let lower = challenger.lower(at: time) - finiteUpper(at: time)
        let upper = challenger.upper(at: time) - bracket.lower(at: time)
        let step = note(.serverBack, at: now, lower: lower, upper: upper, isCertain: false)
        let old = bracket
        startAnew(from: challenger)
        if challenger.ticks < SkewModel.manyTicks {
            ghost = SkewGhost(bracket: old, size: -(lower + upper) / 2, at: time, step: step)
        }
        refinement = nil
    }

    /// A little more than was thought possible, which is late messages as a rule: forgets the ceilings that came of them.
    mutating func nudge(to floor: SkewFloor) {
        lastNudge =
            lastNudge.flatMap { floor.at - $0.at <= SkewModel.stepMerge ? $0 : nil }
            ?? SkewFloor(at: floor.at, value: bracket.lower(at: floor.at))
        bracket.dropCeilings(below: floor.value, at: floor.at)
        bracket.add(floor)
    }

    private mutating func noteStep(_ kind: SkewStep.Kind, to floor: SkewFloor, isCertain: Bool, at now: Moment) {
        // What looked like late messages a moment ago was the beginning of this.
        let before = lastNudge.flatMap { floor.at - $0.at <= SkewModel.stepMerge ? $0.bound(at: floor.at) : nil }
        let lower = min(bracket.lower(at: floor.at), before ?? .infinity)
        let upper = finiteUpper(at: floor.at)
        let id = note(
            kind, at: now, lower: floor.value - upper,
            upper: floor.value + cache.longestSecond + allowance(at: floor.at) - lower, isCertain: isCertain)
        refinement = StepRefinement(step: id, at: floor.at, lower: lower, upper: upper)
    }

    private mutating func startAnew(from new: SkewBracket) {
        bracket = new
        challenger = nil
        ghost = nil
        queryBound = nil
        fit.removeAll()
    }

    /// The size of the newest step by the bounds of today.
    mutating func refineStep(at time: Double) {
        guard let refinement else { return }
        guard time - refinement.at <= SkewModel.stepRefinement else {
            self.refinement = nil
            return
        }
        guard let index = steps.firstIndex(where: { $0.id == refinement.step }) else { return }
        steps[index].lower = bracket.lower(at: time) - refinement.upper
        steps[index].upper = finiteUpper(at: time) - refinement.lower
    }

    private func finiteUpper(at time: Double) -> Double {
        let upper = upper(at: time)
        return upper < .infinity ? upper : bracket.lower(at: time) + cache.longestSecond + allowance(at: time)
    }

    /// The step back was only delay: the old belief holds, and such delays are expected from now on.
    mutating func revive(_ ghost: SkewGhost, at floor: SkewFloor) {
        relabel(ghost.step, .revised)
        learntDelay = LearntDelay(seconds: 2 * ghost.size + 0.5, at: floor.at)
        startAnew(from: ghost.bracket)
        bracket.dropCeilings()
        bracket.add(floor)
    }
}
