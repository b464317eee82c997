import DHCPv6Wire

/// What a client is, as its identifier and its options tell. All of it is octets from outside, so all is escaped.
enum ClientWords {
    /// What the type of a DUID says (RFC 8415 section 11, RFC 6355).
    static func duid(_ duid: DUID) -> String {
        switch duid.form {
        case .linkLayerAndTime(let hardware, let time, let address):
            "DUID-LLT: \(linkLayer(hardware, address)), made \(Times.dateAndTime(time)) by the client's clock"
        case .linkLayer(let hardware, let address): "DUID-LL: \(linkLayer(hardware, address))"
        case .enterprise(let number, let identifier):
            "DUID-EN: made up by enterprise \(number): \(octets(identifier))"
        case .uuid(let octets): "DUID-UUID: \(uuid(octets))"
        case .unknown where duid.octets.starts(with: [0xff, 0xff]): "of type 65535, as pseudonyms are and no client is"
        case .unknown: "of no known type, or of a length that its type cannot have"
        }
    }

    static func linkLayer(_ hardwareType: UInt16, _ address: [UInt8]) -> String {
        "\(hardware(hardwareType)) \(address.isEmpty ? "without an address" : address.colonHex)"
    }

    /// As text if it is text, else in hexadecimal.
    static func octets(_ octets: [UInt8]) -> String {
        if octets.isEmpty { return "empty" }
        return SafeText.plain(octets).map { "\($0)" } ?? "0x\(hex(octets))"
    }

    /// All of them, or the first and how many there are.
    static func hex(_ octets: [UInt8]) -> String {
        octets.count <= mostOctets
            ? octets.hex : "\(octets.prefix(mostOctets).hex)… (\(Numbers.grouped(octets.count)) octets)"
    }

    /// Octets of an option shown in line; a dump has them all.
    private static let mostOctets = 256

    private static func hardware(_ type: UInt16) -> String {
        switch type {
        case 1: "Ethernet"
        case 6: "IEEE 802"
        case 27: "EUI-64"
        case 32: "InfiniBand"
        default: "hardware type \(type)"
        }
    }

    private static func uuid(_ octets: [UInt8]) -> String {
        [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { octets[$0].hex }.joined(separator: "-")
    }
}
