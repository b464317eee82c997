import DHCPv6Wire

// Messages as they came, for people who look at the wire.
extension Redactor {
    /// The options of a message: those that tell nothing of a client, and those that do and are known, by their
    /// pseudonyms; no others. What a server says in words is left out.
    public func redacted(message options: [RawOption]) -> [RawOption] { options.compactMap(redacted(inMessage:)) }

    /// nil: it is taken out.
    private func redacted(inMessage option: RawOption) -> RawOption? {
        switch option.code {
        case .clientID: RawOption(option.code, redacted(DUID(octets: option.data)))
        case .serverID: option
        case .baseTime, .startTime, .endTime, .clientLastTransactionTime: (try? option.seconds()).map { _ in option }
        case .optionRequest: (try? OptionRequest(decoding: option)).map { RawOption($0) }
        case .statusCode: (try? StatusMessage(decoding: option)).map { RawOption(StatusMessage($0.status)) }
        case .clientData:
            (try? ClientData(decoding: option)).map { RawOption(ClientData(redacted(message: $0.options))) }
        case .leasequeryQuery: (try? LeasequeryQuery(decoding: option)).map { RawOption(redacted($0)) }
        case .iaAddress: (try? IAAddress(decoding: option)).map { RawOption(redacted($0)) }
        case .iaPrefix: (try? IAPrefix(decoding: option)).map { RawOption(redacted($0)) }
        case .clientLink: (try? ClientLinks(decoding: option)).map { RawOption(ClientLinks($0.links.map(redacted))) }
        default: redacted(option)
        }
    }

    private func redacted(_ query: LeasequeryQuery) -> LeasequeryQuery {
        LeasequeryQuery(
            query.type, linkAddress: redacted(query.linkAddress), options: redacted(message: query.options))
    }

    private func redacted(_ lease: IAAddress) -> IAAddress {
        IAAddress(
            redacted(lease.address), preferred: lease.preferred, valid: lease.valid,
            options: redacted(message: lease.options))
    }

    private func redacted(_ lease: IAPrefix) -> IAPrefix {
        IAPrefix(
            redacted(lease.prefix), preferred: lease.preferred, valid: lease.valid,
            options: redacted(message: lease.options))
    }
}
