/// IAPREFIX: a delegated prefix (RFC 8415 section 21.22). Its fields stand in another order than those of IAADDR.
public struct IAPrefix: OptionValue {
    public static let code = OptionCode.iaPrefix

    /// As sent: may be above `valid` (V-24).
    public var preferred: Lifetime
    public var valid: Lifetime
    /// 0 to 128.
    public var length: UInt8
    /// As sent: may have bits past `length` (V-25).
    public var address: IPv6Address
    public var options: [RawOption]

    /// Bits past the length masked.
    public var prefix: IPv6Prefix { IPv6Prefix(address, length: length) }

    public init(_ prefix: IPv6Prefix, preferred: Lifetime, valid: Lifetime, options: [RawOption] = []) {
        self.preferred = preferred
        self.valid = valid
        length = prefix.length
        address = prefix.address
        self.options = options
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        preferred = Lifetime(rawValue: try reader.uint32())
        valid = Lifetime(rawValue: try reader.uint32())
        length = try reader.uint8()
        address = try reader.address()
        options = try reader.options()
        guard length <= 128 else { throw WireError(.prefixLength(Int(length)), at: offset, in: .iaPrefix) }
    }

    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.append(bigEndian: preferred.rawValue, octets: 4)
        octets.append(bigEndian: valid.rawValue, octets: 4)
        octets.append(length)
        octets += address.octets
        options.encode(into: &octets)
        return octets
    }
}
