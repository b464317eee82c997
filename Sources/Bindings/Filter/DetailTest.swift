import DHCPv6Wire

/// Looks for something among the other options of a client.
enum DetailTest {
    case link(IPv6Prefix)
    case relay(IPv6Prefix)
    case relayID(FilterText)
    case option(FilterOption, FilterText)

    func isTrue(of details: RawSpan) -> Bool {
        switch self {
        case .link(let prefix): return ClientLink.address(in: details).map(prefix.contains) ?? false
        case .relay(let prefix):
            return ClientDetails.contains(details) { item in
                if case .hop(let at) = item { prefix.contains(details.address(at: at + 16)) } else { false }
            }
        case .relayID(let wanted):
            return DetailTest.contains(details, .relayID) { wanted.isFound(in: details.extracting($0)) }
        case .option(.interfaceID, let text):
            return DetailTest.contains(details, .interfaceID) { text.isFound(in: details.extracting($0)) }
        case .option(.subscriberID, let text):
            return DetailTest.contains(details, .subscriberID) { text.isFound(in: details.extracting($0)) }
        case .option(.remoteID, let text):
            // Behind the enterprise number.
            return DetailTest.contains(details, .remoteID) { text.isFound(in: details.extracting($0.dropFirst(4))) }
        case .option(.clientFQDN, let text):
            return DetailTest.contains(details, .clientFQDN) {
                text.isFound(inName: details.extracting($0.dropFirst()))
            }
        }
    }

    private static func contains(_ details: RawSpan, _ wanted: OptionCode, _ body: (Range<Int>) -> Bool) -> Bool {
        ClientDetails.contains(details) { item in
            if case .option(wanted, let range) = item { body(range) } else { false }
        }
    }
}

extension FilterText {
    /// Looks in a DNS name of the wire with dots between its labels.
    fileprivate func isFound(inName name: RawSpan) -> Bool {
        // What has no dot lies in one label, which stands there as it is.
        guard octets.contains(UInt8(ascii: ".")) || isFound(in: name) else { return false }
        var text = [256 of UInt8](repeating: 0)
        var count = 0
        var at = 0
        while at < name.byteCount {
            let label = Int(name.unsafeLoad(fromByteOffset: at, as: UInt8.self))
            guard label > 0, at + label < name.byteCount, count + label + 1 < 256 else { break }
            if count > 0 {
                text[count] = UInt8(ascii: ".")
                count += 1
            }
            for index in at + 1...at + label {
                text[count] = name.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                count += 1
            }
            at += label + 1
        }
        return isFound(in: text.span.bytes.extracting(0..<count))
    }
}
