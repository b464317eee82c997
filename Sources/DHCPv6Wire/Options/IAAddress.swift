/// IAADDR: a leased address (RFC 8415 section 21.6).
public struct IAAddress: OptionValue {
    public static let code = OptionCode.iaAddress

    public var address: IPv6Address
    /// As sent: may be above `valid` (V-24).
    public var preferred: Lifetime
    public var valid: Lifetime
    public var options: [RawOption]

    public init(_ address: IPv6Address, preferred: Lifetime, valid: Lifetime, options: [RawOption] = []) {
        self.address = address
        self.preferred = preferred
        self.valid = valid
        self.options = options
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        address = try reader.address()
        preferred = Lifetime(rawValue: try reader.uint32())
        valid = Lifetime(rawValue: try reader.uint32())
        options = try reader.options()
    }

    public var octets: [UInt8] {
        var octets = address.octets
        octets.append(bigEndian: preferred.rawValue, octets: 4)
        octets.append(bigEndian: valid.rawValue, octets: 4)
        options.encode(into: &octets)
        return octets
    }
}
