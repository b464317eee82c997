/// The first octet of a DHCPv6 message: what it is.
///
/// Holds any value; only those that occur with leasequery are named (RFC 5007 section 4.1.1, RFC 5460
/// section 9, RFC 7653 section 11).
@frozen
public struct MessageType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt8

    @inlinable
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The answer to STARTTLS, sent by a server.
    public static let reply = MessageType(rawValue: 7)
    /// Never on its own: only inside LQ_RELAY_DATA.
    public static let relayForward = MessageType(rawValue: 12)
    /// A Bulk Leasequery request, sent by a requestor.
    public static let leasequery = MessageType(rawValue: 14)
    public static let leasequeryReply = MessageType(rawValue: 15)
    public static let leasequeryDone = MessageType(rawValue: 16)
    public static let leasequeryData = MessageType(rawValue: 17)
    public static let activeLeasequery = MessageType(rawValue: 22)
    public static let startTLS = MessageType(rawValue: 23)
}

extension MessageType: CustomStringConvertible {
    /// The RFC's name, or `type 99`.
    public var description: String {
        switch self {
        case .reply: "REPLY"
        case .relayForward: "RELAY-FORW"
        case .leasequery: "LEASEQUERY"
        case .leasequeryReply: "LEASEQUERY-REPLY"
        case .leasequeryDone: "LEASEQUERY-DONE"
        case .leasequeryData: "LEASEQUERY-DATA"
        case .activeLeasequery: "ACTIVELEASEQUERY"
        case .startTLS: "STARTTLS"
        default: "type \(rawValue)"
        }
    }
}
