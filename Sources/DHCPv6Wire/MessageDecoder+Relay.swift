extension MessageDecoder {
    /// Walks every option of every level of LQ_RELAY_DATA (RFC 5007 section 4.1.2.4). A broken chain costs only
    /// itself: the binding is used and the octets are kept, because servers exist that write chains of four relays
    /// wrongly.
    mutating func checkRelayData(_ message: RawSpan, from start: Int, to end: Int) {
        guard end - start >= 16 else { return summary.faults.formUnion(.relayData) }
        var level = start + 16..<end
        for _ in 0..<Limits.relayHops {
            let inner: Range<Int>?
            do throws(WireError) {
                inner = try relayedMessage(message, in: level)
            } catch {
                return summary.faults.formUnion(.relayData)
            }
            guard let inner else { return }
            level = inner
            // A client's message, which should have been taken out, is not ours to read.
            if message.octet(at: inner.lowerBound) != MessageType.relayForward.rawValue { return }
        }
        summary.faults.insert(.relayData)
    }

    /// Where the RELAY_MSG of one RELAY-FORW lies; nil at the innermost level.
    private func relayedMessage(_ message: RawSpan, in level: Range<Int>) throws(WireError) -> Range<Int>? {
        let end = level.upperBound
        guard level.count >= 34 else {
            throw WireError(.optionLength(level.count), at: level.lowerBound, in: .relayData)
        }
        let type = message.octet(at: level.lowerBound)
        guard type == MessageType.relayForward.rawValue else {
            throw WireError(.notRelayForward(type: type), at: level.lowerBound, in: .relayData)
        }
        var inner: Range<Int>?
        var at = level.lowerBound + 34
        while end - at >= 4 {
            let header = message.uint32(at: at)
            at += 4
            let length = Int(header & 0xffff)
            guard length <= end - at else { throw overrun(header, at: at - 4, end: end) }
            let code = OptionCode(rawValue: UInt16(header >> 16))
            if code == .remoteID, length < 5 { throw WireError(.optionLength(length), at: at - 4, in: code) }
            if code == .relayMessage, length > 0, inner == nil { inner = at..<at + length }
            at += length
        }
        guard at == end else { throw WireError(.leftoverOctets(end - at), at: at, in: .relayData) }
        return inner
    }
}
