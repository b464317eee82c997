import DHCPv6Wire

/// Why a connection ended, and so whose turn it is to act.
public enum ConnectionEnd: Hashable, Sendable {
    /// TCP never came up; the text is the system's (`Connection refused`).
    case unreachable(String)
    /// TCP did not come up in time.
    case connectTimeout
    /// STARTTLS was not answered for this long (R-18).
    case noAnswerToStartTLS(Duration)
    /// The server closed on STARTTLS: it does not know it, or does not want us (R-18).
    case closedOnStartTLS
    /// The answer to STARTTLS has an error status, TLSConnectionRefused as a rule (R-18).
    case tlsRefused(StatusCode, text: String)
    /// So many octets came in clear behind the answer to STARTTLS, where only TLS may be: somebody may have put them
    /// there (RFC 9325 section 3.2).
    case injection(octets: Int)
    /// The TLS handshake was not complete after this long (R-22).
    case handshakeTimeout(Duration)
    /// TLS failed: certificates, versions, keys, or a cut (R-22).
    case tls(TLSFault)
    /// The server closed without one octet after our query: not permitted, too many connections, or no active
    /// leasequery at all; nobody can tell which.
    case closedWithoutAnswer
    /// The server closed, cleanly or not; the text is the system's, empty for a clean close.
    case closedByServer(String)
    /// No valid message for this long (ACTIVE_LQ_RCV_TIMEOUT, R-28).
    case receiveTimeout(Duration)
    /// The query could not be written for this long (BULK_LQ_DATA_TIMEOUT, R-27).
    case sendTimeout(Duration)
    /// LEASEQUERY-DONE: the server ends the query, with this status and text.
    case terminated(StatusCode?, text: String)
    /// LEASEQUERY-REPLY with an error status and this text.
    case refused(StatusCode, text: String)
    /// Framing is lost (V-01, V-02).
    case badFraming(WireError)
    /// The server broke the protocol in a way that leaves no trust in what follows; the rule's id.
    case violation(rule: String, String)
    /// The user asked for a new connection or stopped the server.
    case byUser
}

extension ConnectionEnd: CustomStringConvertible {
    /// One line for people. Texts from the wire are in it as they came: escape before showing.
    public var description: String {
        switch self {
        case .unreachable(let reason): "cannot connect: \(reason)"
        case .connectTimeout: "no answer to the TCP connect"
        case .noAnswerToStartTLS(let limit): "no answer to STARTTLS for \(limit.components.seconds) s"
        case .closedOnStartTLS: "closed on STARTTLS: not permitted, too many connections, or no TLS there"
        case .tlsRefused(let status, let text):
            "TLS refused: \(status)\(text.isEmpty ? "" : ", \(text)"); enable it on the server"
        case .injection(let octets):
            "\(octets) octets in clear behind the answer to STARTTLS: dropped, somebody may be in between"
        case .handshakeTimeout(let limit): "TLS handshake not complete after \(limit.components.seconds) s"
        case .tls(let fault): "TLS: \(fault.text)"
        case .closedWithoutAnswer:
            "closed without an answer: not permitted, too many connections, or no active leasequery there"
        case .closedByServer(let reason): reason.isEmpty ? "closed by the server" : "connection lost: \(reason)"
        case .receiveTimeout(let limit): "silent for \(limit.components.seconds) s (ACTIVE_LQ_RCV_TIMEOUT)"
        case .sendTimeout(let limit): "query not writable for \(limit.components.seconds) s (BULK_LQ_DATA_TIMEOUT)"
        case .terminated(let status, let text): "terminated: \(status ?? .success)\(text.isEmpty ? "" : ", \(text)")"
        case .refused(let status, let text): "refused: \(status)\(text.isEmpty ? "" : ", \(text)")"
        case .badFraming(let error): "framing lost: \(error)"
        case .violation(let rule, let what): "\(what) (\(rule))"
        case .byUser: "closed by you"
        }
    }
}

extension ConnectionEnd {
    /// What the end of the transport means before TCP was up.
    init(opening transport: TransportEnd) {
        self =
            switch transport {
            case .unreachable(let reason), .failed(let reason): .unreachable(reason)
            case .timedOut: .connectTimeout
            case .closed: .unreachable("closed while opening")
            case .reset: .unreachable("reset while opening")
            case .tls(let fault): .tls(fault)
            }
    }

    /// What the end of the transport means once the query is under way.
    init(querying transport: TransportEnd, hasHeard: Bool) {
        self =
            switch (transport, hasHeard) {
            case (.closed, false), (.reset, false): .closedWithoutAnswer
            case (.closed, true): .closedByServer("")
            case (.reset, true): .closedByServer("reset by the server")
            case (.failed(let reason), _), (.unreachable(let reason), _): .closedByServer(reason)
            case (.timedOut, _): .closedByServer("timed out")
            case (.tls(let fault), _): .tls(fault)
            }
    }

    /// Whether the same query will hardly be answered better soon (RFC 5007 section 4.3.3).
    var isLasting: Bool {
        switch self {
        case .refused(let status, _):
            [.unknownQueryType, .malformedQuery, .notConfigured, .notAllowed, .notSupported].contains(status)
        case .tlsRefused: true
        case .unreachable, .connectTimeout, .noAnswerToStartTLS, .closedOnStartTLS, .injection, .handshakeTimeout,
            .tls, .closedWithoutAnswer, .closedByServer, .receiveTimeout, .sendTimeout, .terminated, .badFraming,
            .violation, .byUser:
            false
        }
    }
}
