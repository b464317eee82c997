import DHCPv6Wire

/// The other options of a client as they came, looked through in place: bare, or at any level of LQ_RELAY_DATA
/// (RFC 5007 section 4.1.2.5). What cannot be read ends the look.
enum ClientDetails {
    enum Item {
        /// A relay, outermost first: its link-address begins here, its peer-address 16 octets later.
        case hop(Int)
        /// The data of an option of the client or a relay; LQ_RELAY_DATA and RELAY_MSG are gone into instead.
        case option(OptionCode, Range<Int>)
    }

    /// Type and hop count come before the addresses of a RELAY-FORW, its options after them (RFC 8415 section 9).
    private static let addresses = 2
    private static let relayHeader = 34

    /// Whether `body` is true of some item; it is asked until it is.
    @inline(__always)
    static func contains(_ details: RawSpan, _ body: (Item) -> Bool) -> Bool {
        var options = 0..<details.byteCount
        for _ in 0...Limits.relayHops {
            var inner: Int?
            var innerEnd = 0
            var at = options.lowerBound
            while options.upperBound - at >= 4 {
                let code = OptionCode(rawValue: details.integer(at: at))
                let data = at + 4
                let end = data + Int(details.integer(at: at + 2))
                guard end <= options.upperBound else { return false }
                switch code {
                // The peer address, then a RELAY-FORW.
                case .relayData where end - data >= 16 + relayHeader: (inner, innerEnd) = (data + 16, end)
                case .relayMessage where end - data >= relayHeader && isRelayForward(details, data):
                    (inner, innerEnd) = (data, end)
                case .relayData, .relayMessage: break
                default: if body(.option(code, data..<end)) { return true }
                }
                at = end
            }
            guard let inner else { return false }
            if body(.hop(inner + addresses)) { return true }
            options = inner + relayHeader..<innerEnd
        }
        return false
    }

    static func hasLinkLayerAddress(_ details: RawSpan) -> Bool {
        details.byteCount > 0 && linkLayerAddress(in: details) != nil
    }

    /// Where the client's link-layer address as a relay saw it (RFC 6939) lies, behind its two octets of hardware type;
    /// nil if there is none.
    static func linkLayerAddress(in details: RawSpan) -> Range<Int>? {
        var found: Range<Int>?
        _ = contains(details) { item in
            guard case .option(.clientLinkLayerAddress, let range) = item, range.count > 2 else { return false }
            found = range.dropFirst(2)
            return true
        }
        return found
    }

    private static func isRelayForward(_ details: RawSpan, _ at: Int) -> Bool {
        details.unsafeLoad(fromByteOffset: at, as: UInt8.self) == MessageType.relayForward.rawValue
    }
}

// Of options, in network order.
extension RawSpan {
    func integer(at offset: Int) -> UInt16 {
        UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// At an offset that has 16 octets behind it.
    func address(at offset: Int) -> IPv6Address {
        IPv6Address(
            high: UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)),
            low: UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
    }
}
