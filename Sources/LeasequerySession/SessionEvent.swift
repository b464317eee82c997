import DHCPv6Wire

/// What changed about a *feed*, as against about bindings.
public enum SessionEvent: Hashable, Sendable {
    case phase(FeedPhase, at: Moment)
    /// TCP came up for an active query; whether the server accepts the query is told by the phases that follow.
    case connected(at: Moment)
    /// The connection is protected, and this is who is at the other end.
    case secured(PeerIdentity, at: Moment)
    case ended(ConnectionEnd, at: Moment)
    /// How the server took our active queries shows whether it has Active Leasequery.
    case activeSupport(ActiveSupport, at: Moment)
    /// Poll mode: told once, before the first poll.
    case polls(every: Duration, at: Moment)
    /// The server catches us up with what changed since `from`, its own clock.
    case catchUpBegan(from: ServerTime, at: Moment)
    /// CatchUpComplete: everything since LQ_START_TIME has been said.
    case catchUpCompleted(base: ServerTime?, at: Moment)
    /// DataMissing: changes between these two times of the server's clock are unknown; nil is open-ended.
    case dataMissing(from: ServerTime?, to: ServerTime?, at: Moment)
    /// A dropped message may have told changes: what was said between these times is not all known.
    case changesDropped(Debt, at: Moment)
    /// A bulk run begins that is to pay this debt; a poll is one without beginning and end.
    case bulkBegan(Debt, at: Moment)
    /// It is over; told after all that it brought.
    case bulkEnded(Debt, BulkVerdict, at: Moment)
    /// SERVERID differs from the one before: another server, or a reinstalled one. What was saved is void.
    case serverChanged(from: DUID, to: DUID, at: Moment)
    /// V-26: the server stamps no LQ_BASE_TIME although asked to, so there is neither catch-up nor skew. Told once a
    /// connection.
    case baseTimeMissing(at: Moment)
    /// A message was dropped and the connection goes on: the rule's id and what was wrong.
    case discarded(rule: String, String, at: Moment)
    /// A status that changes nothing but that the operator should see.
    case status(StatusCode, text: String, at: Moment)
}

extension SessionEvent {
    /// When it happened.
    public var moment: Moment {
        switch self {
        case .phase(_, let at), .connected(let at), .secured(_, let at), .ended(_, let at), .activeSupport(_, let at),
            .polls(_, let at), .catchUpBegan(_, let at), .catchUpCompleted(_, let at), .dataMissing(_, _, let at),
            .changesDropped(_, let at), .bulkBegan(_, let at), .bulkEnded(_, _, let at), .serverChanged(_, _, let at),
            .baseTimeMissing(let at), .discarded(_, _, let at), .status(_, _, let at):
            at
        }
    }
}
