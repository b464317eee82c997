/// What the driver measures on an active connection once a second, besides what the server says on it: whether it is
/// this side that is slow, and how the path does.
public struct ConnectionReading: Hashable, Sendable {
    /// When it was taken.
    public var at: Moment
    /// ACTIVE_LQ_RCV_TIMEOUT as configured: so long without a valid message closes the connection (RFC 7653 section 8.4).
    public var receiveTimeout: Duration
    /// How much later than planned the reading was taken: so long the thread that reads had other things to do.
    public var threadDelay: Duration = .zero
    /// Octets that this machine has received and the program has not read yet; nil: the system does not tell.
    public var octetsWaiting: UInt64?
    /// Since when every read has filled its buffer, so that more was waiting behind it; nil: the last one did not.
    public var crowdedSince: Moment?
    /// Since when the beginning of a message has been waiting for its rest; nil: what was read ended with a message.
    public var fragmentSince: Moment?
    /// nil: the system does not tell.
    public var path: PathReading?

    public init(at: Moment, receiveTimeout: Duration) {
        self.at = at
        self.receiveTimeout = receiveTimeout
    }
}

/// How TCP sees the path to a server since the connection began. A requestor sends little: the round trip is that of
/// its last words, and losses on the way to us show as segments out of order.
public struct PathReading: Hashable, Sendable {
    /// Smoothed (RFC 6298).
    public var roundTrip: Duration
    /// The least ever measured; nil: the system does not tell.
    public var leastRoundTrip: Duration?
    /// Segments that we sent again.
    public var retransmits: UInt64
    /// Segments that came out of order, most of them because one before was lost; nil: the system does not tell.
    public var outOfOrder: UInt64?

    public init(
        roundTrip: Duration, leastRoundTrip: Duration? = nil, retransmits: UInt64 = 0, outOfOrder: UInt64? = nil
    ) {
        self.roundTrip = roundTrip
        self.leastRoundTrip = leastRoundTrip
        self.retransmits = retransmits
        self.outOfOrder = outOfOrder
    }
}
