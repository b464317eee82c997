import COpenSSL

/// The verification of a peer's certificate: OpenSSL's own of chain, dates, purpose and name, then ours of pin and
/// permission. It runs inside the handshake, so that a refusal reaches the peer as an alert.
///
/// Signature and result are those of `SSL_CTX_set_cert_verify_callback`: 1 is yes.
func verifyPeer(_ chain: OpaquePointer?, _: UnsafeMutableRawPointer?) -> Int32 {
    guard let ssl = X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()),
        let owner = SSL_get_ex_data(OpaquePointer(ssl), 0)
    else { return 0 }
    let connection = Unmanaged<TLSConnection>.fromOpaque(owner).takeUnretainedValue()
    if X509_verify_cert(chain) != 1 {
        connection.refusal = CertificateProblem(chain, expecting: connection.expected)
        return 0
    }
    guard let leaf = X509_STORE_CTX_get0_cert(chain) else { return 0 }
    if let problem = connection.expected.problem(with: PeerCertificate(leaf)) {
        connection.refusal = problem
        X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION)
        return 0
    }
    return 1
}

extension ExpectedPeer {
    /// What is wrong with a certificate whose chain and name are right; nil if nothing is.
    fileprivate func problem(with certificate: PeerCertificate) -> CertificateProblem? {
        switch self {
        case .server(_, pin: nil), .client(oneOf: nil): nil
        case .server(_, pin: .some(let pin)):
            switch certificate.pin {
            case pin: nil
            case .some(let found): .otherKey(expected: pin, found: found)
            case nil: .other("its key cannot be compared with the pinned one")
            }
        case .client(oneOf: .some(let allowed)):
            allowed.contains(where: certificate.isNamed)
                ? nil : .notAllowed(subject: certificate.subject, names: certificate.names)
        }
    }
}

extension CertificateProblem {
    /// What OpenSSL found, with what an operator needs to know of the certificate where it found it.
    fileprivate init(_ chain: OpaquePointer?, expecting expected: ExpectedPeer) {
        let code = X509_STORE_CTX_get_error(chain)
        let words = String(cString: X509_verify_cert_error_string(Int(code)))
        guard let pointer = X509_STORE_CTX_get_current_cert(chain) ?? X509_STORE_CTX_get0_cert(chain) else {
            self = .other(words)
            return
        }
        let certificate = PeerCertificate(pointer)
        self =
            switch code {
            case X509_V_ERR_CERT_HAS_EXPIRED: .expired(certificate.notAfter)
            case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid(certificate.notBefore)
            case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
                .otherName(expected: expected.name, names: certificate.names)
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
                .unknownAuthority(issuer: certificate.issuer)
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: .selfSigned(subject: certificate.subject)
            case X509_V_ERR_CERT_REVOKED: .revoked
            case X509_V_ERR_UNABLE_TO_GET_CRL: .noRevocationList(issuer: certificate.issuer)
            case X509_V_ERR_CRL_HAS_EXPIRED: .revocationListExpired(issuer: certificate.issuer)
            default: .other(words)
            }
    }
}

extension ExpectedPeer {
    fileprivate var name: String {
        switch self {
        case .server(let name, _): name
        case .client: "any client"
        }
    }
}
