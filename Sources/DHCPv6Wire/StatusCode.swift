/// The number inside STATUS_CODE (RFC 8415 section 21.13, RFC 5007 4.1.3, RFC 5460 9, RFC 7653 11).
@frozen
public struct StatusCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt16

    @inlinable
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The same as no status code option at all.
    public static let success = StatusCode(rawValue: 0)
    public static let unspecifiedFailure = StatusCode(rawValue: 1)
    public static let unknownQueryType = StatusCode(rawValue: 7)
    public static let malformedQuery = StatusCode(rawValue: 8)
    public static let notConfigured = StatusCode(rawValue: 9)
    public static let notAllowed = StatusCode(rawValue: 10)
    public static let queryTerminated = StatusCode(rawValue: 11)
    /// Not a failure: the history was too short, the live stream goes on.
    public static let dataMissing = StatusCode(rawValue: 12)
    public static let catchUpComplete = StatusCode(rawValue: 13)
    public static let notSupported = StatusCode(rawValue: 14)
    public static let tlsConnectionRefused = StatusCode(rawValue: 15)
}

extension StatusCode: CustomStringConvertible {
    /// The RFC's name, or `status 99`.
    public var description: String {
        StatusCode.names[self] ?? "status \(rawValue)"
    }

    private static let names: [StatusCode: String] = [
        .success: "Success", .unspecifiedFailure: "UnspecFail", .unknownQueryType: "UnknownQueryType",
        .malformedQuery: "MalformedQuery", .notConfigured: "NotConfigured", .notAllowed: "NotAllowed",
        .queryTerminated: "QueryTerminated", .dataMissing: "DataMissing", .catchUpComplete: "CatchUpComplete",
        .notSupported: "NotSupported", .tlsConnectionRefused: "TLSConnectionRefused",
        StatusCode(rawValue: 2): "NoAddrsAvail", StatusCode(rawValue: 3): "NoBinding",
        StatusCode(rawValue: 4): "NotOnLink", StatusCode(rawValue: 5): "UseMulticast",
        StatusCode(rawValue: 6): "NoPrefixAvail",
    ]
}
