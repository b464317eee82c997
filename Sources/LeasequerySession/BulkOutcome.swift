import DHCPv6Wire

/// What became of one query of a `BulkRun`.
public enum BulkOutcome: Hashable, Sendable {
    /// The run ended before its turn.
    case notAsked
    /// Asked, and not yet answered to the end.
    case running
    /// The server said that this is all.
    case complete
    /// LEASEQUERY-REPLY with an error status: nothing was said about bindings.
    case refused(StatusCode, text: String)
    /// LEASEQUERY-DONE with an error status: the server gave up in the middle.
    case terminated(StatusCode, text: String)
    /// The connection ended before the answer did.
    case cut(ConnectionEnd)
}

/// What one query of a `BulkRun` brought.
public struct BulkReport: Hashable, Sendable {
    public let query: BulkQuery
    public internal(set) var outcome: BulkOutcome = .notAsked
    /// Statements about bindings that were handed on.
    public internal(set) var bindings = 0
    /// Declined leases (CLIENTID 00:00:00) that Kea adds to answers about relays: not handed on.
    public internal(set) var declined = 0
    /// Messages and CLIENT_DATA that could not be read (V-03, V-04, V-14): each may be a binding that is missing.
    public internal(set) var unreadable = 0

    init(_ query: BulkQuery) {
        self.query = query
    }

    /// Whether every binding the server has for this query was read.
    public var isWhole: Bool { outcome == .complete && unreadable == 0 }

    /// One line for people, as the outcome's own: escape before showing.
    public var verdict: String {
        unreadable == 0 ? "\(outcome)" : "\(outcome), but \(unreadable) parts of the answer could not be read"
    }
}

/// What a whole `BulkRun` brought.
public struct BulkResult: Hashable, Sendable {
    /// One for each query, in the order they were given.
    public var reports: [BulkReport]
    /// Why the connection ended too early; nil if we closed it after the last query.
    public var end: ConnectionEnd?
    /// SERVERID of the last valid LEASEQUERY-REPLY.
    public var serverID: DUID?
    /// Who proved to be at the other end; nil in plain TCP, or if there was no connection.
    public var peer: PeerIdentity?

    public init(reports: [BulkReport], end: ConnectionEnd?, serverID: DUID?) {
        self.reports = reports
        self.end = end
        self.serverID = serverID
    }

    /// Whether every query was answered to its end.
    public var isWhole: Bool { reports.allSatisfy(\.isWhole) }

    /// Whether there is nothing at all to show: no query was answered to its end and no binding came.
    public var isEmptyHanded: Bool { reports.allSatisfy { $0.outcome != .complete && $0.bindings == 0 } }
}

extension BulkOutcome: CustomStringConvertible {
    /// One line for people: what happened and what to do about it. Texts from the wire are in it as they came: escape
    /// before showing.
    public var description: String {
        switch self {
        case .notAsked: "not asked, the connection ended before"
        case .running: "running"
        case .complete: "complete"
        case .refused(let status, let text): "refused: \(status)\(text.isEmpty ? "" : ", \(text)"); \(status.advice)"
        case .terminated(let status, let text):
            "broken off by the server: \(status)\(text.isEmpty ? "" : ", \(text)"); \(status.advice)"
        case .cut(let end): "cut off: \(end.inBulk)"
        }
    }
}

extension ConnectionEnd {
    /// As `description`, where the connection was for a Bulk Leasequery.
    public var inBulk: String {
        switch self {
        case .closedWithoutAnswer:
            "closed without an answer: not permitted, too many connections, or no Bulk Leasequery there"
        case .receiveTimeout(let limit): "no data for \(limit.components.seconds) s (BULK_LQ_DATA_TIMEOUT)"
        case .unreachable, .connectTimeout, .noAnswerToStartTLS, .closedOnStartTLS, .tlsRefused, .injection,
            .handshakeTimeout, .tls, .closedByServer, .sendTimeout, .terminated, .refused, .badFraming,
            .violation, .byUser:
            description
        }
    }
}

extension StatusCode {
    /// What the operator can do about a bulk query that ended with this error.
    fileprivate var advice: String {
        switch self {
        case .unknownQueryType: "this server cannot be asked that way, use another kind of query"
        case .malformedQuery: "check the identifier; for a link, name one of its addresses, not ::"
        case .notConfigured: "the server has no such link or pool, compare with its configured subnets"
        case .notAllowed: "permit this requestor and this kind of query on the server"
        case .queryTerminated: "the server is stopping or short of resources, try again later"
        case .unspecifiedFailure: "see the server's log, try again later"
        default: "not an answer to a bulk query, see the server's log"
        }
    }
}
