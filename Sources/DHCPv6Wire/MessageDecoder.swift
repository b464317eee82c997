/// Decodes one message at a time, flat, into storage that it reuses: the hot path of a feed.
///
/// Every length is checked before anything is read and every nested option is visited, so that a message is either
/// sound as a whole or refused as a whole (V-03). The typed tree for display and for tests is `OwnedMessage`.
public struct MessageDecoder: Sendable {
    public internal(set) var summary = MessageSummary(type: .leasequeryData, transactionID: 0)
    /// One for each usable CLIENT_DATA, in order.
    public internal(set) var clients: ContiguousArray<ClientRecord> = []
    /// The leases of all clients; each client says which are its own.
    public internal(set) var leases: ContiguousArray<LeaseRecord> = []
    /// Where the options of a client other than id, leases, CLT_TIME and LQ_CLIENT_LINK lie, header included.
    public internal(set) var details: ContiguousArray<ByteRange> = []

    public init() {}

    /// Decodes `message`, which is one frame without its two octets of length.
    ///
    /// - Throws: `WireError` if the message must be discarded; the results are then meaningless.
    public mutating func decode(_ message: RawSpan) throws(WireError) {
        clients.removeAll(keepingCapacity: true)
        leases.removeAll(keepingCapacity: true)
        details.removeAll(keepingCapacity: true)
        let end = message.byteCount
        guard end >= Limits.smallestMessage else { throw WireError(.messageTooShort(announced: end), at: 0) }
        let first = message.uint32(at: 0)
        var summary = MessageSummary(
            type: MessageType(rawValue: UInt8(first >> 24)), transactionID: first & 0xff_ffff)
        var looseRelayData: ByteRange?
        var at = 4
        while end - at >= 4 {
            let header = message.uint32(at: at)
            let length = Int(header & 0xffff)
            at += 4
            guard length <= end - at else { throw overrun(header, at: at, end: end) }
            if header >> 16 == UInt32(OptionCode.clientData.rawValue) {
                summary.clientDataCount += 1
                try decodeClient(message, from: at, to: at + length, faults: &summary.faults)
            } else if header == 0x0064_0004 {
                if summary.baseTime == nil {
                    summary.baseTime = ServerTime(rawValue: message.uint32(at: at))
                } else {
                    summary.faults.insert(.repeatedOption)
                }
            } else {
                decodeRareOption(header, message, at: at, into: &summary, looseRelayData: &looseRelayData)
            }
            at += length
        }
        guard at == end else { throw WireError(.leftoverOctets(end - at), at: at) }
        if let looseRelayData { attach(looseRelayData, message, faults: &summary.faults) }
        self.summary = summary
    }

    /// Everything at message level but CLIENT_DATA and a sound LQ_BASE_TIME.
    @inline(never)
    private func decodeRareOption(
        _ header: UInt32, _ message: RawSpan, at: Int, into summary: inout MessageSummary,
        looseRelayData: inout ByteRange?
    ) {
        let range = ByteRange(start: at, count: Int(header & 0xffff))
        switch OptionCode(rawValue: UInt16(header >> 16)) {
        case .clientID: keepFirst(range, in: &summary.clientID, faults: &summary.faults)
        case .serverID: keepFirst(range, in: &summary.serverID, faults: &summary.faults)
        case .statusCode where range.count >= 2:
            guard summary.status == nil else { return summary.faults.formUnion(.repeatedOption) }
            summary.status = StatusCode(rawValue: message.uint16(at: at))
            summary.statusText = ByteRange(start: at + 2, count: Int(range.count) - 2)
        case .relayData:
            keepFirst(
                ByteRange(start: at - 4, count: Int(range.count) + 4), in: &looseRelayData, faults: &summary.faults)
        case .statusCode, .baseTime: summary.faults.insert(.optionLength)
        case .clientLink: summary.faults.insert(.clientLink)
        default: break
        }
    }

    private func keepFirst(_ range: ByteRange, in slot: inout ByteRange?, faults: inout WireFaults) {
        if slot == nil { slot = range } else { faults.insert(.repeatedOption) }
    }

    /// Some servers put LQ_RELAY_DATA beside CLIENT_DATA instead of into it; it then belongs to the client of that
    /// message (PROTOCOL A-06). With several clients nobody can say whose it is, and it is left out.
    private mutating func attach(_ relayData: ByteRange, _ message: RawSpan, faults: inout WireFaults) {
        guard clients.count == 1 else { return faults.formUnion(.relayData) }
        checkRelayData(message, from: relayData.lowerBound + 4, to: relayData.upperBound, faults: &faults)
        details.append(relayData)
        clients[0].details = clients[0].details.lowerBound..<Int32(details.count)
    }

    func overrun(_ header: UInt32, at: Int, end: Int) -> WireError {
        WireError(
            .optionOverrun(announced: Int(header & 0xffff), present: end - at), at: at - 4,
            in: OptionCode(rawValue: UInt16(header >> 16)))
    }
}
