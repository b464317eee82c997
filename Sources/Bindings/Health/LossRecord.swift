import LeasequerySession

/// When accepted queries were lost, as far as that decides whether a feed comes and goes.
struct LossRecord: Hashable {
    /// So many losses within `span` make a feed flap.
    static let many = 3
    /// No loss for so long, and it does not any more.
    static let span = Duration.seconds(600)

    /// The newest two, oldest first.
    private var recent: [Moment] = []
    private var since: Moment?

    /// When it began to flap; nil: it does not, or not any more.
    func flappingSince(at now: Moment) -> Moment? {
        guard let since, let calm = calmFrom, now.uptime < calm.uptime else { return nil }
        return since
    }

    /// When it has not been lost for long enough; nil: it never was.
    var calmFrom: Moment? { recent.last?.advanced(by: LossRecord.span) }

    mutating func lost(at now: Moment) {
        if flappingSince(at: now) == nil { since = nil }
        let isMany = recent.count == LossRecord.many - 1 && now.since(recent[0]) < LossRecord.span
        if isMany, since == nil { since = now }
        recent = recent.suffix(LossRecord.many - 2) + [now]
    }
}
