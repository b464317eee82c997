import DHCPv6Wire

/// Which clients a query is about (RFC 5007 section 4.1.2.1, RFC 5460 section 5.3).
struct QueryScope: Sendable {
    static let everything = QueryScope(subject: .everyone, link: nil)

    enum Subject: Sendable {
        case everyone
        /// Whoever holds this address or a prefix around it.
        case holder(of: IPv6Address)
        case client([UInt8])
        case behindRelay([UInt8])
        case behindLine(RemoteID)
    }

    var subject: Subject
    /// Only clients on this link; nil for all.
    var link: IPv6Prefix?

    /// Whether this is about the client; fills `description` if it had to be looked at.
    func covers(_ client: ClientNumber, in book: LeaseBook, description: inout ClientDescription) -> Bool {
        if case .holder(let address) = subject, !holds(client, address, in: book.history) { return false }
        description.removeAll()
        book.feed.describe(client, into: &description)
        if let link, !link.contains(description.link) { return false }
        switch subject {
        case .everyone, .holder: return true
        case .client(let duid): return description.duid == duid
        case .behindRelay(let duid): return hops(description).contains { $0.relayID?.octets == duid }
        case .behindLine(let line): return hops(description).contains { $0.remoteID == line }
        }
    }

    private func holds(_ client: ClientNumber, _ address: IPv6Address, in history: BindingHistory) -> Bool {
        var found = false
        history.forEachBinding(of: client) { if $0.key.prefix.contains(address) { found = true } }
        return found
    }

    private func hops(_ description: ClientDescription) -> [RelayHop] {
        (try? RelayData(decoding: RawOption(.relayData, description.relayData)))?.path.hops ?? []
    }
}

extension QueryScope {
    /// - Throws: for a type we do not know, a missing or broken option, a link that is not ours (V-31, V-32).
    init(_ question: LeasequeryQuery, links: [IPv6Prefix]) throws(QueryRefused) {
        subject = try Subject(question)
        guard question.linkAddress != .unspecified else { return }
        link = links.first { $0.contains(question.linkAddress) }
        guard link != nil else {
            throw QueryRefused(status: .notConfigured, text: "\(question.linkAddress) is on no link of this server")
        }
    }
}

extension QueryScope.Subject {
    fileprivate init(_ question: LeasequeryQuery) throws(QueryRefused) {
        let options = question.options
        let found: Self?
        switch question.type {
        case .byAddress: found = (try? options.first(IAAddress.self)).map { .holder(of: $0.address) }
        case .byClientID: found = options[.clientID].map { .client($0.data) }
        case .byRelayID: found = options[.relayID].map { .behindRelay($0.data) }
        case .byLinkAddress: found = .everyone
        case .byRemoteID: found = (try? options.first(RemoteID.self)).map { .behindLine($0) }
        default: throw QueryRefused(status: .unknownQueryType, text: "\(question.type) is unknown here")
        }
        guard let found else { throw QueryRefused(status: .malformedQuery, text: "\(question.type) lacks its option") }
        self = found
    }
}
