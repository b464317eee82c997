/// CLIENT_FQDN: the client's name and who keeps it in the DNS (RFC 4704 section 4).
public struct ClientFQDN: OptionValue {
    public static let code = OptionCode.clientFQDN

    /// Bits S (1), O (2) and N (4).
    public var flags: UInt8
    public var name: DomainName

    public init(flags: UInt8, name: DomainName) {
        self.flags = flags
        self.name = name
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        flags = try reader.uint8()
        let octets = try reader.rest()
        guard let name = DomainName(octets: octets) else { throw WireError(.domainName, at: offset + 5, in: Self.code) }
        self.name = name
    }

    public var octets: [UInt8] { [flags] + name.octets }
}
