/// What receives batches and events of all servers.
///
/// Called on the event loop of the server, in order for each server. It must return soon: while it runs, nothing is
/// read from that server. It stands here so that the store can fulfil it without knowing the transport.
public protocol FeedSink: Sendable {
    /// - Parameters:
    ///   - batch: what was said about bindings; valid during the call only.
    ///   - events: what changed about the feed, in order; they happened before the batch was closed.
    ///   - now: when the hand-over happens.
    func receive(_ batch: borrowing UpdateBatch, _ events: [SessionEvent], from server: ServerID, at now: Moment)

    /// A measurement of the active connection; once a second while there is one.
    func receive(_ reading: ConnectionReading, from server: ServerID)
}

extension FeedSink {
    /// For sinks that nobody asks how a connection does.
    public func receive(_ reading: ConnectionReading, from server: ServerID) {}
}
