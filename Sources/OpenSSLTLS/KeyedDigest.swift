import COpenSSL

/// HMAC-SHA-256 (RFC 2104, FIPS 180-4) with one key.
public struct KeyedDigest: Sendable {
    private let key: [UInt8]

    /// - Parameter key: 32 octets or more, and random.
    public init(key: [UInt8]) {
        self.key = key
    }

    /// 32 octets that tell nothing of the key.
    public func callAsFunction(_ octets: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { digest, count in
            var length: UInt32 = 0
            let made = HMAC(EVP_sha256(), key, Int32(key.count), octets, octets.count, digest.baseAddress, &length)
            // Nothing is asked of the system: only a library without SHA-256 would refuse.
            precondition(made != nil, "this OpenSSL has no HMAC-SHA-256")
            count = Int(length)
        }
    }
}
