/// Finds out whether a server stamps from a clock that it refreshes only every few seconds, by how base times rise in a
/// stream of messages.
struct CachedClock: Sendable {
    /// The period found; 0 if the clock ticks every second.
    private(set) var quantum: Int32 = 0
    private var candidate: Int32 = 0
    private var candidateRises = 0
    private var singleRises = 0
    private var lastRise = 0.0

    /// How long one base time may be in use, seconds.
    var longestSecond: Double { 1 + Double(quantum) }

    /// Takes a rise from one message to the next that followed at once.
    ///
    /// - Returns: whether that proves a period.
    mutating func rose(by seconds: Int32, at time: Double) -> Bool {
        let sinceLast = time - lastRise
        guard seconds > 0 else { return false }
        lastRise = time
        if seconds == 1 {
            candidateRises = 0
            singleRises += 1
            if singleRises >= SkewModel.manyTicks { quantum = 0 }
            return false
        }
        singleRises = 0
        let isRegular = seconds == candidate && abs(sinceLast - Double(seconds)) < SkewModel.streamGap
        candidateRises = isRegular ? candidateRises + 1 : 1
        candidate = seconds
        guard candidateRises >= SkewModel.fewTicks, quantum != seconds else { return false }
        quantum = seconds
        return true
    }
}

extension SkewEstimator {
    mutating func noteRise(_ seconds: Int32, at now: Moment) {
        guard cache.rose(by: seconds, at: now.seconds) else { return }
        bracket.dropCeilings()
        queryBound = nil
        fit.removeAll()
        refinement = nil
        for step in steps where isExplainedByCache(step, at: now) { relabel(step.id, .revised) }
        note(.cachedClock(seconds: seconds), at: now, lower: 0, upper: 0, isCertain: false)
    }

    /// Ticks of several seconds look like steps until they are known.
    private func isExplainedByCache(_ step: SkewStep, at now: Moment) -> Bool {
        guard [.serverForward, .serverBack].contains(step.kind) else { return false }
        return now.since(step.at) < .seconds(120) && min(abs(step.lower), abs(step.upper)) <= cache.longestSecond
    }
}
