import COpenSSL

/// The files of one end, read and checked once: an `SSL_CTX` that is never changed afterwards and so may be shared by
/// connections on any thread. Reading them anew means making another.
public final class TLSContext: @unchecked Sendable {
    public enum Role: Sendable {
        case client, server
    }

    public let role: Role
    let pointer: OpaquePointer

    /// What RFC 9325 section 4.2 leaves of TLS 1.2; TLS 1.3 has no weak ones.
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"
    /// 112 bits: no RSA key under 2048 bits, no SHA-1 signature (RFC 9325 sections 4.5 and 5.4).
    private static let securityLevel: Int32 = 2

    /// Reads files; blocks as long as that takes.
    ///
    /// - Throws: `TLSFailure.file` for a file that is missing, exposed or of no use.
    public init(_ settings: TLSSettings, as role: Role) throws(TLSFailure) {
        let method = role == .client ? TLS_client_method() : TLS_server_method()
        guard let pointer = SSL_CTX_new(method) else { throw .noCommonGround(OpenSSLErrors.take().text) }
        self.role = role
        self.pointer = pointer
        try restrict()
        try loadTrust(settings.trust)
        if let path = settings.revocationLists { try loadRevocationLists(path) }
        try loadIdentity(settings)
        SSL_CTX_set_cert_verify_callback(pointer, verifyPeer, nil)
    }

    deinit { SSL_CTX_free(pointer) }

    /// The system's policy may be stricter than ours, never weaker.
    private func restrict() throws(TLSFailure) {
        ERR_clear_error()
        SSL_CTX_set_options(pointer, tls_options)
        tls_resume_nothing(pointer)
        tls_lend_buffers(pointer)
        SSL_CTX_set_security_level(pointer, max(TLSContext.securityLevel, SSL_CTX_get_security_level(pointer)))
        guard tls_require_1_2(pointer) == 1, SSL_CTX_set_cipher_list(pointer, TLSContext.ciphers) == 1 else {
            throw .noCommonGround(OpenSSLErrors.take().text)
        }
        let demand = role == .server ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER | demand, nil)
    }

    private func loadTrust(_ trust: TLSSettings.Trust) throws(TLSFailure) {
        ERR_clear_error()
        switch trust {
        case .system:
            guard SSL_CTX_set_default_verify_paths(pointer) == 1 else {
                throw .file("the system's certificates", .malformed(OpenSSLErrors.take().text))
            }
        case .file(let path):
            try OwnFile.check(path)
            guard SSL_CTX_load_verify_file(pointer, path) == 1 else {
                throw .file(path, .malformed(OpenSSLErrors.take().text))
            }
        case .directory(let path):
            try OwnFile.checkHashed(directory: path)
            guard SSL_CTX_load_verify_dir(pointer, path) == 1 else {
                throw .file(path, .malformed(OpenSSLErrors.take().text))
            }
        }
    }

    /// Every certificate of a peer's chain must then have a list, else it is refused: a missing list is no good news.
    private func loadRevocationLists(_ path: String) throws(TLSFailure) {
        ERR_clear_error()
        try OwnFile.check(path)
        let store = SSL_CTX_get_cert_store(pointer)
        guard let lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file()),
            X509_load_crl_file(lookup, path, X509_FILETYPE_PEM) > 0
        else { throw .file(path, .malformed(OpenSSLErrors.take().text)) }
        X509_STORE_set_flags(store, tls_crl_flags)
    }

    private func loadIdentity(_ settings: TLSSettings) throws(TLSFailure) {
        ERR_clear_error()
        try OwnFile.check(settings.certificate)
        guard SSL_CTX_use_certificate_chain_file(pointer, settings.certificate) == 1 else {
            throw .file(settings.certificate, .malformed(OpenSSLErrors.take().text))
        }
        let key = try OwnFile.privateKey(settings.key)
        defer { EVP_PKEY_free(key) }
        guard SSL_CTX_use_PrivateKey(pointer, key) == 1, SSL_CTX_check_private_key(pointer) == 1 else {
            ERR_clear_error()
            throw .file(settings.key, .otherKey(certificate: settings.certificate))
        }
    }
}
