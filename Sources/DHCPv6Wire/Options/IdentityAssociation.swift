/// IA_NA or IA_PD (RFC 8415 sections 21.4 and 21.21). Leasequery has no use for them, failover servers send them
/// inside CLIENT_DATA all the same.
public struct IdentityAssociation: Hashable, Sendable {
    public var iaid: UInt32
    /// T1 and T2, seconds.
    public var renew: Lifetime
    public var rebind: Lifetime
    public var options: [RawOption]

    /// - Parameter option: IA_NA or IA_PD: they differ in what they hold only.
    public init(decoding option: RawOption, at offset: Int = 0) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        iaid = try reader.uint32()
        renew = Lifetime(rawValue: try reader.uint32())
        rebind = Lifetime(rawValue: try reader.uint32())
        options = try reader.options()
    }

    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.append(bigEndian: iaid, octets: 4)
        octets.append(bigEndian: renew.rawValue, octets: 4)
        octets.append(bigEndian: rebind.rawValue, octets: 4)
        options.encode(into: &octets)
        return octets
    }
}

/// IA_TA (RFC 8415 section 21.5).
public struct TemporaryAssociation: OptionValue {
    public static let code = OptionCode.iaTA

    public var iaid: UInt32
    public var options: [RawOption]

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        iaid = try reader.uint32()
        options = try reader.options()
    }

    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.append(bigEndian: iaid, octets: 4)
        options.encode(into: &octets)
        return octets
    }
}
