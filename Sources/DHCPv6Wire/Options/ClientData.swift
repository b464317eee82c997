/// CLIENT_DATA: what the server knows about one client on one link (RFC 5007 section 4.1.2.2).
public struct ClientData: OptionValue {
    public static let code = OptionCode.clientData

    public var options: [RawOption]

    public init(_ options: [RawOption]) {
        self.options = options
    }

    public init(decoding option: RawOption, at offset: Int) throws(WireError) {
        var reader = OptionReader(option, at: offset)
        options = try reader.options()
    }

    public var octets: [UInt8] {
        var octets: [UInt8] = []
        options.encode(into: &octets)
        return octets
    }

    /// The client's DUID; nil breaks the rules (V-14).
    public var duid: DUID? { options[.clientID].map { DUID(octets: $0.data) } }

    /// CLT_TIME: seconds from the server's last word from the client to the base time; nil if not said (V-12).
    public func sinceLastTransaction() throws(WireError) -> UInt32? {
        guard let option = options[.clientLastTransactionTime] else { return nil }
        return try option.seconds()
    }

    public func addresses() throws(WireError) -> [IAAddress] { try options.all(IAAddress.self) }

    public func prefixes() throws(WireError) -> [IAPrefix] { try options.all(IAPrefix.self) }

    public func relayData() throws(WireError) -> RelayData? { try options.first(RelayData.self) }
}
