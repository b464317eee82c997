import DHCPv6Wire

/// What a server allows and how long it waits; the defaults are those of RFC 7653 section 6.4 and RFC 5460 section 5.6,
/// which also say that none should be smaller.
public struct SessionRules: Sendable {
    /// Our own DUID.
    public var serverID: DUID
    /// Whether ACTIVELEASEQUERY is answered at all: off unless somebody decides otherwise (RFC 7653 section 9.1).
    public var activeLeasequery = false
    /// Secure mode: nobody is answered without TLS. Off only where clear text is an explicit decision of its own
    /// (section 9.1).
    var needsTLS = true
    /// What may be given to requestors; what is not in here is never sent, asked for or not (section 9.3).
    public var permitted: RequestedOptions = .all
    /// For STARTTLS to come, and again for the handshake; no RFC gives a value.
    public var secureTimeout: Duration = .seconds(120)
    /// ACTIVE_LQ_IDLE_TIMEOUT: after this long without a message, an empty one.
    public var keepalive: Duration = recommendedKeepalive
    public static let recommendedKeepalive = Duration.seconds(60)
    /// ACTIVE_LQ_SEND_TIMEOUT: the longest an active connection may be blocked.
    public var sendTimeout: Duration = recommendedSendTimeout
    public static let recommendedSendTimeout = Duration.seconds(120)
    /// BULK_LQ_DATA_TIMEOUT: the longest without a query, or with a blocked bulk answer.
    public var bulkTimeout: Duration = recommendedBulkTimeout
    public static let recommendedBulkTimeout = Duration.seconds(300)

    public init(serverID: DUID) {
        self.serverID = serverID
    }
}
