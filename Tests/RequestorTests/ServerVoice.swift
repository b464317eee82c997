import DHCPv6Wire
import LeasequerySession

/// What a server says to one query, framed. Written by hand, so that nothing of ours agrees with itself.
struct ServerVoice {
    static let ownDUID = DUID(octets: [0, 4] + Array(repeating: 7, count: 16))
    static let serverDUID = DUID(octets: [0, 2, 0, 0, 0x7e, 0xd9, 1])

    let transactionID: UInt32

    /// The transaction id and LQ_START_TIME of a framed query.
    static func heard(_ query: [UInt8]) throws -> (voice: ServerVoice, start: ServerTime?) {
        let message = try OwnedMessage(decoding: query.span.bytes.extracting(2..<query.count))
        let start = message[.startTime].map { $0.data.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }
        return (ServerVoice(transactionID: message.transactionID), start.map(ServerTime.init(rawValue:)))
    }

    func reply(base: UInt32, status: StatusCode? = nil, address: UInt8? = nil) -> [UInt8] {
        let client = address.map { [clientData($0)] } ?? []
        return frame(
            .leasequeryReply,
            [RawOption(.clientID, Self.ownDUID.octets), RawOption(.serverID, Self.serverDUID.octets)]
                + statusOption(status) + [baseOption(base)] + client)
    }

    func data(base: UInt32, status: StatusCode? = nil, address: UInt8? = nil) -> [UInt8] {
        let client = address.map { [clientData($0)] } ?? []
        return frame(.leasequeryData, statusOption(status) + [baseOption(base)] + client)
    }

    func done(base: UInt32, status: StatusCode? = nil) -> [UInt8] {
        frame(.leasequeryDone, statusOption(status) + [baseOption(base)])
    }

    static func address(_ last: UInt8) -> IPv6Address {
        IPv6Address(high: 0x2001_0db8_0000_0000, low: UInt64(last))
    }

    private func frame(_ type: MessageType, _ options: [RawOption]) -> [UInt8] {
        OwnedMessage(type, transactionID: transactionID, options: options).framed()
    }

    private func baseOption(_ base: UInt32) -> RawOption {
        RawOption(.baseTime, withUnsafeBytes(of: base.bigEndian) { Array($0) })
    }

    private func statusOption(_ status: StatusCode?) -> [RawOption] {
        status.map { [RawOption(.statusCode, [UInt8($0.rawValue >> 8), UInt8($0.rawValue & 0xff)])] } ?? []
    }

    private func clientData(_ last: UInt8) -> RawOption {
        var octets: [UInt8] = []
        let address: [UInt8] = [0x20, 0x01, 0x0d, 0xb8] + Array(repeating: 0, count: 11) + [last]
        [
            RawOption(.clientID, [0, 3, 0, 1, 0, 0, 0x5e, 0, 0x53, last]),
            RawOption(.iaAddress, address + [0, 0, 1, 0, 0, 0, 2, 0]),
            RawOption(.clientLastTransactionTime, [0, 0, 0, 9]),
        ].encode(into: &octets)
        return RawOption(.clientData, octets)
    }
}
