/// What is wrong with a TLS connection or its files, in words that say what to do.
///
/// Texts of the peer (names, subjects) are in it as they came: escape before showing.
public enum TLSFailure: Error, Hashable, Sendable {
    /// One of our own files.
    case file(String, FileProblem)
    /// We do not accept the peer's certificate.
    case refusedPeer(CertificateProblem)
    /// The peer gave up and said why: with TLS 1.3 it may do so after the handshake seemed complete, for it checks our
    /// certificate last.
    case alert(TLSAlert)
    /// The peer offers nothing that we may accept (RFC 9325); OpenSSL's words.
    case noCommonGround(String)
    /// The octets are not TLS at all, or broken; OpenSSL's words.
    case notTLS(String)
    /// TCP ended without the close of TLS: what came last may be missing.
    case truncated
}

/// What keeps one of our own files from being used.
public enum FileProblem: Hashable, Sendable {
    /// The system's words.
    case unreadable(String)
    case notAFile
    case notADirectory
    /// Others can read a private key.
    case exposed(mode: UInt32)
    /// OpenSSL's words.
    case malformed(String)
    /// A key that needs a passphrase, which nobody could type.
    case encrypted
    /// The key is not the one the certificate is for.
    case otherKey(certificate: String)
    /// Certificates are found by names of their own, and there is none.
    case notRehashed
}

/// Why a peer's certificate is refused.
public enum CertificateProblem: Hashable, Sendable {
    case missing
    /// Seconds since 1970; nil if unreadable.
    case expired(Int64?)
    case notYetValid(Int64?)
    case otherName(expected: String, names: [String])
    case unknownAuthority(issuer: String)
    case selfSigned(subject: String)
    case revoked
    /// A revocation list was asked for and there is none of this issuer.
    case noRevocationList(issuer: String)
    case revocationListExpired(issuer: String)
    case otherKey(expected: PublicKeyPin, found: PublicKeyPin)
    case notAllowed(subject: String, names: [String])
    /// OpenSSL's words.
    case other(String)
}

/// What a peer says when it gives up (RFC 8446 section 6.2).
public struct TLSAlert: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }
}

extension TLSFailure {
    /// At whose end to look first.
    public enum Side: Hashable, Sendable {
        case ours, peers, between
    }

    public var side: Side {
        switch self {
        case .file: .ours
        case .refusedPeer, .noCommonGround, .notTLS: .peers
        case .alert(let alert): alert.isAboutCertificate ? .ours : .peers
        case .truncated: .between
        }
    }
}

extension TLSAlert {
    /// Whether it is our certificate that the peer does not accept.
    public var isAboutCertificate: Bool { [41, 42, 43, 44, 45, 46, 48, 49, 116].contains(rawValue) }
}
