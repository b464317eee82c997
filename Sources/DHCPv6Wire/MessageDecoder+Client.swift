extension MessageDecoder {
    /// Decodes the options of one CLIENT_DATA. The (code, length) pairs that make up nearly every client are one
    /// comparison each; all else goes the slow way.
    ///
    /// Behind a predicted branch a length is a constant, so that the next header is read before this one's length has
    /// come: without that the walk is one long chain of loads. DUIDs are of many lengths.
    @inline(__always)
    mutating func decodeClient(_ message: RawSpan, from start: Int, to end: Int) throws(WireError) {
        var client = ClientRecord(firstLease: leases.count, firstDetail: details.count)
        var isUsable = true
        var at = start
        while at &+ 4 <= end {
            let header = message.uint32(at: at)
            let next = at &+ 4 &+ Int(header & 0xffff)
            guard next <= end else { throw overrun(header, at: at, end: end) }
            switch header {
            case 0x0005_0018:
                appendAddress(message, at: at &+ 4)
                at &+= 4 + 24
            case 0x001a_0019:
                appendPrefix(message, at: at &+ 4)
                at &+= 4 + 25
            case 0x0030_0010:
                summary.faults.insert(.clientLink)
                at &+= 4 + 16
            case 0x002e_0004 where client.sinceLastTransaction == nil:
                client.sinceLastTransaction = message.uint32(at: at &+ 4)
                at &+= 4 + 4
            case 0x0001_0003...0x0001_0082 where client.duid.isEmpty:
                client.duid = ByteRange(start: at &+ 4, count: next &- at &- 4)
                at = next
            default:
                if try !decodeRareClientOption(header, message, at: at &+ 4) { isUsable = false }
                at = next
            }
        }
        guard at == end else { throw WireError(.leftoverOctets(end - at), at: at, in: .clientData) }
        guard isUsable, !client.duid.isEmpty else { return forget(client) }
        client.leaseEnd = Int32(truncatingIfNeeded: leases.count)
        client.detailEnd = Int32(truncatingIfNeeded: details.count)
        if client.leaseEnd == client.firstLease { summary.faults.insert(.clientWithoutLease) }
        clients.append(client)
    }

    /// Forgets the leases of a client that cannot be used (V-04, V-14).
    @inline(never)
    private mutating func forget(_ client: ClientRecord) {
        if client.duid.isEmpty { summary.faults.insert(.clientWithoutID) }
        summary.unusableStatements &+= 1
        leases.truncate(to: Int(client.firstLease))
        details.truncate(to: Int(client.firstDetail))
    }

    @inline(__always)
    private mutating func appendAddress(_ message: RawSpan, at: Int) {
        let valid = Lifetime(rawValue: message.uint32(at: at &+ 20))
        let preferred = clamped(Lifetime(rawValue: message.uint32(at: at &+ 16)), to: valid)
        leases.append(
            LeaseRecord(
                address: message.address(at: at), preferred: preferred, valid: valid, length: 128, kind: .address))
    }

    @inline(__always)
    private mutating func appendPrefix(_ message: RawSpan, at: Int) {
        let length = message.octet(at: at &+ 8)
        guard length <= 128 else {
            summary.faults.insert(.prefixBits)
            summary.unusableStatements &+= 1
            return
        }
        let valid = Lifetime(rawValue: message.uint32(at: at &+ 4))
        let preferred = clamped(Lifetime(rawValue: message.uint32(at: at)), to: valid)
        let announced = message.address(at: at &+ 9)
        let address = announced.masked(to: length)
        if address != announced { summary.faults.insert(.prefixBits) }
        leases.append(
            LeaseRecord(address: address, preferred: preferred, valid: valid, length: length, kind: .prefix))
    }

    @inline(__always)
    private mutating func clamped(_ preferred: Lifetime, to valid: Lifetime) -> Lifetime {
        guard preferred > valid else { return preferred }
        summary.faults.insert(.preferredAboveValid)
        return valid
    }

    /// Leases with options of their own, options of impossible length, IA containers, relay data and all that is
    /// kept undecoded.
    ///
    /// - Returns: whether the client is still usable.
    @inline(never)
    private mutating func decodeRareClientOption(
        _ header: UInt32, _ message: RawSpan, at: Int
    ) throws(WireError) -> Bool {
        let length = Int(header & 0xffff)
        let end = at + length
        let code = OptionCode(rawValue: UInt16(header >> 16))
        switch code {
        case .iaAddress where length >= 24:
            try checkOptions(message, from: at + 24, to: end, in: code)
            appendAddress(message, at: at)
        case .iaPrefix where length >= 25:
            try checkOptions(message, from: at + 25, to: end, in: code)
            appendPrefix(message, at: at)
        case .clientID where DUID.validLengths.contains(length): summary.faults.insert(.repeatedOption)
        case .clientLastTransactionTime where length == 4: summary.faults.insert(.repeatedOption)
        case .clientID, .iaAddress, .iaPrefix:
            summary.faults.insert(.optionLength)
            return false
        case .clientLastTransactionTime: summary.faults.insert(.optionLength)
        case .clientLink: summary.faults.insert(.clientLink)
        case .iaNA where length >= 12, .iaPD where length >= 12:
            return try decodeAssociation(message, from: at + 12, to: end)
        case .iaTA where length >= 4:
            return try decodeAssociation(message, from: at + 4, to: end)
        case .iaNA, .iaPD, .iaTA: summary.faults.insert(.optionLength)
        default:
            if code == .relayData { checkRelayData(message, from: at, to: end) }
            details.append(ByteRange(start: at - 4, count: length + 4))
        }
        return true
    }

    /// Leasequery puts leases bare into CLIENT_DATA; failover (RFC 8156) wraps them in IA_NA, IA_TA and IA_PD. Be
    /// liberal and look inside.
    ///
    /// - Returns: whether the client is still usable.
    private mutating func decodeAssociation(
        _ message: RawSpan, from start: Int, to end: Int
    ) throws(WireError) -> Bool {
        var isUsable = true
        var at = start
        while end - at >= 4 {
            let header = message.uint32(at: at)
            let length = Int(header & 0xffff)
            at += 4
            guard length <= end - at else { throw overrun(header, at: at - 4, end: end) }
            switch OptionCode(rawValue: UInt16(header >> 16)) {
            case .iaAddress, .iaPrefix:
                if try !decodeRareClientOption(header, message, at: at) { isUsable = false }
            default: break
            }
            at += length
        }
        guard at == end else { throw WireError(.leftoverOctets(end - at), at: at, in: .clientData) }
        return isUsable
    }

    /// Checks that the options between two offsets fill that room exactly.
    private func checkOptions(
        _ message: RawSpan, from start: Int, to end: Int, in container: OptionCode
    ) throws(WireError) {
        var at = start
        while end - at >= 4 {
            let header = message.uint32(at: at)
            at += 4
            guard Int(header & 0xffff) <= end - at else { throw overrun(header, at: at - 4, end: end) }
            at += Int(header & 0xffff)
        }
        guard at == end else { throw WireError(.leftoverOctets(end - at), at: at, in: container) }
    }
}
