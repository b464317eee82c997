/// What a DHCPv6 option is. Holds any value; those of leasequery are named (RFC 8415 section 21,
/// RFC 5007 section 4.1.2, RFC 5460 section 5.4, RFC 7653 section 6.3).
@frozen
public struct OptionCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt16

    @inlinable
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    public static let clientID = OptionCode(rawValue: 1)
    public static let serverID = OptionCode(rawValue: 2)
    public static let iaNA = OptionCode(rawValue: 3)
    public static let iaTA = OptionCode(rawValue: 4)
    public static let iaAddress = OptionCode(rawValue: 5)
    public static let optionRequest = OptionCode(rawValue: 6)
    public static let relayMessage = OptionCode(rawValue: 9)
    public static let statusCode = OptionCode(rawValue: 13)
    public static let vendorOptions = OptionCode(rawValue: 17)
    public static let interfaceID = OptionCode(rawValue: 18)
    public static let iaPD = OptionCode(rawValue: 25)
    public static let iaPrefix = OptionCode(rawValue: 26)
    public static let remoteID = OptionCode(rawValue: 37)
    public static let subscriberID = OptionCode(rawValue: 38)
    public static let clientFQDN = OptionCode(rawValue: 39)
    public static let leasequeryQuery = OptionCode(rawValue: 44)
    public static let clientData = OptionCode(rawValue: 45)
    public static let clientLastTransactionTime = OptionCode(rawValue: 46)
    public static let relayData = OptionCode(rawValue: 47)
    public static let clientLink = OptionCode(rawValue: 48)
    public static let relayID = OptionCode(rawValue: 53)
    public static let clientLinkLayerAddress = OptionCode(rawValue: 79)
    public static let baseTime = OptionCode(rawValue: 100)
    public static let startTime = OptionCode(rawValue: 101)
    public static let endTime = OptionCode(rawValue: 102)
}

extension OptionCode: CustomStringConvertible {
    /// The RFC's name without the prefix `OPTION_`, or `option 65001`.
    public var description: String { name ?? "option \(rawValue)" }

    /// The RFC's name without the prefix `OPTION_`; nil: it has none here.
    public var name: String? { OptionCode.names[self] }

    private static let names: [OptionCode: String] = [
        .clientID: "CLIENTID", .serverID: "SERVERID", .iaNA: "IA_NA", .iaTA: "IA_TA", .iaAddress: "IAADDR",
        .optionRequest: "ORO", .relayMessage: "RELAY_MSG", .statusCode: "STATUS_CODE", .vendorOptions: "VENDOR_OPTS",
        .interfaceID: "INTERFACE_ID", .iaPD: "IA_PD", .iaPrefix: "IAPREFIX", .remoteID: "REMOTE_ID",
        .subscriberID: "SUBSCRIBER_ID", .clientFQDN: "CLIENT_FQDN", .leasequeryQuery: "LQ_QUERY",
        .clientData: "CLIENT_DATA", .clientLastTransactionTime: "CLT_TIME", .relayData: "LQ_RELAY_DATA",
        .clientLink: "LQ_CLIENT_LINK", .relayID: "RELAY_ID", .clientLinkLayerAddress: "CLIENT_LINKLAYER_ADDR",
        .baseTime: "LQ_BASE_TIME", .startTime: "LQ_START_TIME", .endTime: "LQ_END_TIME",
    ]
}
