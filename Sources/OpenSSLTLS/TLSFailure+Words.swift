extension TLSFailure: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .file(let path, let problem): problem.words(for: path)
        case .refusedPeer(let problem): "peer's certificate refused: \(problem)"
        case .alert(let alert): "refused by the peer: \(alert)"
        case .noCommonGround(let reason): "no common TLS version or cipher (1.2 or later is needed): \(reason)"
        case .notTLS(let reason): "peer does not speak proper TLS: \(reason)"
        case .truncated: "connection cut without a TLS close"
        }
    }
}

extension FileProblem {
    fileprivate func words(for path: String) -> String {
        switch self {
        case .unreadable(let reason): "cannot read \(path): \(reason)"
        case .notAFile: "\(path) is no file"
        case .notADirectory: "\(path) is no directory"
        case .exposed(let mode):
            "private key \(path) can be read by others (mode \(String(mode, radix: 8))); run: chmod 600 \(path)"
        case .malformed(let reason): "\(path) cannot be used: \(reason)"
        case .encrypted:
            "private key \(path) is encrypted; write a readable one with: openssl pkey -in \(path) -out NEW"
        case .otherKey(let certificate): "private key \(path) does not belong to the certificate \(certificate)"
        case .notRehashed: "\(path) has no certificates under hashed names; run: openssl rehash \(path)"
        }
    }
}

extension CertificateProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing: "it sent none"
        case .expired(let time): "expired\(CertificateProblem.date(time))"
        case .notYetValid(let time): "not valid before\(CertificateProblem.date(time)); compare both clocks"
        case .otherName(let expected, let names):
            "it is not for \(expected) but for \(names.isEmpty ? "no name" : names.joined(separator: ", "))"
        case .unknownAuthority(let issuer): "issued by an authority that is not trusted here: \(issuer)"
        case .selfSigned(let subject): "self-signed and not trusted here: \(subject)"
        case .revoked: "revoked by its authority"
        case .noRevocationList(let issuer): "no revocation list of \(issuer) in the given file"
        case .revocationListExpired(let issuer): "the revocation list of \(issuer) is out of date; fetch a new one"
        case .otherKey(let expected, let found): "its key is \(found), not the pinned \(expected)"
        case .notAllowed(let subject, let names):
            "not among the allowed clients: \(([subject] + names).joined(separator: ", "))"
        case .other(let reason): reason
        }
    }

    private static func date(_ time: Int64?) -> String {
        time.map { " " + CertificateTime(secondsSince1970: $0).description } ?? ""
    }
}

extension TLSAlert: CustomStringConvertible {
    public var description: String {
        switch rawValue {
        case 20, 21, 51: "it could not decrypt what we sent (alert \(rawValue))"
        case 40: "handshake failure: no common cipher, or our certificate is missing or not allowed"
        case 41, 116: "it demands a certificate and got none"
        case 42: "our certificate is not acceptable"
        case 43: "our certificate is of an unsupported kind"
        case 44: "our certificate is revoked"
        case 45: "our certificate has expired"
        case 46: "our certificate is not acceptable, for no stated reason"
        case 48: "it does not trust the authority that issued our certificate"
        case 49: "access denied to our certificate"
        case 70: "no common TLS version (1.2 or later is needed)"
        case 71: "our ciphers are too weak for it"
        case 80: "internal error there"
        case 112: "it does not serve the name we ask for"
        default: "alert \(rawValue)"
        }
    }
}
