/// The files of one end of a TLS connection, as the user gave them. Both ends show a certificate (RFC 7653 section
/// 9.1).
public struct TLSSettings: Hashable, Sendable {
    /// Which authorities may vouch for the peer.
    public enum Trust: Hashable, Sendable {
        /// The system's own store.
        case system
        /// Certificates in one PEM file.
        case file(String)
        /// A directory with hashed names (`openssl rehash`).
        case directory(String)
    }

    public var trust: Trust
    /// PEM: our certificate first, then those that lead to the authority.
    public var certificate: String
    /// PEM, not encrypted, not readable by others.
    public var key: String
    /// PEM: the revocation lists of every authority in the peer's chain; nil asks for none.
    public var revocationLists: String?

    public init(trust: Trust, certificate: String, key: String, revocationLists: String? = nil) {
        self.trust = trust
        self.certificate = certificate
        self.key = key
        self.revocationLists = revocationLists
    }
}

/// Whom the other end must prove to be, beyond having a certificate of a trusted authority.
public enum ExpectedPeer: Hashable, Sendable {
    /// We are the TLS client: the server's certificate is for this DNS name or IP address, and has this key if a pin
    /// is given.
    case server(name: String, pin: PublicKeyPin? = nil)
    /// We are the TLS server: one of these is the client certificate's common name, a DNS name or IP address in it,
    /// or its whole subject; nil allows every client the authorities vouch for.
    case client(oneOf: [String]?)
}

/// The SHA-256 digest of a public key (SubjectPublicKeyInfo), which outlives the certificates issued for it.
public struct PublicKeyPin: Hashable, Sendable {
    public let digest: [UInt8]

    static let length = 32

    init(digest: [UInt8]) {
        self.digest = digest
    }

    /// - Parameter text: 64 hexadecimal digits, with or without colons between the octets; nil if it is anything else.
    public init?(_ text: String) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 2 * PublicKeyPin.length else { return nil }
        var digest: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 2) {
            guard let high = PublicKeyPin.value(of: digits[start]), let low = PublicKeyPin.value(of: digits[start + 1])
            else { return nil }
            digest.append(high << 4 | low)
        }
        self.digest = digest
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension PublicKeyPin: CustomStringConvertible {
    public var description: String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
