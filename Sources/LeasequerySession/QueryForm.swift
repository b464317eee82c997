import DHCPv6Wire

/// The octets of what the requestor asks on an active connection.
enum QueryForm {
    /// ACTIVELEASEQUERY for all bindings, framed (RFC 7653 sections 6.2.1 and 8.3).
    ///
    /// No LQ_QUERY means all bindings. The options wanted stand at message level, where both the message's and the
    /// clients' are looked for if there is no LQ_QUERY.
    ///
    /// - Parameter start: the server's clock; nil asks for news only.
    static func activeLeasequery(transactionID: UInt32, ownDUID: DUID, start: ServerTime?) -> [UInt8] {
        var options = [
            RawOption(.clientID, ownDUID.octets),
            RawOption(.optionRequest, wanted.flatMap { bigEndian($0.rawValue) }),
        ]
        if let start { options.append(RawOption(.startTime, bigEndian(start.rawValue))) }
        return OwnedMessage(.activeLeasequery, transactionID: transactionID, options: options).framed()
    }

    /// Without LQ_BASE_TIME there is neither catch-up nor skew; the others are for display.
    private static let wanted: [OptionCode] = [.baseTime, .relayData, .clientFQDN]

    private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
