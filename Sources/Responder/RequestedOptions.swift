import DHCPv6Wire

/// What a requestor asked for beyond what every answer holds, and what a server may give away.
public struct RequestedOptions: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// LQ_BASE_TIME in every message (RFC 7653 section 9.3).
    public static let baseTime = RequestedOptions(rawValue: 1 << 0)
    /// LQ_RELAY_DATA in CLIENT_DATA.
    public static let relayData = RequestedOptions(rawValue: 1 << 1)
    /// CLIENT_FQDN in CLIENT_DATA.
    public static let clientFQDN = RequestedOptions(rawValue: 1 << 2)

    /// All that this server can send.
    public static let all: RequestedOptions = [.baseTime, .relayData, .clientFQDN]

    /// Codes that this server cannot send are left out, as if they had not been asked for.
    init(_ codes: [OptionCode]) {
        self = []
        if codes.contains(.baseTime) { insert(.baseTime) }
        if codes.contains(.relayData) { insert(.relayData) }
        if codes.contains(.clientFQDN) { insert(.clientFQDN) }
    }
}
