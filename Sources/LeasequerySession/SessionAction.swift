/// Names one connection of one session; never used twice.
@frozen
public struct ConnectionID: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

/// What the session wants done, in order. None waits for another, and none needs an answer to be undone.
public enum SessionAction: Hashable, Sendable {
    /// Open TCP; report `opened` or `ended`.
    case open(ConnectionID)
    /// Begin the TLS handshake as its client; report `secured` or `ended`.
    case startTLS(ConnectionID)
    /// Write these octets, framing included; report `queryWritten` when the last one has left.
    case send([UInt8], ConnectionID)
    /// Close, or give up opening. What the connection still says is for nobody.
    case close(ConnectionID)
    /// Ask these on a connection of their own, one after another, with a `BulkRun`; report `bulkEnded`.
    case runBulk(BulkID, [BulkQuery])
    /// Give a bulk run up. What it still brings is for nobody.
    case stopBulk(BulkID)
}

/// What came of the inputs so far: the driver owns it, carries out the actions, hands the events on and empties it.
public struct SessionOutput: Sendable {
    public var actions: [SessionAction] = []
    public var events: [SessionEvent] = []

    public init() {}
}

/// How a connection ended as far as the transport can tell; the session knows what that means.
public enum TransportEnd: Hashable, Sendable {
    /// It never came up; the system's reason.
    case unreachable(String)
    /// It did not come up in the time the transport allows.
    case timedOut
    /// The peer sent the end of its stream.
    case closed
    /// The peer reset the connection.
    case reset
    /// The connection broke; the system's reason.
    case failed(String)
    /// TLS could not begin or go on, or the system's connection ended without a close of TLS.
    case tls(TLSFault)
}

/// What to do with one message.
@frozen
public enum Verdict: Hashable, Sendable {
    /// Sound: what it says about bindings holds, and the connection goes on.
    case apply(UpdateOrigin)
    /// Dropped by a rule; the connection goes on.
    case discard
    /// The answer to STARTTLS: the handshake begins, and nothing more is read in clear.
    case secure
    /// Sound and the last of its connection, which is being closed; it says nothing about bindings.
    case finish
    /// Dropped by a rule that costs the connection, which is being closed.
    case reject
}
