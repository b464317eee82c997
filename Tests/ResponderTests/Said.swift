import DHCPv6Wire

/// A message of the server, taken apart.
struct Said: Equatable {
    var type: MessageType
    var transactionID: UInt32
    var status: StatusCode?
    /// Unix seconds of the server's clock.
    var base: Int64?
    var clients: [Client] = []

    struct Client: Equatable {
        var duid: [UInt8]
        var sinceLastTransaction: UInt32?
        var leases: [Lease]
        var options: [OptionCode]
    }

    struct Lease: Hashable {
        var prefix: IPv6Prefix
        var preferred: UInt32
        var valid: UInt32
    }

    /// All frames in order.
    static func list(_ octets: [UInt8]) throws -> [Said] { try messages(octets).map(Said.init) }

    /// All frames in order, undecoded; octets behind the last one are an error of ours.
    static func messages(_ octets: [UInt8]) throws -> [OwnedMessage] {
        var messages: [OwnedMessage] = []
        var at = 0
        while at < octets.count {
            guard case .message(let range) = try FrameSplitter.next(in: octets.span.bytes, at: at) else {
                throw WireError(.truncatedFrame(announced: 0, present: octets.count - at), at: at)
            }
            messages.append(try OwnedMessage(decoding: octets.span.bytes.extracting(range)))
            at = range.upperBound
        }
        return messages
    }

    init(_ message: OwnedMessage) throws {
        type = message.type
        transactionID = message.transactionID
        status = try message.options.first(StatusMessage.self)?.status
        base = try message[.baseTime]?.time().unixSeconds(near: ResponderBench.origin)
        clients = try message.options.all(ClientData.self).map { data in
            Client(
                duid: data.duid?.octets ?? [], sinceLastTransaction: try data.sinceLastTransaction(),
                leases: try Said.leases(data), options: data.options.map(\.code))
        }
    }

    private static func leases(_ data: ClientData) throws -> [Lease] {
        try data.addresses().map {
            Lease(
                prefix: IPv6Prefix($0.address, length: 128), preferred: $0.preferred.rawValue,
                valid: $0.valid.rawValue)
        }
            + data.prefixes().map {
                Lease(prefix: $0.prefix, preferred: $0.preferred.rawValue, valid: $0.valid.rawValue)
            }
    }

    /// LEASEQUERY-DATA without anything (RFC 7653 section 8.4).
    var isKeepalive: Bool { type == .leasequeryData && status == nil && clients.isEmpty }

    /// All leases of all clients.
    var leases: [Lease] { clients.flatMap(\.leases) }
}
