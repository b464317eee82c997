/// VENDOR_OPTS: options of one enterprise (RFC 8415 section 21.17); may repeat with other enterprises.
public struct VendorOptions: OptionValue {
    public static let code = OptionCode.vendorOptions

    /// IANA private enterprise number.
    public var enterprise: UInt32
    /// Their codes are the enterprise's, not DHCPv6's.
    public var options: [RawOption]

    public init(enterprise: UInt32, options: [RawOption]) {
        self.enterprise = enterprise
        self.options = options
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        enterprise = try reader.uint32()
        options = try reader.options()
    }

    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.append(bigEndian: enterprise, octets: 4)
        options.encode(into: &octets)
        return octets
    }
}
