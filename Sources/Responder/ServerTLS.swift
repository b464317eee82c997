import OpenSSLTLS

/// What a server needs to begin TLS with a requestor.
struct ServerTLS: Sendable {
    private let context: TLSContext
    private let clients: [String]?

    /// Reads the files.
    ///
    /// - Returns: nil for clear text.
    init?(_ protection: ServerConfiguration.Protection) throws(TLSFailure) {
        guard case .tls(let settings, let clients) = protection else { return nil }
        context = try TLSContext(settings, as: .server)
        self.clients = clients
    }

    func handler() throws(TLSFailure) -> TLSHandler { try TLSHandler(context, expecting: .client(oneOf: clients)) }
}
