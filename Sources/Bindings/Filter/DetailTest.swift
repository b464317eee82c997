import DHCPv6Wire

/// Looks for something among the other options of a client.
enum DetailTest {
    case link(IPv6Prefix)
    case relay(IPv6Prefix)
    case relayID(TextSearch)
    case option(FilterOption, TextSearch)

    func isTrue(of details: RawSpan) -> Bool {
        switch self {
        case .link(let prefix): return ClientLink.address(in: details).map(prefix.contains) ?? false
        case .relay(let prefix):
            return ClientDetails.contains(details) { item in
                if case .hop(let at) = item { prefix.contains(details.address(at: at + 16)) } else { false }
            }
        case .relayID(let text), .option(_, let text): return text.mayBeFound(in: details) && isFound(in: details)
        }
    }

    private func isFound(in details: RawSpan) -> Bool {
        switch self {
        case .link, .relay: return false
        case .relayID(let text):
            return DetailTest.contains(details, .relayID) { text.isFound(in: details.extracting($0)) }
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
