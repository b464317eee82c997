/// A message or an option that 16 bits of length cannot announce: say less, or spread it over several messages.
public struct MessageTooLong: Error, Hashable, Sendable {
    /// Octets the message would have had, without its length.
    public let count: Int

    public init(count: Int) {
        self.count = count
    }
}

/// Appends framed messages to one array of octets that is reused: the way out for whoever sends many.
///
///     try writer.message(.leasequeryData, transactionID: xid) { message in
///         message.time(.baseTime, now)
///         message.option(.clientData) { client in
///             client.option(.clientID, duid.octets)
///             client.seconds(.clientLastTransactionTime, 600)
///             client.address(address, preferred: preferred, valid: valid)
///         }
///     }
///
/// Lengths are written when what they count is known. Nothing here checks that a message makes sense.
public struct MessageWriter: Sendable {
    /// Whole frames, one after another.
    public private(set) var octets: [UInt8] = []

    public init() {}

    /// Forgets the frames and keeps the room.
    public mutating func removeAll() {
        octets.removeAll(keepingCapacity: true)
    }

    /// Appends one frame (RFC 5460 section 5.1).
    ///
    /// - Parameter body: writes the options.
    /// - Throws: `MessageTooLong` if the message has over 65 535 octets; nothing of it is left in `octets`.
    public mutating func message(
        _ type: MessageType, transactionID: UInt32, _ body: (inout MessageWriter) -> Void = { _ in }
    ) throws(MessageTooLong) {
        let start = octets.count
        append(UInt16(0))
        append(UInt32(type.rawValue) << 24 | transactionID & 0xff_ffff)
        body(&self)
        let count = octets.count - start - 2
        guard count <= Limits.largestMessage else {
            octets.removeSubrange(start...)
            throw MessageTooLong(count: count)
        }
        setLength(count, at: start)
    }

    /// Appends one option; `body` writes its data, further options among it.
    public mutating func option(_ code: OptionCode, _ body: (inout MessageWriter) -> Void) {
        append(code.rawValue)
        let start = octets.count
        append(UInt16(0))
        body(&self)
        setLength(octets.count - start - 2, at: start)
    }

    /// Of a length that is too large, what is left is wrong; `message` then removes it all.
    private mutating func setLength(_ count: Int, at start: Int) {
        octets[start] = UInt8(truncatingIfNeeded: count >> 8)
        octets[start + 1] = UInt8(truncatingIfNeeded: count)
    }
}

// Options as whole.
extension MessageWriter {
    /// CLIENTID, SERVERID, RELAY_ID, INTERFACE_ID and all that is only octets.
    public mutating func option(_ code: OptionCode, _ data: some Collection<UInt8>) {
        append(code.rawValue)
        append(UInt16(truncatingIfNeeded: data.count))
        octets.append(contentsOf: data)
    }

    /// LQ_BASE_TIME, LQ_START_TIME, LQ_END_TIME: the server's clock.
    public mutating func time(_ code: OptionCode, _ time: ServerTime) {
        seconds(code, time.rawValue)
    }

    /// CLT_TIME.
    public mutating func seconds(_ code: OptionCode, _ seconds: UInt32) {
        append(code.rawValue)
        append(UInt16(4))
        append(seconds)
    }

    public mutating func status(_ code: StatusCode, text: String = "") {
        option(.statusCode) { option in
            option.append(code.rawValue)
            option.append(octets: text.utf8)
        }
    }

    /// IAADDR without options of its own.
    public mutating func address(_ address: IPv6Address, preferred: Lifetime, valid: Lifetime) {
        append(OptionCode.iaAddress.rawValue)
        append(UInt16(24))
        append(address)
        append(preferred.rawValue)
        append(valid.rawValue)
    }

    /// IAPREFIX without options of its own.
    public mutating func prefix(_ prefix: IPv6Prefix, preferred: Lifetime, valid: Lifetime) {
        append(OptionCode.iaPrefix.rawValue)
        append(UInt16(25))
        append(preferred.rawValue)
        append(valid.rawValue)
        octets.append(prefix.length)
        append(prefix.address)
    }

    /// LQ_RELAY_DATA; `relays` writes one RELAY-FORW with `relayForward`.
    public mutating func relayData(peer: IPv6Address, _ relays: (inout MessageWriter) -> Void) {
        option(.relayData) { option in
            option.append(peer)
            relays(&option)
        }
    }

    /// A RELAY-FORW, bare as it stands in LQ_RELAY_DATA or RELAY_MSG (RFC 8415 section 9).
    ///
    /// - Parameter options: writes its options; the next relay goes into an option RELAY_MSG.
    public mutating func relayForward(
        hopCount: UInt8, link: IPv6Address, peer: IPv6Address, _ options: (inout MessageWriter) -> Void
    ) {
        octets.append(MessageType.relayForward.rawValue)
        octets.append(hopCount)
        append(link)
        append(peer)
        options(&self)
    }
}

// Fields, for the data of options this file does not know.
extension MessageWriter {
    public mutating func append(octets more: some Collection<UInt8>) { octets.append(contentsOf: more) }

    public mutating func append(_ value: UInt8) { octets.append(value) }

    public mutating func append(_ value: UInt16) {
        withUnsafeBytes(of: value.bigEndian) { octets.append(contentsOf: $0) }
    }

    public mutating func append(_ value: UInt32) {
        withUnsafeBytes(of: value.bigEndian) { octets.append(contentsOf: $0) }
    }

    public mutating func append(_ address: IPv6Address) {
        withUnsafeBytes(of: (address.high.bigEndian, address.low.bigEndian)) { octets.append(contentsOf: $0) }
    }
}
