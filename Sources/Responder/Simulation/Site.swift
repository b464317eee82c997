import DHCPv6Wire

/// The network of one simulated server: links, relays and pools, all out of documentation space (RFC 3849, RFC 9637).
struct Site: Sendable {
    /// 0 to 127; different numbers share no address.
    let number: UInt8
    let seed: UInt64
    /// How many links there are, 1 to 64: each with a relay, a pool of addresses and one of prefixes.
    let links: Int

    /// An enterprise number for examples (RFC 5612).
    static let enterprise: UInt32 = 32_473
    /// Each link can delegate this many prefixes.
    static let allotmentsPerLink = 1 << 18
    static let maximumLinks = 64

    /// `2001:db8:SSLL::/64`
    func linkPrefix(_ link: Int) -> IPv6Prefix {
        IPv6Prefix(IPv6Address(high: linkHigh(link), low: 0), length: 64)
    }

    private func linkHigh(_ link: Int) -> UInt64 {
        0x2001_0db8 << 32 | UInt64(number) << 24 | UInt64(link) << 16
    }

    func linkAddress(_ link: Int) -> IPv6Address { IPv6Address(high: linkHigh(link), low: 1) }

    /// The address of the link's relay towards the server.
    func relayAddress(_ link: Int) -> IPv6Address {
        IPv6Address(high: 0x2001_0db8 << 32 | UInt64(number) << 24 | 0xffff, low: UInt64(link) + 1)
    }

    func accessNodeAddress(_ link: Int) -> IPv6Address {
        IPv6Address(high: linkHigh(link), low: 0xacce_5500 << 8 | 1)
    }

    /// The address of a pool's place; different places have different ones.
    func address(_ place: Int) -> IPv6Address {
        let scattered = UInt32(truncatingIfNeeded: place / links) &* 0x9e37_79b1
        return IPv6Address(high: linkHigh(place % links), low: 1 << 32 | UInt64(scattered))
    }

    /// `3fff:0SSL:LNNN:NN00::/56` or so: the prefix of a pool's place.
    func delegatedPrefix(_ place: Int) -> IPv6Prefix {
        let number = UInt64(number) << 24 | UInt64(place % links) << 18 | UInt64(place / links)
        return IPv6Prefix(IPv6Address(high: 0x3fff << 48 | number << 8, low: 0), length: 56)
    }
}
