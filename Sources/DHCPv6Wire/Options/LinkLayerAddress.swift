/// CLIENT_LINKLAYER_ADDR: the client's link-layer address as the first relay saw it (RFC 6939 section 4).
public struct LinkLayerAddress: OptionValue {
    public static let code = OptionCode.clientLinkLayerAddress

    /// IANA hardware type; 1 is Ethernet.
    public var hardwareType: UInt16
    public var address: [UInt8]

    public init(hardwareType: UInt16, address: [UInt8]) {
        self.hardwareType = hardwareType
        self.address = address
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        hardwareType = try reader.uint16()
        address = try reader.rest()
    }

    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.append(bigEndian: UInt32(hardwareType), octets: 2)
        return octets + address
    }
}
