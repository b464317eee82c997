import DHCPv6Wire

/// The upgrade of a connection to TLS before anything else is said on it (RFC 7653 section 8.2): STARTTLS in clear,
/// its answer in clear, then the handshake. There is no way from here to a query in clear.
struct TLSNegotiation: Hashable, Sendable {
    enum Stage: Hashable, Sendable {
        /// STARTTLS is on its way or written; the REPLY is due.
        case asked
        /// The transport secures the connection.
        case handshaking
    }

    let connection: ConnectionID
    let transactionID: UInt32
    var stage = Stage.asked
    /// Of the path, kept for the query that follows.
    var roundTrip: Duration?
    /// When this stage began.
    var since: Moment

    init(connection: ConnectionID, transactionID: UInt32, at now: Moment) {
        self.connection = connection
        self.transactionID = transactionID
        since = now
    }

    /// STARTTLS, framed: without options (RFC 7653 section 6.2.2).
    var request: [UInt8] { OwnedMessage(.startTLS, transactionID: transactionID, options: []).framed() }

    /// Takes what the server says in clear. Anything but the answer ends the connection unprocessed: it may be
    /// anybody's.
    ///
    /// - Parameter octetsBehind: how many octets came in one piece with the message. After the answer only TLS may
    ///   come, and not before we begin it.
    /// - Returns: why the connection cannot go on; nil if the handshake is to begin, which the stage then says.
    mutating func take(
        _ message: MessageSummary, octets: RawSpan, octetsBehind: Int, at now: Moment
    ) -> ConnectionEnd? {
        guard stage == .asked, message.type == .reply, message.transactionID == transactionID else {
            return .violation(rule: "RFC 7653 8.2", "\(message.type) in clear where the answer to STARTTLS is due")
        }
        if let status = message.status, status != .success {
            return .tlsRefused(status, text: message.statusText(in: octets))
        }
        guard octetsBehind == 0 else { return .injection(octets: octetsBehind) }
        stage = .handshaking
        since = now
        return nil
    }

    func undecodable(_ error: WireError) -> ConnectionEnd {
        .violation(rule: "RFC 7653 8.2", "\(error) in clear where the answer to STARTTLS is due")
    }

    /// What it means that the transport ended.
    func end(_ transport: TransportEnd) -> ConnectionEnd {
        switch (transport, stage) {
        case (.tls(let fault), _): .tls(fault)
        case (.closed, .asked), (.reset, .asked): .closedOnStartTLS
        case (.closed, .handshaking), (.reset, .handshaking):
            .tls(TLSFault(.between, "the server closed in the middle of the TLS handshake"))
        case (.failed, _), (.unreachable, _), (.timedOut, _):
            ConnectionEnd(querying: transport, hasHeard: stage == .handshaking)
        }
    }

    /// What it means that this stage took longer than `limit`.
    func timeout(_ limit: Duration) -> ConnectionEnd {
        switch stage {
        case .asked: .noAnswerToStartTLS(limit)
        case .handshaking: .handshakeTimeout(limit)
        }
    }
}

/// What went wrong with TLS, as the transport tells it.
public struct TLSFault: Hashable, Sendable {
    /// At whose end to look first.
    public enum Side: Hashable, Sendable {
        case ours, servers, between
    }

    public var side: Side
    /// One line for people; names out of certificates are in it as they came: escape before showing.
    public var text: String

    public init(_ side: Side, _ text: String) {
        self.side = side
        self.text = text
    }
}

/// Who the server proved to be, and how the connection is protected.
public struct PeerIdentity: Hashable, Sendable {
    /// RFC 2253 form; as it came: escape before showing.
    public var subject: String
    public var issuer: String
    /// DNS names and IP addresses the certificate is for.
    public var names: [String]
    /// Seconds since 1970-01-01 00:00:00 UTC; nil if the certificate does not say so readably.
    public var notAfter: Int64?
    /// `TLSv1.3`
    public var version: String
    public var cipher: String

    public init(
        subject: String, issuer: String, names: [String], notAfter: Int64?, version: String, cipher: String
    ) {
        self.subject = subject
        self.issuer = issuer
        self.names = names
        self.notAfter = notAfter
        self.version = version
        self.cipher = cipher
    }

    /// Whole days until the certificate expires, negative from then on; nil if unknown.
    public func daysToExpiry(at now: Moment) -> Int64? {
        notAfter.map { Int64((Double($0 - now.unixSeconds) / 86_400).rounded(.down)) }
    }
}
