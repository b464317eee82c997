import DHCPv6Wire
import Responder

/// The clients that the lease file names, numbered as they come. One DUID in one subnet behind one chain of relays is
/// one client on one link: who comes through other relays for another lease is told apart, since each CLIENT_DATA has
/// one LQ_RELAY_DATA.
struct KeaClients: Sendable {
    private struct Identity: Hashable {
        var duid: [UInt8]
        var subnet: UInt32
        /// Of the context of the row, 64 bits of hash: it need not be read again, and has no room here.
        var context: Int
    }

    /// What the newest row of a held lease says about its client.
    private struct Client {
        var duid: [UInt8]
        var subnet: UInt32
        /// An address of the link as the relay names it; `::` without a relay.
        var link: IPv6Address
        /// The data of LQ_RELAY_DATA; empty without a relay.
        var relayData: [UInt8]
        /// The data of CLIENT_FQDN; empty without a name.
        var name: [UInt8] = []
    }

    /// Kea's, by id: they tell the link of who is behind no relay.
    private let subnets: [UInt32: IPv6Prefix]
    /// The prefixes of the subnets, each once.
    let links: [IPv6Prefix]
    private var numbers: [Identity: ClientNumber] = [:]
    private var clients: ContiguousArray<Client> = []

    init(subnets: [UInt32: IPv6Prefix]) {
        self.subnets = subnets
        links = Array(Set(subnets.values))
    }

    var count: Int { clients.count }

    /// The client of a row of a held lease; what the row says about it is kept.
    mutating func number(of row: LeaseRow) -> ClientNumber {
        let identity = Identity(duid: row.duid, subnet: row.subnet, context: row.context.hashValue)
        let number = numbers[identity] ?? append(row, as: identity)
        clients[Int(number.rawValue)].name = row.fqdn
        return number
    }

    private mutating func append(_ row: LeaseRow, as identity: Identity) -> ClientNumber {
        let number = ClientNumber(rawValue: UInt32(clients.count))
        let relays = RelayInfo.path(row.context)
        // From which address the message came is not kept.
        let relayData = relays.map { RelayData(peer: .unspecified, hops: $0.hops).octets } ?? []
        clients.append(
            Client(
                duid: row.duid, subnet: row.subnet, link: relays?.clientLink ?? .unspecified, relayData: relayData))
        numbers[identity] = number
        return number
    }

    /// Fills in who a client is.
    func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        let client = clients[Int(client.rawValue)]
        description.duid.append(contentsOf: client.duid)
        description.relayData.append(contentsOf: client.relayData)
        description.name.append(contentsOf: client.name)
        let hasLink = client.link != .unspecified
        description.link = hasLink ? client.link : subnets[client.subnet]?.address ?? .unspecified
    }
}

extension LeaseRow {
    /// The data of CLIENT_FQDN (RFC 4704 section 4): S is set if Kea keeps the name's AAAA record. Empty if there is no
    /// name that DNS could hold.
    fileprivate var fqdn: [UInt8] {
        guard !hostname.isEmpty else { return [] }
        let isComplete = hostname.last == UInt8(ascii: ".")
        let labels = (isComplete ? hostname.dropLast() : hostname[...])
            .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy({ (1...63).contains($0.count) }), hostname.count <= 253 else { return [] }
        return [isNameInDNS ? 1 : 0] + labels.flatMap { [UInt8($0.count)] + $0 } + (isComplete ? [0] : [])
    }
}
