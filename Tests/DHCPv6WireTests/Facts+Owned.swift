@testable import DHCPv6Wire

// The same facts by the typed options over an owned message: written for clearness, to be compared with the flat
// decoder.

extension Facts {
    init(owned octets: [UInt8]) throws(WireError) {
        let message = try OwnedMessage(decoding: octets)
        self.init(type: message.type, transactionID: message.transactionID)
        var looseRelayData: RawOption?
        for option in message.options {
            switch option.code {
            case .clientID: keep(option.data, in: \.clientID)
            case .serverID: keep(option.data, in: \.serverID)
            case .statusCode:
                guard let decoded = ignoringLength({ () throws(WireError) in try StatusMessage(decoding: option) })
                else { continue }
                if status == nil { statusText = decoded.text }
                keep(decoded.status, in: \.status)
            case .baseTime:
                guard let time = ignoringLength({ () throws(WireError) in try option.time() }) else { continue }
                keep(time, in: \.baseTime)
            case .clientData: try add(ClientData(decoding: option))
            case .relayData where looseRelayData == nil: looseRelayData = option
            case .relayData: faults.insert(.repeatedOption)
            case .clientLink: faults.insert(.clientLink)
            default: break
            }
        }
        if let looseRelayData { attach(looseRelayData) }
    }

    /// RFC 8415 section 21: of singletons that repeat the first counts.
    private mutating func keep<Value>(_ value: Value, in slot: WritableKeyPath<Facts, Value?>) {
        if self[keyPath: slot] == nil { self[keyPath: slot] = value } else { faults.insert(.repeatedOption) }
    }

    private mutating func ignoringLength<Value>(_ decode: () throws(WireError) -> Value) -> Value? {
        do throws(WireError) {
            return try decode()
        } catch {
            faults.insert(.optionLength)
            return nil
        }
    }

    private mutating func attach(_ option: RawOption) {
        guard clients.count == 1 else { return faults.formUnion(.relayData) }
        var client = clients[0]
        addDetail(option, to: &client)
        clients = [client]
    }

    private mutating func addDetail(_ option: RawOption, to client: inout Client) {
        if option.code == .relayData, (try? RelayData(decoding: option))?.path.fault != nil || option.data.count < 16 {
            faults.insert(.relayData)
        }
        [option].encode(into: &client.details)
    }

    private mutating func add(_ data: ClientData) throws(WireError) {
        var client = Client(duid: [])
        var isBroken = false
        for option in data.options { try add(option, to: &client, isBroken: &isBroken) }
        guard !client.duid.isEmpty, !isBroken else {
            if client.duid.isEmpty { faults.insert(.clientWithoutID) }
            return
        }
        if client.leases.isEmpty { faults.insert(.clientWithoutLease) }
        clients.append(client)
    }

    private mutating func add(_ option: RawOption, to client: inout Client, isBroken: inout Bool) throws(WireError) {
        let length = option.data.count
        switch option.code {
        case .clientID where DUID.validLengths.contains(length):
            if client.duid.isEmpty { client.duid = option.data } else { faults.insert(.repeatedOption) }
        case .clientLastTransactionTime where length == 4 && client.sinceLastTransaction == nil:
            client.sinceLastTransaction = try option.seconds()
        case .clientLastTransactionTime where length == 4: faults.insert(.repeatedOption)
        case .iaAddress where length >= 24: addAddress(try IAAddress(decoding: option), to: &client)
        case .iaPrefix where length >= 25:
            do throws(WireError) {
                addPrefix(try IAPrefix(decoding: option), to: &client)
            } catch  where error.isPrefixLength {
                faults.insert(.prefixBits)
            }
        case .clientID, .iaAddress, .iaPrefix:
            isBroken = true
            faults.insert(.optionLength)
        case .clientLastTransactionTime: faults.insert(.optionLength)
        case .clientLink: faults.insert(.clientLink)
        case .iaNA where length >= 12, .iaPD where length >= 12:
            try addLeases(of: IdentityAssociation(decoding: option).options, to: &client, isBroken: &isBroken)
        case .iaTA where length >= 4:
            try addLeases(of: TemporaryAssociation(decoding: option).options, to: &client, isBroken: &isBroken)
        case .iaNA, .iaPD, .iaTA: faults.insert(.optionLength)
        default: addDetail(option, to: &client)
        }
    }

    private mutating func addLeases(
        of options: [RawOption], to client: inout Client, isBroken: inout Bool
    ) throws(WireError) {
        for option in options where option.code == .iaAddress || option.code == .iaPrefix {
            try add(option, to: &client, isBroken: &isBroken)
        }
    }

    private mutating func addAddress(_ lease: IAAddress, to client: inout Client) {
        if lease.preferred > lease.valid { faults.insert(.preferredAboveValid) }
        client.leases.append(
            LeaseRecord(
                address: lease.address, preferred: min(lease.preferred, lease.valid), valid: lease.valid,
                length: 128, kind: .address))
    }

    private mutating func addPrefix(_ lease: IAPrefix, to client: inout Client) {
        if lease.preferred > lease.valid { faults.insert(.preferredAboveValid) }
        if lease.prefix.address != lease.address { faults.insert(.prefixBits) }
        client.leases.append(
            LeaseRecord(
                address: lease.prefix.address, preferred: min(lease.preferred, lease.valid), valid: lease.valid,
                length: lease.length, kind: .prefix))
    }
}

extension WireError {
    var isPrefixLength: Bool {
        if case .prefixLength = problem { true } else { false }
    }
}
