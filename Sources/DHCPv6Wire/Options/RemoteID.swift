/// REMOTE_ID: what a relay calls the far end of a line (RFC 4649); two are the same if number and octets are.
public struct RemoteID: OptionValue {
    public static let code = OptionCode.remoteID

    /// IANA private enterprise number of who made up the identifier.
    public var enterprise: UInt32
    /// Opaque, at least one octet.
    public var identifier: [UInt8]

    public init(enterprise: UInt32, identifier: [UInt8]) {
        self.enterprise = enterprise
        self.identifier = identifier
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        enterprise = try reader.uint32()
        identifier = try reader.rest(atLeast: 1)
    }

    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.append(bigEndian: enterprise, octets: 4)
        return octets + identifier
    }
}
