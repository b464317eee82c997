import DHCPv6Wire

/// What changed about a *feed*, as against about bindings.
public enum SessionEvent: Hashable, Sendable {
    case phase(FeedPhase, at: Moment)
    /// A connection was opened for an active query; how many attempts it took since the last success.
    case connected(at: Moment)
    case ended(ConnectionEnd, at: Moment)
    /// The server catches us up with what changed since `from`, its own clock.
    case catchUpBegan(from: ServerTime, at: Moment)
    /// CatchUpComplete: everything since LQ_START_TIME has been said.
    case catchUpCompleted(base: ServerTime?, at: Moment)
    /// DataMissing: changes between these two times of the server's clock are unknown; nil is open-ended.
    case dataMissing(from: ServerTime?, to: ServerTime?, at: Moment)
    /// SERVERID differs from the one before: another server, or a reinstalled one. What was saved is void.
    case serverChanged(from: DUID, to: DUID, at: Moment)
    /// A message was dropped and the connection goes on: the rule's id and what was wrong.
    case discarded(rule: String, String, at: Moment)
    /// A status that changes nothing but that the operator should see.
    case status(StatusCode, text: String, at: Moment)
}
