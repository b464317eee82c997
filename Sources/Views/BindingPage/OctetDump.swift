import DHCPv6Wire

/// Octets as they came, sixteen a line: where they begin, each in hexadecimal, and those that are printable ASCII.
enum OctetDump {
    private static let perLine = 16

    static func lines(_ octets: [UInt8]) -> [PageSection.Line] {
        stride(from: 0, to: octets.count, by: perLine).map { start in
            let part = octets[start..<min(start + perLine, octets.count)]
            let halves = [part.prefix(8), part.dropFirst(8)].map { half in
                half.map { CollectionOfOne($0).hex }.joined(separator: " ")
            }
            return PageSection.Line(
                (0, Words(offset(start), .label)), (6, Words(halves.joined(separator: "  "))),
                (6 + 3 * perLine + 2, Words(String(String.UnicodeScalarView(part.map(printable))), .dim)))
        }
    }

    private static func offset(_ offset: Int) -> String {
        [UInt8(truncatingIfNeeded: offset >> 8), UInt8(truncatingIfNeeded: offset)].hex
    }

    private static func printable(_ octet: UInt8) -> Unicode.Scalar {
        (0x20..<0x7f).contains(octet) ? Unicode.Scalar(octet) : "."
    }
}
