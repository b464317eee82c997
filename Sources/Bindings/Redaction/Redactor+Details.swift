import DHCPv6Wire

extension Redactor {
    /// The other options of a client, as `BindingRow.details` keeps them: those that are known and told no more by their
    /// pseudonyms; no others. Relays as far as their chain can be read.
    func redacted(details: [UInt8]) -> [UInt8] {
        guard !details.isEmpty, let options = try? RawOption.list(in: details.span.bytes, from: 0, to: details.count)
        else { return [] }
        var octets: [UInt8] = []
        options.compactMap(redacted).encode(into: &octets)
        return octets
    }

    /// nil: it is taken out.
    func redacted(_ option: RawOption) -> RawOption? {
        switch option.code {
        case .interfaceID: RawOption(option.code, pseudonym(option.data, .interfaceID))
        case .subscriberID: RawOption(option.code, pseudonym(option.data, .subscriberID))
        case .relayID: RawOption(option.code, redacted(DUID(octets: option.data)))
        case .remoteID: (try? RemoteID(decoding: option)).map { RawOption(redacted($0)) }
        case .clientLinkLayerAddress: (try? LinkLayerAddress(decoding: option)).map { RawOption(redacted($0)) }
        case .clientFQDN: (try? ClientFQDN(decoding: option)).flatMap(redacted).map { RawOption($0) }
        case .relayData: (try? RelayData(decoding: option)).map { RawOption(redacted($0)) }
        default: nil
        }
    }

    private func redacted(_ remoteID: RemoteID) -> RemoteID {
        RemoteID(
            enterprise: remoteID.enterprise,
            identifier: pseudonym(RawOption(remoteID).data, .remoteID))
    }

    /// Of eight octets, which Ethernet has not: nobody shall look for that card.
    private func redacted(_ address: LinkLayerAddress) -> LinkLayerAddress {
        LinkLayerAddress(
            hardwareType: address.hardwareType, address: pseudonym(address.address, .linkLayer, count: 8))
    }

    private func redacted(_ name: ClientFQDN) -> ClientFQDN? {
        guard names == .pseudonyms else { return nil }
        let label = Array("name-\(pseudonym(name.name.octets, .name).hex)".utf8)
        return DomainName(octets: [UInt8(label.count)] + label + [0]).map { ClientFQDN(flags: name.flags, name: $0) }
    }

    private func redacted(_ data: RelayData) -> RelayData {
        let hops = data.path.hops.map { hop in
            RelayHop(
                hopCount: hop.hopCount, link: redacted(hop.link), peer: redacted(hop.peer),
                options: hop.options.compactMap(redacted))
        }
        return RelayData(peer: redacted(data.peer), hops: hops)
    }
}
