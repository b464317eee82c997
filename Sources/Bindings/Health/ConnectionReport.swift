import LeasequerySession

/// What a feed's condition comes from, for screens and exports.
public struct ConnectionReport: Hashable, Sendable {
    /// When the newest statement was read that was no repeat and did not come from a bulk query.
    public var lastBindingAt: Moment?
    /// What the server's keepalives have taught; nil: nothing yet.
    public var keepalive: KeepaliveInterval?
    /// How long the server may say nothing before that is odd.
    public var lateAfter = FeedFacts.lateUnlearnt
    /// When ACTIVE_LQ_RCV_TIMEOUT closes the connection if nothing more comes; nil: no query is accepted, or the
    /// timeout is not told yet.
    public var closesAt: Moment?
    public var messagesPerSecond = 0.0
    public var octetsPerSecond = 0.0
    /// Messages of the active query in each of the last seconds, oldest first.
    public var messageHistory: [UInt32] = []
    /// Their octets in each of the last seconds, lengths included, oldest first.
    public var octetHistory: [UInt32] = []
    /// The newest measurement of the connection; nil: there is no connection.
    public var reading: ConnectionReading?
    public var history = ConnectionHistory()
    /// Over time.
    public var heard = HeardHistory()

    public init() {}
}
