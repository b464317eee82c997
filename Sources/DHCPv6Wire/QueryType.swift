/// What an LQ_QUERY asks by (RFC 5007 section 4.1.2.1, RFC 5460 section 5.3).
@frozen
public struct QueryType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt8

    @inlinable
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let byAddress = QueryType(rawValue: 1)
    public static let byClientID = QueryType(rawValue: 2)
    public static let byRelayID = QueryType(rawValue: 3)
    public static let byLinkAddress = QueryType(rawValue: 4)
    public static let byRemoteID = QueryType(rawValue: 5)
}

extension QueryType: CustomStringConvertible {
    /// The RFC's name, or `query type 99`.
    public var description: String {
        switch self {
        case .byAddress: "QUERY_BY_ADDRESS"
        case .byClientID: "QUERY_BY_CLIENTID"
        case .byRelayID: "QUERY_BY_RELAY_ID"
        case .byLinkAddress: "QUERY_BY_LINK_ADDRESS"
        case .byRemoteID: "QUERY_BY_REMOTE_ID"
        default: "query type \(rawValue)"
        }
    }
}
