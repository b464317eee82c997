import DHCPv6Wire

/// What a session wants done: write these frames in order, then close if there is an end.
public struct ResponderOutput: Sendable {
    public private(set) var writer = MessageWriter()
    /// How many messages are in `writer`.
    public private(set) var messages = 0
    /// Messages that were dropped: those of the requestor that say nothing, and those of ours that 16 bits of length
    /// cannot announce.
    public internal(set) var discarded = 0
    /// Clients told of without the relay data that was asked for; see `ClientReport.longestRelayData`.
    public internal(set) var relayDataLeftOut = 0
    /// Set when TLS begins behind the frames.
    public internal(set) var startsTLS = false
    /// Set when the connection must be closed after the frames are written.
    public internal(set) var end: ResponderEnd?

    public init() {}

    /// The frames to write.
    public var octets: [UInt8] { writer.octets }

    public mutating func removeAll() {
        writer.removeAll()
        messages = 0
        discarded = 0
        relayDataLeftOut = 0
        startsTLS = false
        end = nil
    }

    mutating func message(_ type: MessageType, transactionID: UInt32, _ body: (inout MessageWriter) -> Void) {
        do throws(MessageTooLong) {
            try writer.message(type, transactionID: transactionID, body)
            messages += 1
        } catch {
            discarded += 1
        }
    }
}

/// Why the server closes a connection.
public enum ResponderEnd: Hashable, Sendable {
    /// No query for this long.
    case idle(Duration)
    /// Without a query while all connections were taken: it made room for another.
    case madeRoom
    /// No STARTTLS, or no end of the handshake, for this long.
    case notSecured(Duration)
    /// TLS failed; in words.
    case tls(String)
    /// The requestor took nothing for this long (ACTIVE_LQ_SEND_TIMEOUT, BULK_LQ_DATA_TIMEOUT).
    case blocked(Duration)
    /// The query was answered with this error.
    case refused(StatusCode)
    /// The requestor broke this rule.
    case violation(rule: String, String)
    /// The server stops.
    case shutDown
}

extension ResponderEnd: CustomStringConvertible {
    public var description: String {
        switch self {
        case .idle(let limit): "no query for \(limit.components.seconds) s"
        case .madeRoom: "no query, and another connection needed the place"
        case .notSecured(let limit): "no TLS after \(limit.components.seconds) s"
        case .tls(let reason): "TLS: \(reason)"
        case .blocked(let limit): "requestor took nothing for \(limit.components.seconds) s"
        case .refused(let status): "refused: \(status)"
        case .violation(let rule, let what): "\(what) (\(rule))"
        case .shutDown: "server stops"
        }
    }
}
