/// ORO: the options the sender wants to get (RFC 8415 section 21.7).
public struct OptionRequest: OptionValue {
    public static let code = OptionCode.optionRequest

    public var codes: [OptionCode]

    public init(_ codes: [OptionCode]) {
        self.codes = codes
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        codes = []
        while !reader.isAtEnd { codes.append(OptionCode(rawValue: try reader.uint16())) }
    }

    public var octets: [UInt8] {
        var octets: [UInt8] = []
        for code in codes { octets.append(bigEndian: UInt32(code.rawValue), octets: 2) }
        return octets
    }
}
