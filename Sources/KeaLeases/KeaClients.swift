import DHCPv6Wire
import Responder

/// The clients that leases name, numbered as they come. One DUID in one subnet behind one chain of relays is one client
/// on one link: who comes through other relays for another lease is told apart, since each CLIENT_DATA has one
/// LQ_RELAY_DATA. Who has no lease any more, and is not asked for, is forgotten, and the number given to another.
struct KeaClients: Sendable {
    private struct Identity: Hashable {
        var duid: [UInt8]
        var subnet: UInt32
        var path: UInt32

        /// All octets at once: one after another costs much more.
        func hash(into hasher: inout Hasher) {
            duid.withUnsafeBytes { hasher.combine(bytes: $0) }
            hasher.combine(UInt64(subnet) << 32 | UInt64(path))
        }
    }

    private struct Client {
        var identity: Identity
        /// The data of CLIENT_FQDN as the newest row of a held lease has it; empty without a name.
        var name: [UInt8] = []
        var leases: UInt32 = 0
        /// Whether a lease of its was reported: it may be asked for until `forget`.
        var isReported = false
    }

    /// Kea's, by id: they tell the link of who is behind no relay.
    private let subnets: [UInt32: IPv6Prefix]
    /// The prefixes of the subnets, each once.
    let links: [IPv6Prefix]
    private(set) var paths = RelayPaths()
    private var numbers: [Identity: ClientNumber] = [:]
    private var clients: ContiguousArray<Client> = []
    private var free: [ClientNumber] = []

    init(subnets: [UInt32: IPv6Prefix]) {
        self.subnets = subnets
        links = Array(Set(subnets.values))
    }

    var count: Int { numbers.count }

    /// The client of a row of a held lease, which it has from now on; what the row says about it is kept.
    mutating func addLease(_ row: LeaseRow) -> ClientNumber {
        let identity = Identity(duid: row.duid, subnet: row.subnet, path: paths.number(of: row.context))
        let number = numbers[identity] ?? append(identity)
        clients[Int(number.rawValue)].name = row.fqdn
        clients[Int(number.rawValue)].leases += 1
        return number
    }

    mutating func removeLease(of client: ClientNumber) {
        clients[Int(client.rawValue)].leases -= 1
        dropIfUnused(client)
    }

    mutating func reported(_ client: ClientNumber) { clients[Int(client.rawValue)].isReported = true }

    /// Nobody asks for it any more.
    mutating func forget(_ client: ClientNumber) {
        clients[Int(client.rawValue)].isReported = false
        dropIfUnused(client)
    }

    private mutating func append(_ identity: Identity) -> ClientNumber {
        let number = free.popLast() ?? ClientNumber(rawValue: UInt32(clients.count))
        let client = Client(identity: identity)
        if Int(number.rawValue) < clients.count {
            clients[Int(number.rawValue)] = client
        } else {
            clients.append(client)
        }
        paths.addClient(behind: identity.path)
        numbers[identity] = number
        return number
    }

    private mutating func dropIfUnused(_ number: ClientNumber) {
        let client = clients[Int(number.rawValue)]
        guard client.leases == 0, !client.isReported, numbers[client.identity] == number else { return }
        numbers[client.identity] = nil
        paths.removeClient(behind: client.identity.path)
        clients[Int(number.rawValue)].name = []
        free.append(number)
    }

    /// Fills in who a client is.
    func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        let client = clients[Int(client.rawValue)]
        let path = paths[client.identity.path]
        description.duid.append(contentsOf: client.identity.duid)
        description.relayData.append(contentsOf: path.relayData)
        description.name.append(contentsOf: client.name)
        let hasLink = path.link != .unspecified
        description.link = hasLink ? path.link : subnets[client.identity.subnet]?.address ?? .unspecified
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
