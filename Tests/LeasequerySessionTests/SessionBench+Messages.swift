import DHCPv6Wire

@testable import LeasequerySession

/// What a server may say to the query the bench asked last.
extension SessionBench {
    func reply(
        status: StatusCode? = nil, text: String = "", base: ServerTime? = .base(0), client: Bool = false,
        server: DUID? = SessionBench.serverDUID, requestor: DUID? = SessionBench.ownDUID, transactionID: UInt32? = nil
    ) -> OwnedMessage {
        var options: [RawOption] = []
        if let requestor { options.append(RawOption(.clientID, requestor.octets)) }
        if let server { options.append(RawOption(.serverID, server.octets)) }
        return message(
            .leasequeryReply, options, status: status, text: text, base: base, client: client,
            transactionID: transactionID)
    }

    func data(
        status: StatusCode? = nil, text: String = "", base: ServerTime? = .base(0), client: Bool = false,
        transactionID: UInt32? = nil
    ) -> OwnedMessage {
        message(
            .leasequeryData, [], status: status, text: text, base: base, client: client, transactionID: transactionID)
    }

    func done(
        status: StatusCode? = nil, text: String = "", base: ServerTime? = .base(0), transactionID: UInt32? = nil
    ) -> OwnedMessage {
        message(
            .leasequeryDone, [], status: status, text: text, base: base, client: false, transactionID: transactionID)
    }

    private func message(
        _ type: MessageType, _ leading: [RawOption], status: StatusCode?, text: String, base: ServerTime?,
        client: Bool, transactionID: UInt32?
    ) -> OwnedMessage {
        var options = leading
        if let status {
            options.append(RawOption(.statusCode, bigEndian(status.rawValue) + Array(text.utf8)))
        }
        if let base { options.append(RawOption(.baseTime, bigEndian(base.rawValue))) }
        if client { options.append(SessionBench.someClient) }
        return OwnedMessage(type, transactionID: transactionID ?? self.transactionID, options: options)
    }

    /// CLIENT_DATA with one address.
    static let someClient: RawOption = {
        var data: [UInt8] = []
        let lease: [UInt8] = [0x20, 0x01, 0x0d, 0xb8] + Array(repeating: 1, count: 12) + [0, 0, 1, 0, 0, 0, 2, 0]
        [RawOption(.clientID, [0, 3, 0, 1, 1, 2, 3, 4, 5, 6]), RawOption(.iaAddress, lease)].encode(into: &data)
        return RawOption(.clientData, data)
    }()

    private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
