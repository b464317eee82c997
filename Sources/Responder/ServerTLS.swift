import OpenSSLTLS

/// What a server needs to begin TLS with a requestor.
struct ServerTLS: Sendable {
    private let settings: TLSSettings
    private let clients: [String]?

    /// Reads the files, to find out at once whether they are of any use.
    ///
    /// - Returns: nil for clear text.
    init?(_ protection: ServerConfiguration.Protection) throws(TLSFailure) {
        guard case .tls(let settings, let clients) = protection else { return nil }
        _ = try TLSContext(settings, as: .server)
        self.settings = settings
        self.clients = clients
    }

    /// Reads the files anew: certificates are replaced while a server runs.
    func handler() throws(TLSFailure) -> TLSHandler {
        try TLSHandler(
            TLSContext(settings, as: .server), expecting: .client(oneOf: clients), allowsHalfClosure: true)
    }
}
