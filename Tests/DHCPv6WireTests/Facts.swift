import DHCPv6Wire

/// What a leasequery message says about feed and clients, by one of two independent ways, as one line of text.
struct Facts: Equatable, CustomStringConvertible {
    struct Client: Equatable {
        var duid: [UInt8]
        var sinceLastTransaction: UInt32?
        var leases: [LeaseRecord] = []
        /// The other options as they came.
        var details: [UInt8] = []
    }

    var type: MessageType
    var transactionID: UInt32
    var baseTime: ServerTime?
    var status: StatusCode?
    var statusText: [UInt8] = []
    var clientID: [UInt8]?
    var serverID: [UInt8]?
    var clients: [Client] = []
    var faults: WireFaults = []

    /// Notation of the table of frames: `LEASEQUERY-DATA 0a1b2c base=1 client[0003…, clt=5, 2001:db8::1/128 60/90]`.
    var description: String {
        var words = ["\(type)", transactionIDHex]
        if let baseTime { words.append("base=\(baseTime.rawValue)") }
        if let status { words.append("status=\(status)") }
        if !statusText.isEmpty { words.append("'\(String(decoding: statusText, as: UTF8.self))'") }
        if let clientID { words.append("clientid=\(clientID.hex)") }
        if let serverID { words.append("serverid=\(serverID.hex)") }
        words += clients.map(\.description)
        if !faults.isEmpty { words.append("faults=\(faults.names.joined(separator: "+"))") }
        return words.joined(separator: " ")
    }

    private var transactionIDHex: String {
        [UInt8(transactionID >> 16), UInt8(transactionID >> 8 & 0xff), UInt8(transactionID & 0xff)].hex
    }
}

extension Facts.Client: CustomStringConvertible {
    var description: String {
        var words = [duid.hex]
        if let sinceLastTransaction { words.append("clt=\(sinceLastTransaction)") }
        words += leases.map { lease in
            "\(lease.address)/\(lease.length) \(Self.text(lease.preferred))/\(Self.text(lease.valid))"
        }
        if !details.isEmpty { words.append("details=\(details.count)") }
        return "client[\(words.joined(separator: ", "))]"
    }

    private static func text(_ lifetime: Lifetime) -> String { lifetime.seconds.map { "\($0)" } ?? "inf" }
}

extension WireFaults {
    var names: [String] {
        let all: [(WireFaults, String)] = [
            (.optionLength, "optionLength"), (.clientWithoutID, "clientWithoutID"),
            (.clientWithoutLease, "clientWithoutLease"), (.clientLink, "clientLink"),
            (.preferredAboveValid, "preferredAboveValid"), (.prefixBits, "prefixBits"),
            (.repeatedOption, "repeatedOption"), (.relayData, "relayData"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}

extension Facts {
    /// By the flat decoder of the hot path.
    init(flat message: [UInt8], _ decoder: inout MessageDecoder) throws(WireError) {
        try decoder.decode(message)
        let summary = decoder.summary
        func octets(_ range: ByteRange?) -> [UInt8]? { range.map { Array(message[$0.range]) } }
        type = summary.type
        transactionID = summary.transactionID
        baseTime = summary.baseTime
        status = summary.status
        statusText = octets(summary.statusText) ?? []
        clientID = octets(summary.clientID)
        serverID = octets(summary.serverID)
        for client in decoder.clients.elements {
            clients.append(
                Client(
                    duid: Array(message[client.duid.range]), sinceLastTransaction: client.sinceLastTransaction,
                    leases: client.leases.map { decoder.leases[$0] },
                    details: client.details.flatMap { message[decoder.details[$0].range] }))
        }
        faults = summary.faults
    }
}
