/// What a captured packet begins with (LINKTYPE_ registry).
struct LinkType: RawRepresentable, Hashable {
    let rawValue: UInt16

    static let null = LinkType(rawValue: 0)
    static let ethernet = LinkType(rawValue: 1)
    static let raw = LinkType(rawValue: 101)
    static let loop = LinkType(rawValue: 108)
    static let linuxCooked = LinkType(rawValue: 113)
    static let ipv4 = LinkType(rawValue: 228)
    static let ipv6 = LinkType(rawValue: 229)
    static let linuxCooked2 = LinkType(rawValue: 276)

    /// The IP packet inside; nil if there is none, or if the link is of a sort not known here.
    func ipPacket(in packet: Octets) -> Octets? {
        switch self {
        case .ethernet: LinkType.ethernetPayload(packet)
        case .linuxCooked: LinkType.payload(packet, type: packet.uint16(14), at: 16)
        case .linuxCooked2: LinkType.payload(packet, type: packet.uint16(0), at: 20)
        // The address family in the capturing host's order: the version of the packet tells as much.
        case .null, .loop: packet.dropping(4)
        case .raw, .ipv4, .ipv6, LinkType(rawValue: 12), LinkType(rawValue: 14): packet
        default: nil
        }
    }

    private static func ethernetPayload(_ frame: Octets) -> Octets? {
        var at = 12
        // VLAN tags of customers and providers.
        while let type = frame.uint16(at), type == 0x8100 || type == 0x88a8 || type == 0x9100 { at += 4 }
        return payload(frame, type: frame.uint16(at), at: at + 2)
    }

    private static func payload(_ frame: Octets, type: UInt16?, at offset: Int) -> Octets? {
        type == 0x0800 || type == 0x86dd ? frame.dropping(offset) : nil
    }
}
