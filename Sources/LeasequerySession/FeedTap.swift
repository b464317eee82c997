import DHCPv6Wire

/// Who wants to know everything a feed was told and did, in order, so that it can be run again later.
///
/// Called on the event loop of the server, after what is noted took effect. Must return at once.
public protocol FeedTap: Sendable {
    func note(_ note: FeedNote, of server: ServerID, at now: Moment)

    /// Octets were used up: whole messages, unless they ended the connection. Valid during the call only.
    ///
    /// - Parameter isPrompt: whether they were read as soon as they came.
    func note(
        received octets: RawSpan, on connection: FeedConnection, isPrompt: Bool, of server: ServerID, at now: Moment)

    /// A random number was drawn for what is noted next.
    func note(drawn number: UInt64, of server: ServerID)
}

/// One connection of a feed.
public enum FeedConnection: Hashable, Sendable {
    case active(ConnectionID)
    /// That of a bulk run.
    case bulk(BulkID)
}

/// What the user and time want of a session.
public enum SessionInput: Hashable, Sendable {
    case start, reconnect, stop, deadline
    case refill(isUrgent: Bool)
}

/// What happens to a connection besides octets.
public enum ConnectionInput: Hashable, Sendable {
    /// - Parameter roundTrip: of the path; nil if unknown.
    case opened(roundTrip: Duration?)
    case secured(PeerIdentity)
    /// What was sent last has left.
    case written
    /// It is gone or never came up, and these octets were no whole message.
    case ended(TransportEnd, leaving: [UInt8])
}

/// One thing that was told to the driver of a feed, or that it did.
public enum FeedNote: Hashable, Sendable {
    /// The session was made, with this DUID of its own and going on from there.
    case made(ownDUID: DUID, ResumePoint)
    case told(SessionInput)
    case happened(ConnectionInput, on: FeedConnection)
    /// A bulk run was made and opens its connection.
    case bulkMade(BulkID)
    case bulkDeadline(BulkID)
    /// The session was told what became of the run.
    case bulkEnded(BulkID)
    case sent([UInt8], on: FeedConnection)
    case received([UInt8], on: FeedConnection, isPrompt: Bool)
    /// What was read since the last time went to the sink; nil: from the active connection.
    case handedOver(BulkID?)
    case drew(UInt64)
    case measured(ConnectionReading)
    /// Told once a second while there is an active connection: what is being asked on it.
    case asking(ObservedQuery)
}
