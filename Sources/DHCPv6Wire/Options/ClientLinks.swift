/// LQ_CLIENT_LINK: links a client has bindings on (RFC 5007 section 4.1.2.5). UDP only: over TCP it is ignored (V-22).
public struct ClientLinks: OptionValue {
    public static let code = OptionCode.clientLink

    public var links: [IPv6Address]

    public init(_ links: [IPv6Address]) {
        self.links = links
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        links = []
        while !reader.isAtEnd { links.append(try reader.address()) }
    }

    public var octets: [UInt8] { links.flatMap(\.octets) }
}
