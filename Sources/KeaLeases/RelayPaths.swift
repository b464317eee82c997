import DHCPv6Wire

/// The chains of relays that leases came through, numbered. What Kea keeps of one is the same text for many leases, and
/// is read once.
struct RelayPaths: Sendable {
    /// What is told of one chain.
    struct Path {
        /// Of the text, 64 bits of hash: it need not be read again, and has no room here.
        fileprivate var text: Int
        /// An address of the link as the relay names it; `::` without a relay.
        var link: IPv6Address
        /// The data of LQ_RELAY_DATA; empty without a relay.
        var relayData: [UInt8]
        /// How many clients are behind it.
        fileprivate var clients = 0
    }

    private var numbers: [Int: UInt32] = [:]
    private var paths: ContiguousArray<Path> = []
    private var free: [UInt32] = []

    /// The chain that a lease came through. One without clients may be taken for another later.
    mutating func number(of context: LeaseRow.Context) -> UInt32 {
        let text = context.digest
        if let number = numbers[text] { return number }
        let relays = RelayInfo.path(context)
        // From which address the message came is not kept.
        let relayData = relays.map { RelayData(peer: .unspecified, hops: $0.hops).octets } ?? []
        let path = Path(text: text, link: relays?.clientLink ?? .unspecified, relayData: relayData)
        let number = free.popLast() ?? UInt32(paths.count)
        if Int(number) < paths.count { paths[Int(number)] = path } else { paths.append(path) }
        numbers[text] = number
        return number
    }

    subscript(number: UInt32) -> Path { paths[Int(number)] }

    /// How many are known.
    var count: Int { numbers.count }

    mutating func addClient(behind number: UInt32) { paths[Int(number)].clients += 1 }

    /// With its last client a chain is forgotten.
    mutating func removeClient(behind number: UInt32) {
        paths[Int(number)].clients -= 1
        guard paths[Int(number)].clients == 0 else { return }
        numbers[paths[Int(number)].text] = nil
        paths[Int(number)].relayData = []
        free.append(number)
    }
}
