import DHCPv6Wire

/// What one simulated subscriber's equipment is: a function of the seed and its number, so that a million of them
/// take no room.
struct Subscriber {
    let client: ClientNumber
    let site: Site
    private let traits: UInt64

    init(_ client: ClientNumber, of site: Site) {
        self.client = client
        self.site = site
        traits = SeededGenerator.scramble(site.seed << 32 ^ UInt64(client.rawValue))
    }

    /// A number below `count` that is always the same for this trait of this subscriber.
    private func trait(_ position: UInt64, below count: UInt64) -> UInt64 {
        ((traits >> position & 0xff) * count) >> 8
    }

    /// One in eight routers asks for a prefix only, one device in eight for an address only.
    var holds: (address: Bool, prefix: Bool) {
        switch trait(0, below: 8) {
        case 0: (false, true)
        case 1: (true, false)
        default: (true, true)
        }
    }

    var link: Int { Int(client.rawValue) % site.links }

    /// Locally administered, and different for every subscriber of a site.
    private var hardwareAddress: UInt64 {
        let vendor: UInt64 = [0x02_1a2b, 0x06_5c4d, 0x0a_77e0, 0x0e_90f1][Int(trait(8, below: 4))]
        return vendor << 24 | UInt64(client.rawValue) & 0xff_ffff
    }

    /// The modified EUI-64 of the hardware address behind `fe80::`.
    private var linkLocal: IPv6Address {
        let high = hardwareAddress >> 24 ^ 0x02_0000
        return IPv6Address(high: 0xfe80 << 48, low: high << 40 | 0xff_fe << 24 | hardwareAddress & 0xff_ffff)
    }

    /// A relay that adds the line's names stands before the router for half of them (RFC 8415 section 19).
    private var isBehindAccessNode: Bool { trait(16, below: 2) == 1 }

    private var hasName: Bool { trait(24, below: 10) < 3 }

    func describe(into description: inout ClientDescription) {
        description.link = site.linkAddress(link)
        description.scratch.removeAll()
        writeDUID(into: &description.scratch)
        description.duid.append(contentsOf: description.scratch.octets)
        description.scratch.removeAll()
        writeRelayData(into: &description.scratch)
        description.relayData.append(contentsOf: description.scratch.octets)
        guard hasName else { return }
        description.scratch.removeAll()
        writeName(into: &description.scratch)
        description.name.append(contentsOf: description.scratch.octets)
    }
}

extension Subscriber {
    private func writeDUID(into octets: inout MessageWriter) {
        switch trait(32, below: 20) {
        case 0..<9:
            octets.append(UInt32(0x0001_0001))
            octets.append(0x2a00_0000 &+ UInt32(truncatingIfNeeded: traits >> 20) & 0x0fff_ffff)
            append(hardwareAddress, to: &octets)
        case 9..<14:
            octets.append(UInt32(0x0003_0001))
            append(hardwareAddress, to: &octets)
        case 14..<16:
            octets.append(UInt16(2))
            octets.append(Site.enterprise)
            octets.append(octets: "cpe".utf8)
            octets.append(client.rawValue)
        default:
            octets.append(UInt16(4))
            octets.append(
                IPv6Address(high: traits & ~0xf000 | 0x4000, low: traits >> 2 ^ 1 << 63 ^ UInt64(client.rawValue)))
        }
    }

    private func append(_ hardwareAddress: UInt64, to octets: inout MessageWriter) {
        octets.append(UInt16(truncatingIfNeeded: hardwareAddress >> 32))
        octets.append(UInt32(truncatingIfNeeded: hardwareAddress))
    }

    private func writeRelayData(into octets: inout MessageWriter) {
        let router = site.relayAddress(link)
        octets.append(router)
        octets.relayForward(
            hopCount: isBehindAccessNode ? 1 : 0, link: site.linkAddress(link),
            peer: isBehindAccessNode ? site.accessNodeAddress(link) : linkLocal
        ) { relay in
            relay.option(.relayID) { id in
                id.append(UInt32(0x0003_0001))
                append(0x02_0000_5e00 << 8 | UInt64(link), to: &id)
            }
            guard isBehindAccessNode else { return writeLine(into: &relay) }
            relay.option(.relayMessage) { inner in
                inner.relayForward(hopCount: 0, link: .unspecified, peer: linkLocal) { writeLine(into: &$0) }
            }
        }
    }

    /// What the relay next to the subscriber knows about the line.
    private func writeLine(into relay: inout MessageWriter) {
        let number = Int(client.rawValue) / site.links
        let card = number / 48 % 16
        relay.option(.interfaceID) { id in
            id.append(octets: "ge-0/".utf8)
            id.append(decimal: card)
            id.append(octets: "/".utf8)
            id.append(decimal: number % 48)
            id.append(octets: ":".utf8)
            id.append(decimal: 100 + number / 768)
        }
        relay.option(.remoteID) { id in
            id.append(Site.enterprise)
            id.append(octets: "line-".utf8)
            id.append(decimal: Int(client.rawValue))
        }
        relay.option(.subscriberID) { id in
            id.append(octets: "sub-".utf8)
            id.append(decimal: 100_000 + Int(client.rawValue))
        }
        relay.option(.clientLinkLayerAddress) { address in
            address.append(UInt16(1))
            append(hardwareAddress, to: &address)
        }
    }

    private func writeName(into octets: inout MessageWriter) {
        octets.append(UInt8(0))
        for part in ["cpe-\(client.rawValue)", "s\(site.number)", "example", "net"] {
            octets.append(UInt8(part.utf8.count))
            octets.append(octets: part.utf8)
        }
        octets.append(UInt8(0))
    }
}

extension MessageWriter {
    fileprivate mutating func append(decimal value: Int) {
        append(octets: String(value).utf8)
    }
}
