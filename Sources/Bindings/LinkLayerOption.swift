import DHCPv6Wire

/// The client's link-layer address as a relay saw it (CLIENT_LINKLAYER_ADDR, RFC 6939), looked for among the options
/// of a client: bare, or at any level of LQ_RELAY_DATA.
enum LinkLayerOption {
    static func isPresent(in details: RawSpan) -> Bool {
        details.byteCount > 0 && address(in: details) != nil
    }

    /// Where the link-layer address lies, behind its two octets of hardware type; nil if there is none.
    static func address(in details: RawSpan) -> Range<Int>? {
        var options = 0..<details.byteCount
        for _ in 0...Limits.relayHops {
            var inner: Range<Int>?
            var at = options.lowerBound
            while options.upperBound - at >= 4 {
                let code = OptionCode(rawValue: details.integer(at: at))
                let end = at + 4 + Int(details.integer(at: at + 2))
                guard end <= options.upperBound else { return nil }
                switch code {
                case .clientLinkLayerAddress where end - at > 6: return at + 6..<end
                // LQ_RELAY_DATA holds the peer address and a RELAY-FORW, whose options begin after 34 octets.
                case .relayData where end - at > 4 + 16 + 34: inner = at + 4 + 16 + 34..<end
                case .relayMessage where end - at > 4 + 34 && isRelayForward(details, at + 4): inner = at + 4 + 34..<end
                default: break
                }
                at = end
            }
            guard let inner else { return nil }
            options = inner
        }
        return nil
    }

    private static func isRelayForward(_ details: RawSpan, _ at: Int) -> Bool {
        details.unsafeLoad(fromByteOffset: at, as: UInt8.self) == MessageType.relayForward.rawValue
    }
}

extension RawSpan {
    fileprivate func integer(at offset: Int) -> UInt16 {
        UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
}
