import DHCPv6Wire

/// What is said about one client: gathered once, written into CLIENT_DATA. Reused from client to client.
struct ClientReport: Sendable {
    /// So many leases fit into one message with room to spare; a client with more gets several.
    static let leasesPerMessage = 1_000
    /// Relay data longer than this would not fit beside them, and is left out as if it were not known. No relay makes
    /// as much.
    static let longestRelayData = 30_000

    var description = ClientDescription()
    private(set) var leases: ContiguousArray<BindingHistory.Binding> = []
    /// When the server last heard from the client on that link, unix seconds of its clock.
    private var lastTransaction: Int64 = 0

    /// Takes all that is bound to the client (RFC 5007 section 4.1.2.2), and what ended after the change numbered
    /// `cursor`. RFC 7653 gives no form for an end; lifetimes of zero are ours.
    ///
    /// - Parameter cursor: nil leaves ended bindings out.
    mutating func gather(_ client: ClientNumber, endedAfter cursor: UInt64?, from history: BindingHistory) {
        leases.removeAll(keepingCapacity: true)
        lastTransaction = .min
        history.forEachBinding(of: client) { binding in
            lastTransaction = max(lastTransaction, binding.lastTransaction)
            if binding.isEnded {
                guard let cursor, binding.sequence > cursor else { return }
            }
            leases.append(binding)
        }
    }

    /// Leaves only the leases that last changed from `start` to `end`, unix seconds of the server's clock. None did if
    /// the end is before the start (V-35).
    mutating func keep(changedFrom start: Int64, to end: Int64) {
        leases.removeAll { $0.changedAt < start || $0.changedAt > end }
    }

    /// Whether the client's relay data is asked for and too long to be sent.
    func leavesOutRelayData(_ requested: RequestedOptions) -> Bool {
        requested.contains(.relayData) && description.relayData.count > Self.longestRelayData
    }

    /// The parts of the report that fit into one message each.
    var parts: StrideTo<Int> { stride(from: 0, to: leases.count, by: Self.leasesPerMessage) }

    /// Appends CLIENT_DATA with the leases of one part.
    ///
    /// - Parameter base: what lifetimes are counted from: the LQ_BASE_TIME of the message, unix seconds.
    func write(part: Int, base: Int64, _ requested: RequestedOptions, into message: inout MessageWriter) {
        message.option(.clientData) { data in
            data.option(.clientID, description.duid)
            data.seconds(.clientLastTransactionTime, UInt32(clamping: base - lastTransaction))
            for lease in leases[part..<min(part + Self.leasesPerMessage, leases.count)] {
                let valid = lease.isEnded ? .zero : Self.remaining(until: lease.validUntil, at: base)
                let preferred = min(Self.remaining(until: lease.preferredUntil, at: base), valid)
                switch lease.key.kind {
                case .address: data.address(lease.key.prefix.address, preferred: preferred, valid: valid)
                case .prefix: data.prefix(lease.key.prefix, preferred: preferred, valid: valid)
                }
            }
            if requested.contains(.relayData), !description.relayData.isEmpty, !leavesOutRelayData(requested) {
                data.option(.relayData, description.relayData)
            }
            if requested.contains(.clientFQDN), !description.name.isEmpty {
                data.option(.clientFQDN, description.name)
            }
        }
    }

    private static func remaining(until end: Int64, at base: Int64) -> Lifetime {
        guard end != .max else { return .infinite }
        return Lifetime(rawValue: UInt32(min(max(end - base, 0), Int64(UInt32.max) - 1)))
    }
}
