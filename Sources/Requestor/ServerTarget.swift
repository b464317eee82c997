import LeasequerySession
import OpenSSLTLS

/// Where a server is and how the way there is protected.
public struct ServerTarget: Hashable, Sendable {
    /// There is no default: plain TCP is somebody's explicit wish.
    public enum Protection: Hashable, Sendable {
        /// Nobody proves who speaks, and anyone on the way can read.
        case insecure
        /// STARTTLS and mutual authentication, or nothing. The files are read anew for every connection.
        ///
        /// - Parameters:
        ///   - name: the DNS name or IP address that the server's certificate must be for.
        ///   - pin: the key it must have besides, if any.
        case tls(TLSSettings, name: String, pin: PublicKeyPin?)

        /// Reads the files as a connection would; blocks as long as that takes.
        public func checkFiles() throws(TLSFailure) { _ = try TLSPreparation(self) }
    }

    public var endpoint: ServerEndpoint
    public var protection: Protection
    /// nil: nothing is asked for but what the active query says.
    public var fillPlan: FillPlan?
    public var mode: SessionConfiguration.Mode

    public init(
        _ endpoint: ServerEndpoint, _ protection: Protection, fillPlan: FillPlan? = nil,
        mode: SessionConfiguration.Mode = .active
    ) {
        self.endpoint = endpoint
        self.protection = protection
        self.fillPlan = fillPlan
        self.mode = mode
    }

    var security: SessionConfiguration.Security {
        switch protection {
        case .insecure: .insecure
        case .tls: .tls
        }
    }
}

/// What one connection needs to begin TLS later, read and checked before it is opened: a server is not bothered with
/// connections that cannot come to anything.
struct TLSPreparation {
    private let context: TLSContext
    private let expected: ExpectedPeer

    /// - Returns: nil for plain TCP.
    init?(_ protection: ServerTarget.Protection) throws(TLSFailure) {
        guard case .tls(let settings, let name, let pin) = protection else { return nil }
        context = try TLSContext(settings, as: .client)
        expected = .server(name: name, pin: pin)
    }

    func handler() throws(TLSFailure) -> TLSHandler { try TLSHandler(context, expecting: expected) }
}

extension ServerEndpoint {
    /// What the server's certificate must be for if nothing else is said: the host, without the zone of an address.
    public var certificateName: String { String(host.prefix { $0 != "%" }) }
}

extension TransportEnd {
    init(_ failure: TLSFailure) {
        let side: TLSFault.Side =
            switch failure.side {
            case .ours: .ours
            case .peers: .servers
            case .between: .between
            }
        self = .tls(TLSFault(side, failure.description))
    }
}

extension PeerIdentity {
    init(_ peer: SecuredPeer) {
        self.init(
            subject: peer.certificate.subject, issuer: peer.certificate.issuer, names: peer.certificate.names,
            notAfter: peer.certificate.notAfter, version: peer.version, cipher: peer.cipher)
    }
}
