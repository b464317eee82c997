/// LQ_RELAY_DATA: through which relays the client's last message came (RFC 5007 section 4.1.2.4).
public struct RelayData: OptionValue {
    public static let code = OptionCode.relayData

    /// The relay from which the server had the message. Some servers put the outermost RELAY-FORW's peer here.
    public var peer: IPv6Address
    /// A RELAY-FORW as it came, further ones inside; may be broken, see `path`.
    public var message: [UInt8]

    public init(peer: IPv6Address, message: [UInt8]) {
        self.peer = peer
        self.message = message
    }

    /// - Parameter hops: outermost first, at least one.
    public init(peer: IPv6Address, hops: [RelayHop]) {
        self.init(peer: peer, message: RelayPath(hops: hops).octets)
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        peer = try reader.address()
        message = try reader.rest()
    }

    public var octets: [UInt8] { peer.octets + message }

    /// The relays taken apart: offsets in its fault count from the start of `message`.
    public var path: RelayPath { RelayPath(decoding: message) }
}
