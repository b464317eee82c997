/// STATUS_CODE: a number and a text for people (RFC 8415 section 21.13).
public struct StatusMessage: OptionValue {
    public static let code = OptionCode.statusCode

    public var status: StatusCode
    /// Should be UTF-8, may be anything, may be empty: show it through `SafeText`.
    public var text: [UInt8]

    public init(_ status: StatusCode, text: String = "") {
        self.status = status
        self.text = Array(text.utf8)
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        status = StatusCode(rawValue: try reader.uint16())
        text = try reader.rest()
    }

    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.append(bigEndian: UInt32(status.rawValue), octets: 2)
        return octets + text
    }
}
