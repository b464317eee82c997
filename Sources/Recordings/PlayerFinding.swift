import LeasequerySession

/// What a replay has to say about the recording rather than about the servers.
public enum PlayerFinding: Hashable, Sendable {
    /// Something is missing: all connections count as lost from here on, until they are met again.
    case hole(Hole)
    /// The session of this server would have done something else than the recorded one: from here on the recording is
    /// followed.
    case differs(ServerID, String)
    /// The session asks in other words, and goes on.
    case asksOtherwise(ServerID)
    /// Nothing follows.
    case ended(End)

    public enum Hole: Hashable, Sendable {
        /// The recorder could not keep up.
        case dropped(entries: UInt64, octets: UInt64)
        /// The file is damaged.
        case damaged(octets: Int)
    }

    public enum End: Hashable, Sendable {
        case told(RecordingEnd)
        /// The last octets are no whole block.
        case torn(octets: Int)
        /// The recording program did not say that it ended.
        case untold
    }
}
