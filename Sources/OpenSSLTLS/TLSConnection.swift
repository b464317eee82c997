import COpenSSL

/// One TLS connection without a transport: octets of the wire in and out on one side, clear octets on the other.
///
/// After every call that may have produced some, even a failed one, the caller takes what is to be sent with `drain`:
/// alerts and key updates come at any time. Not thread-safe.
final class TLSConnection {
    /// What a call of `read` brought.
    enum Reading: Hashable {
        case octets(Int)
        /// Nothing more until the peer sends more.
        case needsMore
        /// The peer closed TLS: there will be nothing more.
        case closed
    }

    let expected: ExpectedPeer
    /// Why the peer's certificate was refused, once it was.
    var refusal: CertificateProblem?
    private let ssl: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    init(_ context: TLSContext, expecting expected: ExpectedPeer) throws(TLSFailure) {
        ERR_clear_error()
        guard let ssl = SSL_new(context.pointer) else { throw .noCommonGround(OpenSSLErrors.take().text) }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(ssl)
            throw .noCommonGround(OpenSSLErrors.take().text)
        }
        SSL_set_bio(ssl, incoming, outgoing)
        (self.ssl, self.incoming, self.outgoing, self.expected) = (ssl, incoming, outgoing, expected)
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
        switch context.role {
        case .client: SSL_set_connect_state(ssl)
        case .server: SSL_set_accept_state(ssl)
        }
        if case .server(let name, _) = expected { try demand(name) }
    }

    deinit { SSL_free(ssl) }

    /// A literal address is looked for among the certificate's addresses, everything else among its names; the common
    /// name never counts (RFC 9525).
    private func demand(_ name: String) throws(TLSFailure) {
        let parameters = SSL_get0_param(ssl)
        if X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1 { return }
        X509_VERIFY_PARAM_set_hostflags(parameters, tls_host_flags)
        guard !name.isEmpty, SSL_set1_host(ssl, name) == 1, tls_set_server_name(ssl, name) == 1 else {
            ERR_clear_error()
            throw .refusedPeer(.other("'\(name)' is no name a certificate can be checked for"))
        }
    }

    /// Octets from the wire.
    func feed(_ octets: UnsafeRawBufferPointer) {
        guard let start = octets.baseAddress else { return }
        var written = 0
        // A memory BIO takes everything, short of memory.
        BIO_write_ex(incoming, start, octets.count, &written)
    }

    /// How many octets wait to be sent.
    var pending: Int { BIO_ctrl_pending(outgoing) }

    /// - Returns: how many octets were put into `buffer`.
    func drain(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var taken = 0
        BIO_read_ex(outgoing, buffer.baseAddress, buffer.count, &taken)
        return taken
    }

    /// One step of the handshake.
    ///
    /// - Returns: whether it is complete at this end.
    func handshake() throws(TLSFailure) -> Bool {
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        if result == 1 { return true }
        guard SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ else { throw failure() }
        return false
    }

    /// Clear octets from the peer, after the handshake.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TLSFailure) -> Reading {
        ERR_clear_error()
        var count = 0
        let result = SSL_read_ex(ssl, buffer.baseAddress, buffer.count, &count)
        if result == 1 { return .octets(count) }
        return switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: .needsMore
        case SSL_ERROR_ZERO_RETURN: .closed
        default: throw failure()
        }
    }

    /// Clear octets to the peer, after the handshake; at least one.
    func write(_ octets: UnsafeRawBufferPointer) throws(TLSFailure) {
        ERR_clear_error()
        var count = 0
        guard SSL_write_ex(ssl, octets.baseAddress, octets.count, &count) == 1 else { throw failure() }
    }

    /// Says that nothing more will be sent.
    func close() {
        ERR_clear_error()
        SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// What is known of the peer once the handshake is complete.
    var peer: SecuredPeer? {
        guard let certificate = SSL_get1_peer_certificate(ssl) else { return nil }
        defer { X509_free(certificate) }
        return SecuredPeer(
            certificate: PeerCertificate(certificate), version: String(cString: SSL_get_version(ssl)),
            cipher: tls_cipher_name(ssl).map { String(cString: $0) } ?? "")
    }

    private func failure() -> TLSFailure {
        let errors = OpenSSLErrors.take()
        if let refusal { return .refusedPeer(refusal) }
        return errors.failure
    }
}
