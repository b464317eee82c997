import DHCPv6Wire

/// Replaces what tells who a client is, so that what is left can be shown to others: rows in, rows out, and nothing
/// behind them needs to know.
///
/// A DUID, a link-layer address and what relays call a line become pseudonyms: the same for the same octets and the same
/// key, and of so many octets that no two that differ look alike. Addresses and prefixes lose what lies behind a chosen
/// length. Names are taken out or become pseudonyms, options that nobody here can read are taken out. What servers are
/// called and where they are stays.
public struct Redactor: Sendable {
    /// What becomes of the names of clients.
    public enum Names: String, CaseIterable, Hashable, Sendable {
        case removed, pseudonyms
    }

    /// 32 octets that depend on the key and the octets, and tell nothing of either (HMAC-SHA-256, RFC 2104).
    public typealias Digest = @Sendable (_ octets: [UInt8]) -> [UInt8]

    /// More would show the interface-identifiers that are made from link-layer addresses.
    public static let prefixLengths = 0...64

    /// Bits of an address that stay.
    public let prefixLength: UInt8
    public let names: Names
    /// By which two outputs are known to have the same pseudonyms; tells nothing of the key.
    public let keyFingerprint: String
    private let digest: Digest

    /// - Parameters:
    ///   - prefixLength: one of `prefixLengths`.
    ///   - digest: with the key.
    public init(prefixLength: UInt8, names: Names, digest: @escaping Digest) {
        self.prefixLength = prefixLength
        self.names = names
        self.digest = digest
        keyFingerprint = digest(Array("lqtop key fingerprint".utf8)).prefix(8).hex
    }

    /// So that the same octets in another role are another pseudonym.
    enum Role: String {
        case duid, linkLayer, interfaceID, remoteID, subscriberID, name
    }

    func pseudonym(_ octets: [UInt8], _ role: Role, count: Int = 16) -> [UInt8] {
        Array(digest(Array(role.rawValue.utf8) + [0] + octets).prefix(count))
    }
}

// Values.
extension Redactor {
    /// Of type 65535, which no DUID has (RFC 8415 section 11), and 16 octets.
    public func redacted(_ duid: DUID) -> DUID {
        DUID(octets: [0xff, 0xff] + pseudonym(duid.octets, .duid))
    }

    public func redacted(_ address: IPv6Address) -> IPv6Address { address.masked(to: prefixLength) }

    /// Shorter ones stay as they are.
    public func redacted(_ prefix: IPv6Prefix) -> IPv6Prefix {
        IPv6Prefix(prefix.address, length: min(prefix.length, prefixLength))
    }
}

extension Redactor: Equatable {
    /// Whether both make the same of everything.
    public static func == (left: Redactor, right: Redactor) -> Bool {
        left.keyFingerprint == right.keyFingerprint && left.prefixLength == right.prefixLength
            && left.names == right.names
    }
}
