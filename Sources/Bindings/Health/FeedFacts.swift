import LeasequerySession

/// What the rules of `FeedCondition` look at, and the rules.
struct FeedFacts: Hashable {
    var phase = FeedPhase.stopped
    var phaseSince: Moment?
    /// The newest message of this connection.
    var heardAt: Moment?
    /// The newest statement of this connection, or when its catch-up began.
    var progressAt: Moment?
    /// Since when no query is accepted, or no poll answered; nil: one is, or no attempt has ended yet.
    var downSince: Moment?
    /// An attempt has failed since `downSince`, or in the moment that is.
    var hasFailedToReturn = false
    var losses = LossRecord()
    var keepalive: KeepaliveInterval?
    /// Of this connection.
    var reading: ConnectionReading?
    /// When what is known of a polled server is overdue.
    var pollDue: Moment?

    /// Time for a server that is alive and a path that works to answer.
    static let patience = Duration.seconds(10)
    /// ACTIVE_LQ_IDLE_TIMEOUT, after which an idle server sends a keepalive (RFC 7653 section 8.4), and some slack.
    static let lateUnlearnt = Duration.seconds(70)
    /// ACTIVE_LQ_RCV_TIMEOUT as RFC 7653 section 6.4 has it, for the second until it is told.
    static let receiveTimeout = Duration.seconds(120)
    /// How long reads may fill their buffers before that is more than a burst.
    static let crowding = Duration.seconds(2)
    /// Readings come every second while the thread that reads can take them.
    static let readingsMissing = Duration.seconds(5)

    /// The worst condition that holds.
    func condition(at now: Moment) -> FeedCondition {
        switch phase {
        case .stopped: FeedCondition(.unknown, since: phaseSince)
        case .waiting, .connecting, .securing, .awaitingReply:
            flapping(at: now) ?? down ?? stalled(at: now) ?? FeedCondition(.unknown, since: phaseSince)
        case .polling, .polled:
            down ?? overdue(at: now) ?? (pollDue == nil ? FeedCondition(.unknown, since: phaseSince) : fine(at: now))
        case .catchingUp, .live:
            flapping(at: now) ?? behind(at: now) ?? silent(at: now) ?? stalled(at: now) ?? late(at: now)
                ?? fine(at: now)
        }
    }

    /// How long the server may say nothing before that is odd.
    var lateAfter: Duration { keepalive?.longestPause ?? FeedFacts.lateUnlearnt }

    /// When the connection is closed if nothing more comes.
    var closesAt: Moment? {
        guard phase.isHeard, let reading else { return nil }
        return heardAt?.advanced(by: reading.receiveTimeout)
    }

    // MARK: The rules

    private var down: FeedCondition? { downSince.map { FeedCondition(.down, since: $0) } }

    private func flapping(at now: Moment) -> FeedCondition? {
        guard !hasFailedToReturn, let since = losses.flappingSince(at: now) else { return nil }
        return FeedCondition(.flapping, since: since)
    }

    private func behind(at now: Moment) -> FeedCondition? {
        guard let reading else { return nil }
        if let due = held(since: reading.at, for: FeedFacts.readingsMissing, at: now) {
            return FeedCondition(.behind, since: due)
        }
        guard reading.octetsWaiting != 0 else { return nil }
        return held(since: reading.crowdedSince, for: FeedFacts.crowding, at: now)
            .map { FeedCondition(.behind, since: $0) }
    }

    private func silent(at now: Moment) -> FeedCondition? {
        let timeout = reading?.receiveTimeout ?? FeedFacts.receiveTimeout
        guard let heardAt, now.since(heardAt) * 4 >= timeout * 3 else { return nil }
        return FeedCondition(.silent, since: heardAt.advanced(by: timeout * 3 / 4))
    }

    private func stalled(at now: Moment) -> FeedCondition? {
        let (stall, began, limit): (FeedCondition.Stall, Moment?, Duration) =
            switch phase {
            case .connecting: (.connecting, phaseSince, FeedFacts.patience)
            case .securing: (.securing, phaseSince, FeedFacts.patience)
            case .awaitingReply: (.reply, phaseSince, FeedFacts.patience)
            case .catchingUp where reading?.fragmentSince == nil: (.catchUp, progressAt, lateAfter)
            default: (.message, reading?.fragmentSince, FeedFacts.patience)
            }
        return held(since: began, for: limit, at: now).map { FeedCondition(.stalled, since: $0, stall: stall) }
    }

    private func late(at now: Moment) -> FeedCondition? {
        held(since: heardAt, for: lateAfter, at: now).map { FeedCondition(.late, since: $0) }
    }

    private func overdue(at now: Moment) -> FeedCondition? {
        guard let pollDue, pollDue.uptime <= now.uptime else { return nil }
        return FeedCondition(.late, since: pollDue)
    }

    private func fine(at now: Moment) -> FeedCondition { FeedCondition(.fine, since: now) }

    /// When something that began then has lasted so long; nil: not yet, or it never began.
    private func held(since began: Moment?, for limit: Duration, at now: Moment) -> Moment? {
        // First what is cheap: this is asked with every batch.
        guard let began, now.since(began) >= limit else { return nil }
        return began.advanced(by: limit)
    }
}

extension FeedPhase {
    /// Whether an active query is accepted.
    var isHeard: Bool { self == .live || self == .catchingUp }
}
