import DHCPv6Wire

/// One question of a Bulk Leasequery (RFC 5007 section 4.1.2.1, RFC 5460 section 5.3). None of them means "all
/// bindings": a full picture is one query for each link.
public struct BulkQuery: Hashable, Sendable {
    public enum Target: Hashable, Sendable {
        /// The lease of this address, or the delegated prefix that contains it.
        case address(IPv6Address)
        /// Every binding of this client.
        case client(DUID)
        /// Every binding made through the relay with this DUID.
        case relay(DUID)
        /// Every binding of the link this address belongs to.
        case link(IPv6Address)
        /// Every binding made with this Remote-Id.
        case remote(RemoteID)
    }

    public var target: Target
    /// LQ_START_TIME, the server's clock: only bindings that changed at or after it, ended ones among them; nil: those
    /// that are bound. A server that does not know the option answers as if it were nil.
    public var changedFrom: ServerTime?
    /// LQ_END_TIME: only bindings that changed at or before it.
    public var changedTo: ServerTime?

    public init(_ target: Target, changedFrom: ServerTime? = nil, to changedTo: ServerTime? = nil) {
        self.target = target
        self.changedFrom = changedFrom
        self.changedTo = changedTo
    }

    /// Answers about relays may hold what was not asked for: Kea 3.0 sends declined and expired leases, and those of
    /// other links, from the second page on.
    public var isOnlyAHint: Bool {
        switch target {
        case .relay, .remote: true
        case .address, .client, .link: false
        }
    }
}

extension BulkQuery: CustomStringConvertible {
    /// The option of `lqtop snapshot` that asks this: `--link 2001:db8::1`.
    public var description: String {
        switch target {
        case .address(let address): "--address \(address)"
        case .client(let duid): "--client-id \(duid)"
        case .relay(let duid): "--relay-id \(duid)"
        case .link(let address): "--link \(address)"
        case .remote(let remote): "--remote-id \(remote.enterprise):\(remote.identifier.hex)"
        }
    }
}

extension BulkQuery {
    /// The LEASEQUERY that asks this (RFC 5460 section 5.2). Base time is wanted, and relay data and names of clients
    /// are, each named where its kind belongs: at message level and inside LQ_QUERY.
    ///
    /// - Parameters:
    ///   - requestor: our own DUID.
    ///   - transactionID: 24 bits not used before on the connection.
    func message(requestor: DUID, transactionID: UInt32) -> OwnedMessage {
        var options = [RawOption(.clientID, requestor), RawOption(OptionRequest([.baseTime])), RawOption(query)]
        if let changedFrom { options.append(RawOption(.startTime, changedFrom)) }
        if let changedTo { options.append(RawOption(.endTime, changedTo)) }
        return OwnedMessage(.leasequery, transactionID: transactionID, options: options)
    }

    private var query: LeasequeryQuery {
        let wanted = RawOption(OptionRequest([.relayData, .clientFQDN]))
        switch target {
        case .address(let address):
            let lease = IAAddress(address, preferred: .zero, valid: .zero)
            return LeasequeryQuery(.byAddress, options: [RawOption(lease), wanted])
        case .client(let duid): return LeasequeryQuery(.byClientID, options: [RawOption(.clientID, duid), wanted])
        case .relay(let duid): return LeasequeryQuery(.byRelayID, options: [RawOption(.relayID, duid), wanted])
        case .link(let address): return LeasequeryQuery(.byLinkAddress, linkAddress: address, options: [wanted])
        case .remote(let remote): return LeasequeryQuery(.byRemoteID, options: [RawOption(remote), wanted])
        }
    }
}

extension BulkQuery {
    /// What a LEASEQUERY asks, be it our own or somebody else's; nil if it is none of the queries above.
    public init?(_ message: OwnedMessage) {
        guard message.type == .leasequery, let query = try? message.options.first(LeasequeryQuery.self),
            let target = Target(query)
        else { return nil }
        self.init(
            target, changedFrom: message[.startTime].flatMap { try? $0.time() },
            to: message[.endTime].flatMap { try? $0.time() })
    }
}

extension BulkQuery.Target {
    fileprivate init?(_ query: LeasequeryQuery) {
        switch query.type {
        case .byAddress:
            guard let lease = try? query.options.first(IAAddress.self) else { return nil }
            self = .address(lease.address)
        case .byClientID:
            guard let duid = try? query.options[.clientID]?.duid() else { return nil }
            self = .client(duid)
        case .byRelayID:
            guard let duid = try? query.options[.relayID]?.duid() else { return nil }
            self = .relay(duid)
        case .byLinkAddress: self = .link(query.linkAddress)
        case .byRemoteID:
            guard let remote = try? query.options.first(RemoteID.self) else { return nil }
            self = .remote(remote)
        default: return nil
        }
    }
}
