import DHCPv6Wire

/// Options of one message as JSON, whatever they are nested in.
struct OptionListDocument {
    /// The first fault for which the whole message must be discarded (V-03).
    private(set) var error: WireError?
    /// Containers around the options now written.
    private var depth = 0

    /// CLIENT_DATA, IA_NA, IAADDR and one more: nothing sensible nests deeper, relays have a limit of their own.
    private static let deepest = 6

    /// Writes `options` as a member `options`.
    ///
    /// - Parameter offset: where the first header stands in the message; nil if nobody knows.
    mutating func write(_ options: [RawOption], at offset: Int?, to json: inout JSONWriter) {
        depth += 1
        defer { depth -= 1 }
        json.array("options") { json in
            var at = offset
            for option in options {
                json.object { write(option, at: at, to: &$0) }
                at = at.map { $0 + option.encodedCount }
            }
        }
    }

    private mutating func write(_ option: RawOption, at offset: Int?, to json: inout JSONWriter) {
        json.member("option", option.code.description)
        json.member("code", option.code.rawValue)
        if let offset { json.member("offset", offset) }
        guard depth <= OptionListDocument.deepest else { return json.member("hex", option.data.hex) }
        do throws(WireError) {
            try writeValue(of: option, at: offset, to: &json)
        } catch {
            // What an enterprise puts into its own options is nobody else's business (V-05).
            let counts = offset != nil && option.code != .vendorOptions && error.rule == "V-03"
            if counts, self.error == nil { self.error = error }
            json.member("error", FaultDocument(error: error, offset: offset.map { _ in error.offset }))
            json.member("hex", option.data.hex)
        }
    }

    /// Writes nothing before the option is decoded as a whole, so that what is written is right.
    private mutating func writeValue(
        of option: RawOption, at place: Int?, to json: inout JSONWriter
    ) throws(WireError) {
        let offset = place ?? 0
        let inside = place.map { $0 + 4 }
        switch option.code {
        case .clientID, .serverID, .relayID: DUIDDocument(duid: try option.duid(at: offset)).write(to: &json)
        case .baseTime, .startTime, .endTime: write(try option.time(at: offset), to: &json)
        case .clientLastTransactionTime: json.member("seconds", try option.seconds(at: offset))
        case .statusCode: write(try StatusMessage(decoding: option, at: offset), to: &json)
        case .optionRequest: write(try OptionRequest(decoding: option, at: offset), to: &json)
        case .interfaceID, .subscriberID: OpaqueOctets(octets: option.data).members(to: &json)
        case .remoteID: json.member("remote-id", try RemoteID(decoding: option, at: offset))
        case .clientLinkLayerAddress: write(try LinkLayerAddress(decoding: option, at: offset), to: &json)
        case .clientFQDN: write(try ClientFQDN(decoding: option, at: offset), to: &json)
        case .clientLink: write(try ClientLinks(decoding: option, at: offset), to: &json)
        case .vendorOptions: write(try VendorOptions(decoding: option, at: offset), to: &json)
        case .clientData: write(try ClientData(decoding: option, at: offset).options, at: inside, to: &json)
        case .leasequeryQuery: write(try LeasequeryQuery(decoding: option, at: offset), at: inside, to: &json)
        case .iaAddress: write(try IAAddress(decoding: option, at: offset), at: inside, to: &json)
        case .iaPrefix: write(try IAPrefix(decoding: option, at: offset), at: inside, to: &json)
        case .iaNA, .iaPD: write(try IdentityAssociation(decoding: option, at: offset), at: inside, to: &json)
        case .iaTA: write(try TemporaryAssociation(decoding: option, at: offset), at: inside, to: &json)
        case .relayData: write(try RelayData(decoding: option, at: offset), at: inside, to: &json)
        default: json.member("hex", option.data.hex)
        }
    }
}

// Options that hold options; `inside` is where their data begins in the message.
extension OptionListDocument {
    private mutating func write(_ query: LeasequeryQuery, at inside: Int?, to json: inout JSONWriter) {
        json.member("query", query.type.description)
        json.member("query-type", query.type.rawValue)
        json.member("link", query.linkAddress)
        write(query.options, at: inside.map { $0 + 17 }, to: &json)
    }

    private mutating func write(_ lease: IAAddress, at inside: Int?, to json: inout JSONWriter) {
        json.member("address", lease.address)
        write(lease.preferred, lease.valid, to: &json)
        if !lease.options.isEmpty { write(lease.options, at: inside.map { $0 + 24 }, to: &json) }
    }

    private mutating func write(_ lease: IAPrefix, at inside: Int?, to json: inout JSONWriter) {
        json.member("prefix", "\(lease.address)/\(lease.length)")
        write(lease.preferred, lease.valid, to: &json)
        if !lease.options.isEmpty { write(lease.options, at: inside.map { $0 + 25 }, to: &json) }
    }

    private func write(_ preferred: Lifetime, _ valid: Lifetime, to json: inout JSONWriter) {
        json.member("preferred-lft", preferred.rawValue)
        json.member("valid-lft", valid.rawValue)
    }

    private mutating func write(_ association: IdentityAssociation, at inside: Int?, to json: inout JSONWriter) {
        json.member("iaid", association.iaid)
        json.member("t1", association.renew.rawValue)
        json.member("t2", association.rebind.rawValue)
        write(association.options, at: inside.map { $0 + 12 }, to: &json)
    }

    private mutating func write(_ association: TemporaryAssociation, at inside: Int?, to json: inout JSONWriter) {
        json.member("iaid", association.iaid)
        write(association.options, at: inside.map { $0 + 4 }, to: &json)
    }

    /// Options of relays go without offsets: the relay inside was cut out from between them. Whatever is wrong with
    /// them leaves the message sound.
    private mutating func write(_ data: RelayData, at inside: Int?, to json: inout JSONWriter) {
        let path = data.path
        json.member("peer", data.peer)
        json.member("client-link", path.clientLink)
        json.array("relays") { json in
            for hop in path.hops {
                json.object { json in
                    json.member("hop-count", hop.hopCount)
                    json.member("link", hop.link)
                    json.member("peer", hop.peer)
                    write(hop.options, at: nil, to: &json)
                }
            }
        }
        guard let fault = path.fault else { return }
        json.member("error", FaultDocument(error: fault, offset: inside.map { $0 + 16 + fault.offset }))
        json.member("hex", data.message.hex)
    }
}
