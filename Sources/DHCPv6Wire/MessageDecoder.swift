/// Decodes one message at a time, flat, into storage that it reuses: the hot path of a feed.
///
/// Every length is checked before anything is read and every nested option is visited, so that a message is either
/// sound as a whole or refused as a whole (V-03). The typed tree for display and for tests is `OwnedMessage`.
public struct MessageDecoder: ~Copyable, Sendable {
    public internal(set) var summary = MessageSummary(type: .leasequeryData, transactionID: 0)
    /// One for each usable CLIENT_DATA, in order.
    public internal(set) var clients = ReusedList<ClientRecord>(capacity: 4)
    /// The leases of all clients; each client says which are its own.
    public internal(set) var leases = ReusedList<LeaseRecord>(capacity: 16)
    /// Where the options of a client other than id, leases, CLT_TIME and LQ_CLIENT_LINK lie, header included.
    public internal(set) var details = ReusedList<ByteRange>(capacity: 16)

    public init() {}

    /// Decodes `message`, which is one frame without its two octets of length.
    ///
    /// - Throws: `WireError` if the message must be discarded; the results are then meaningless.
    public mutating func decode(_ message: RawSpan) throws(WireError) {
        clients.removeAll()
        leases.removeAll()
        details.removeAll()
        let end = message.byteCount
        guard end >= Limits.smallestMessage else { throw WireError(.messageTooShort(announced: end), at: 0) }
        let first = message.uint32(at: 0)
        summary = MessageSummary(
            type: MessageType(rawValue: UInt8(first >> 24)), transactionID: first & 0xff_ffff)
        var looseRelayData: ByteRange?
        var at = 4
        while at &+ 4 <= end {
            let header = message.uint32(at: at)
            let next = at &+ 4 &+ Int(header & 0xffff)
            guard next <= end else { throw overrun(header, at: at, end: end) }
            if header >> 16 == UInt32(OptionCode.clientData.rawValue) {
                summary.clientDataCount &+= 1
                try decodeClient(message, from: at &+ 4, to: next)
                at = next
            } else if header == 0x0064_0004, summary.baseTime == nil {
                summary.baseTime = ServerTime(rawValue: message.uint32(at: at &+ 4))
                at &+= 4 + 4
            } else {
                decodeRareOption(header, message, at: at &+ 4, looseRelayData: &looseRelayData)
                at = next
            }
        }
        guard at == end else { throw WireError(.leftoverOctets(end - at), at: at) }
        if let looseRelayData { attach(looseRelayData, message) }
    }

    /// Everything at message level but CLIENT_DATA and the first sound LQ_BASE_TIME.
    @inline(never)
    private mutating func decodeRareOption(
        _ header: UInt32, _ message: RawSpan, at: Int, looseRelayData: inout ByteRange?
    ) {
        let length = Int(header & 0xffff)
        let data = ByteRange(start: at, count: length)
        switch OptionCode(rawValue: UInt16(header >> 16)) {
        case .clientID where summary.clientID == nil: summary.clientID = data
        case .serverID where summary.serverID == nil: summary.serverID = data
        case .statusCode where length >= 2 && summary.status == nil:
            summary.status = StatusCode(rawValue: message.uint16(at: at))
            summary.statusText = ByteRange(start: at + 2, count: length - 2)
        case .relayData where looseRelayData == nil:
            looseRelayData = ByteRange(start: at - 4, count: length + 4)
        case .statusCode where length < 2, .baseTime where length != 4: summary.faults.insert(.optionLength)
        case .clientID, .serverID, .statusCode, .relayData, .baseTime: summary.faults.insert(.repeatedOption)
        case .clientLink: summary.faults.insert(.clientLink)
        default: break
        }
    }

    /// Some servers put LQ_RELAY_DATA beside CLIENT_DATA instead of into it; it then belongs to the client of that
    /// message. With several clients nobody can say whose it is, and it is left out.
    private mutating func attach(_ relayData: ByteRange, _ message: RawSpan) {
        guard clients.count == 1 else { return summary.faults.formUnion(.relayData) }
        checkRelayData(message, from: relayData.lowerBound + 4, to: relayData.upperBound)
        details.append(relayData)
        clients[0].detailEnd = Int32(truncatingIfNeeded: details.count)
    }

    /// - Parameter at: where the header begins.
    func overrun(_ header: UInt32, at: Int, end: Int) -> WireError {
        WireError(
            .optionOverrun(announced: Int(header & 0xffff), present: end - at - 4), at: at,
            in: OptionCode(rawValue: UInt16(header >> 16)))
    }
}
