import DHCPv6Wire

/// The client's link among the options of a client, as `RelayPath.clientLink` has it, but without memory of its own:
/// asked for every change of a storm and every binding that a filter looks at.
enum ClientLink {
    /// The link-address of the innermost relay that names one (RFC 8415 section 13.1).
    static func address(in details: RawSpan) -> IPv6Address? {
        var link: IPv6Address?
        // LQ_RELAY_DATA holds the peer address and a RELAY-FORW; its message type, hop count and addresses take 34 octets.
        var message = find(.relayData, in: 0..<details.byteCount, of: details).map { $0.dropFirst(16) }
        for _ in 0..<Limits.relayHops {
            guard let relay = message, relay.count >= 34,
                details.unsafeLoad(fromByteOffset: relay.lowerBound, as: UInt8.self)
                    == MessageType.relayForward.rawValue
            else { return link }
            let named = details.address(at: relay.lowerBound + 2)
            if named != .unspecified { link = named }
            message = find(.relayMessage, in: relay.dropFirst(34), of: details)
        }
        return link
    }

    private static func find(_ wanted: OptionCode, in options: Range<Int>, of details: RawSpan) -> Range<Int>? {
        var at = options.lowerBound
        while options.upperBound - at >= 4 {
            let end = at + 4 + Int(details.integer(at: at + 2))
            guard end <= options.upperBound else { return nil }
            if OptionCode(rawValue: details.integer(at: at)) == wanted { return at + 4..<end }
            at = end
        }
        return nil
    }
}
