/// What the estimator takes for granted; seconds unless said otherwise.
enum SkewModel {
    /// The skew changes slower than this except in steps, seconds a second: a kernel slews by 500 ppm at most, and two
    /// crystals differ by less than the rest.
    static let slew = 600e-6

    /// The least-delayed message of a few seconds is not later than this.
    static func allowance(roundTrip: Double?) -> Double {
        guard let roundTrip else { return 0.100 }
        return 1.1 * roundTrip + 0.005
    }

    /// A message with few others around it may be this much later than the allowance.
    static let loneAllowance = 0.250
    /// Where messages are few, those count that are not older than this, and the newest so many blocks of them.
    static let loneAge = 240.0
    static let loneMemory = 4
    /// The least one-way delay where the round trip is unknown: half of this is added to the estimate.
    static let assumedRoundTrip = 0.002
    /// Slack for comparing bounds that were computed along different ways.
    static let rounding = 1e-4

    /// A wall clock that moves this much against the uptime clock was set, not slewed.
    static let localStep = 0.020
    /// Contradictions smaller than this are late messages, not steps.
    static let leastStep = 0.050
    /// How long messages must all be late before that is a clock set back; the second where there are few.
    static let patience = 20.0
    static let idlePatience = 90.0
    /// So many seconds that were to be expected and did not come are no accident: e to the power of minus this is its
    /// chance.
    static let surprise = 8.0
    /// Queues last shorter than this.
    static let longestQueue = 300.0
    /// This many seconds of the server's clock are many.
    static let manyTicks = 10
    /// This many are enough to speak of a pattern.
    static let fewTicks = 3

    /// A second of the server's clock is over when nothing came for this long.
    static let tickEnd = 1.2
    /// Seconds of the server's clock that are farther apart than this are single messages.
    static let sparse = 2.5
    /// Messages closer together than this are one stream, in which base times rise by ones.
    static let streamGap = 0.5
    /// So long after a tick a message may still carry the second before.
    static let overtaking = 0.25
    /// Two step events closer together than this are one.
    static let stepMerge = 2.0
    /// For this long the size of a step gets better.
    static let stepRefinement = 10.0
    /// After a sleep the messages that were queued are read in less than this.
    static let awakening = 1.0
    /// For this long a step of the local clock may prove to be a suspend.
    static let localStepDoubt = 120.0
    /// For this long a step back that was seen on few messages may prove to be a queue.
    static let backStepDoubt = 3600.0
    /// A delay that was learnt is forgotten evenly over this.
    static let learntDelayMemory = 8 * 3600.0
}
