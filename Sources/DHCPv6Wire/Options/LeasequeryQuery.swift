/// LQ_QUERY: what a leasequery asks for (RFC 5007 section 4.1.2.1).
public struct LeasequeryQuery: OptionValue {
    public static let code = OptionCode.leasequeryQuery

    public var type: QueryType
    /// The link the question is about; `::` leaves it open.
    public var linkAddress: IPv6Address
    /// IAADDR, CLIENTID, RELAY_ID or REMOTE_ID by the type, and ORO.
    public var options: [RawOption]

    public init(_ type: QueryType, linkAddress: IPv6Address = .unspecified, options: [RawOption] = []) {
        self.type = type
        self.linkAddress = linkAddress
        self.options = options
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        type = QueryType(rawValue: try reader.uint8())
        linkAddress = try reader.address()
        options = try reader.options()
    }

    public var octets: [UInt8] {
        var octets = [type.rawValue] + linkAddress.octets
        options.encode(into: &octets)
        return octets
    }
}
