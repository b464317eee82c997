import DHCPv6Wire

/// An address of either family, as text shows it.
public enum Host: Hashable, Sendable {
    case ipv4(UInt32)
    case ipv6(IPv6Address)
}

extension Host: CustomStringConvertible {
    public var description: String {
        switch self {
        case .ipv4(let address): [24, 16, 8, 0].map { "\(address >> $0 & 0xff)" }.joined(separator: ".")
        case .ipv6(let address): address.description
        }
    }
}

/// The TCP part of an IP packet.
struct IPPacket {
    let source: Host
    let destination: Host
    /// The segment, header included, without the padding of the link.
    let segment: Octets
    /// Octets of the segment that were sent; more than `segment` holds if the capture cut the packet.
    let sentCount: Int

    /// Nil if it is no whole TCP over IPv4 or IPv6: fragments are not put together.
    init?(_ packet: Octets) {
        switch packet.uint8(0).map({ $0 >> 4 }) {
        case 4: self.init(ipv4: packet)
        case 6: self.init(ipv6: packet)
        default: return nil
        }
    }

    private static let tcp: UInt8 = 6

    private init?(ipv4 packet: Octets) {
        guard let first = packet.uint8(0), let total = packet.uint16(2), let fragment = packet.uint16(6),
            packet.uint8(9) == IPPacket.tcp, fragment & 0x3fff == 0,
            let source = packet.uint32(12), let destination = packet.uint32(16),
            let payload = packet.dropping(Int(first & 0xf) * 4)
        else { return nil }
        self.source = .ipv4(source)
        self.destination = .ipv4(destination)
        // Zero: the card cut a larger packet into segments after the capture saw it.
        sentCount = total == 0 ? payload.count : Int(total) - Int(first & 0xf) * 4
        segment = payload.prefix(sentCount)
    }

    private init?(ipv6 packet: Octets) {
        guard let length = packet.uint16(4), var next = packet.uint8(6), var payload = packet.dropping(40),
            let source = IPv6Address(octets: packet.file[packet.start + 8..<packet.start + 24]),
            let destination = IPv6Address(octets: packet.file[packet.start + 24..<packet.start + 40])
        else { return nil }
        var left = length == 0 ? payload.count : Int(length)
        while next != IPPacket.tcp {
            guard let header = IPPacket.extensionLength(next, payload), let after = payload.uint8(0),
                let rest = payload.dropping(header)
            else { return nil }
            (next, payload, left) = (after, rest, left - header)
        }
        self.source = .ipv6(source)
        self.destination = .ipv6(destination)
        sentCount = left
        segment = payload.prefix(left)
    }

    /// Octets of an extension header (RFC 8200 section 4); nil for what is none, and for true fragments.
    private static func extensionLength(_ type: UInt8, _ header: Octets) -> Int? {
        guard let length = header.uint8(1) else { return nil }
        switch type {
        case 0, 43, 60, 135: return (Int(length) + 1) * 8
        case 51: return (Int(length) + 2) * 4
        case 44: return header.uint16(2).flatMap { $0 & 0xfff9 == 0 ? 8 : nil }
        default: return nil
        }
    }
}
