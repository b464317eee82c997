import DHCPv6Wire
import LeasequerySession

extension Ledger {
    /// What a ledger comes to if its feed ends now, for a state file: fact by fact, nothing concluded.
    public struct Facts: Hashable, Sendable {
        /// The past holes, in the order they were found.
        public var closed: [Hole] = []
        /// The hole that goes on; nil: the feed was never live.
        public var outage: Hole?
        public var hasPast = false
        public var liveSince: Moment?
        public var awaitsEnd = false
        public var fill: FillScope?
        public var knownTo: ServerTime?
        public var knownAt: Moment?
        /// Unix seconds, as the next.
        public var doubtedTo: Int64?
        public var putBackTo: Int64?

        public init() {}
    }

    func facts(at now: Moment) -> Facts {
        var ended = self
        ended.bulkEnded(Debt(from: nil, to: nil), paid: nil, at: now)
        ended.note(phase: .stopped, at: now)
        var facts = Facts()
        facts.closed = ended.closed
        facts.outage = ended.outage
        facts.hasPast = ended.hasPast
        facts.liveSince = ended.liveSince
        facts.awaitsEnd = ended.awaitsEnd
        facts.fill = ended.fill
        facts.knownTo = ended.knownTo
        facts.knownAt = ended.knownAt
        facts.doubtedTo = ended.doubtedTo
        facts.putBackTo = ended.putBackTo
        return facts
    }

    /// - Parameter now: when it is put back, with its bindings.
    init(_ facts: Facts, at now: Moment) {
        closed = facts.closed
        outage = facts.outage
        hasPast = facts.hasPast
        liveSince = facts.liveSince
        awaitsEnd = facts.awaitsEnd
        fill = facts.fill
        knownTo = facts.knownTo
        knownAt = facts.knownAt
        doubtedTo = facts.doubtedTo
        // Who was never live will not be caught up, only filled or polled.
        putBackTo = facts.outage == nil ? now.unixSeconds : facts.putBackTo
    }
}
