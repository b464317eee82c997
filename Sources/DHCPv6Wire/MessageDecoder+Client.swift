extension MessageDecoder {
    /// What one CLIENT_DATA has shown so far.
    @usableFromInline
    struct OpenClient {
        var duid: ByteRange?
        var sinceLastTransaction: UInt32?
        var isBroken = false
    }

    /// Decodes the options of one CLIENT_DATA. The (code, length) pairs that make up nearly every client are one
    /// comparison each; all else goes the slow way.
    mutating func decodeClient(
        _ message: RawSpan, from start: Int, to end: Int, faults: inout WireFaults
    ) throws(WireError) {
        var client = OpenClient()
        let firstLease = Int32(leases.count)
        let firstDetail = Int32(details.count)
        var at = start
        while end - at >= 4 {
            let header = message.uint32(at: at)
            at += 4
            let length = Int(header & 0xffff)
            guard length <= end - at else { throw overrun(header, at: at, end: end) }
            switch header {
            case 0x0005_0018:
                appendAddress(message, at: at, faults: &faults)
            case 0x002e_0004 where client.sinceLastTransaction == nil:
                client.sinceLastTransaction = message.uint32(at: at)
            case 0x0001_0003...0x0001_0082 where client.duid == nil:
                client.duid = ByteRange(start: at, count: length)
            case 0x001a_0019:
                appendPrefix(message, at: at, client: &client, faults: &faults)
            default:
                try decodeRareClientOption(header, message, at: at, client: &client, faults: &faults, depth: 0)
            }
            at += length
        }
        guard at == end else { throw WireError(.leftoverOctets(end - at), at: at, in: .clientData) }
        close(client, firstLease: firstLease, firstDetail: firstDetail, faults: &faults)
    }

    /// Keeps the client if it is usable (V-04, V-14), else forgets its leases.
    private mutating func close(
        _ client: OpenClient, firstLease: Int32, firstDetail: Int32, faults: inout WireFaults
    ) {
        guard let duid = client.duid, !client.isBroken else {
            if client.duid == nil { faults.insert(.clientWithoutID) }
            leases.removeSubrange(Int(firstLease)...)
            details.removeSubrange(Int(firstDetail)...)
            return
        }
        if Int(firstLease) == leases.count { faults.insert(.clientWithoutLease) }
        clients.append(
            ClientRecord(
                duid: duid, sinceLastTransaction: client.sinceLastTransaction,
                leases: firstLease..<Int32(leases.count), details: firstDetail..<Int32(details.count)))
    }

    @inline(__always)
    private mutating func appendAddress(_ message: RawSpan, at: Int, faults: inout WireFaults) {
        let valid = Lifetime(rawValue: message.uint32(at: at + 20))
        let preferred = clamped(Lifetime(rawValue: message.uint32(at: at + 16)), to: valid, faults: &faults)
        leases.append(
            LeaseRecord(
                address: message.address(at: at), preferred: preferred, valid: valid, length: 128, kind: .address))
    }

    @inline(__always)
    private mutating func appendPrefix(
        _ message: RawSpan, at: Int, client: inout OpenClient, faults: inout WireFaults
    ) {
        let length = message.octet(at: at + 8)
        guard length <= 128 else { return faults.formUnion(.prefixBits) }
        let valid = Lifetime(rawValue: message.uint32(at: at + 4))
        let preferred = clamped(Lifetime(rawValue: message.uint32(at: at)), to: valid, faults: &faults)
        let announced = message.address(at: at + 9)
        let address = announced.masked(to: length)
        if address != announced { faults.insert(.prefixBits) }
        leases.append(
            LeaseRecord(address: address, preferred: preferred, valid: valid, length: length, kind: .prefix))
    }

    @inline(__always)
    private func clamped(_ preferred: Lifetime, to valid: Lifetime, faults: inout WireFaults) -> Lifetime {
        guard preferred > valid else { return preferred }
        faults.insert(.preferredAboveValid)
        return valid
    }

    /// Leases with options of their own, options of impossible length, IA containers, relay data and all that is
    /// kept undecoded.
    @inline(never)
    private mutating func decodeRareClientOption(
        _ header: UInt32, _ message: RawSpan, at: Int, client: inout OpenClient, faults: inout WireFaults, depth: Int
    ) throws(WireError) {
        let length = Int(header & 0xffff)
        let end = at + length
        let code = OptionCode(rawValue: UInt16(header >> 16))
        switch code {
        case .iaAddress where length >= 24:
            try checkOptions(message, from: at + 24, to: end, in: code)
            appendAddress(message, at: at, faults: &faults)
        case .iaPrefix where length >= 25:
            try checkOptions(message, from: at + 25, to: end, in: code)
            appendPrefix(message, at: at, client: &client, faults: &faults)
        case .clientID where DUID.validLengths.contains(length): faults.insert(.repeatedOption)
        case .clientLastTransactionTime where length == 4: faults.insert(.repeatedOption)
        case .clientID, .iaAddress, .iaPrefix:
            client.isBroken = true
            faults.insert(.optionLength)
        case .clientLastTransactionTime: faults.insert(.optionLength)
        case .clientLink: faults.insert(.clientLink)
        case .iaNA where length >= 12, .iaPD where length >= 12:
            try decodeAssociation(message, from: at + 12, to: end, client: &client, faults: &faults, depth: depth)
        case .iaTA where length >= 4:
            try decodeAssociation(message, from: at + 4, to: end, client: &client, faults: &faults, depth: depth)
        default:
            if code == .relayData { checkRelayData(message, from: at, to: end, faults: &faults) }
            details.append(ByteRange(start: at - 4, count: length + 4))
        }
    }

    /// Leasequery puts leases bare into CLIENT_DATA; failover (RFC 8156) wraps them in IA_NA, IA_TA and IA_PD. Be
    /// liberal and look inside (PROTOCOL section 8).
    private mutating func decodeAssociation(
        _ message: RawSpan, from start: Int, to end: Int, client: inout OpenClient, faults: inout WireFaults, depth: Int
    ) throws(WireError) {
        guard depth < Limits.optionNesting else {
            throw WireError(.nestedTooDeep(limit: Limits.optionNesting), at: start)
        }
        var at = start
        while end - at >= 4 {
            let header = message.uint32(at: at)
            at += 4
            let length = Int(header & 0xffff)
            guard length <= end - at else { throw overrun(header, at: at, end: end) }
            switch OptionCode(rawValue: UInt16(header >> 16)) {
            case .iaAddress, .iaPrefix:
                try decodeRareClientOption(
                    header, message, at: at, client: &client, faults: &faults, depth: depth + 1)
            default: break
            }
            at += length
        }
        guard at == end else { throw WireError(.leftoverOctets(end - at), at: at, in: .clientData) }
    }

    /// Checks that the options between two offsets fill that room exactly.
    private func checkOptions(
        _ message: RawSpan, from start: Int, to end: Int, in container: OptionCode
    ) throws(WireError) {
        var at = start
        while end - at >= 4 {
            let header = message.uint32(at: at)
            at += 4
            guard Int(header & 0xffff) <= end - at else { throw overrun(header, at: at, end: end) }
            at += Int(header & 0xffff)
        }
        guard at == end else { throw WireError(.leftoverOctets(end - at), at: at, in: container) }
    }
}
