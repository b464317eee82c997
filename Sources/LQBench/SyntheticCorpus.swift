import DHCPv6Wire

/// A made-up stream for who has no recording: four fifths of the messages tell of clients not seen before, as a
/// catch-up does, the rest renews, ends or hands over their bindings. The same count makes the same octets.
struct SyntheticCorpus {
    fileprivate struct Client {
        var duid: [UInt8]
        var leases: [IPv6Prefix]
        var isRelayed: Bool

        /// `cpe` and digits of its own, on the wire behind the flags (RFC 4704).
        var name: [UInt8] {
            let label = Array("cpe\(leases[0].address.low % 1_000_000)".utf8)
            return [0, UInt8(label.count)] + label + [7] + Array("example".utf8) + [3] + Array("net".utf8) + [0]
        }
    }

    private var areAllRelayed = false
    private var random = SplitMix(state: 7653)
    private var clients: [Client] = []
    private var writer = MessageWriter()

    /// Messages that share one second of the server's clock.
    private static let perSecond = 2_000

    /// - Parameter areAllRelayed: relays told of every client, and each has a name.
    static func octets(messages: Int, areAllRelayed: Bool) throws(MessageTooLong) -> [UInt8] {
        var corpus = SyntheticCorpus()
        corpus.areAllRelayed = areAllRelayed
        for number in 0..<messages {
            let base = ServerTime(rawValue: 816_000_000 + UInt32(number / perSecond))
            try corpus.addMessage(base: base, isFill: number < messages / 5 * 4 || corpus.clients.isEmpty)
        }
        return corpus.writer.octets
    }

    private mutating func addMessage(base: ServerTime, isFill: Bool) throws(MessageTooLong) {
        var valid: UInt32 = [3600, 7200, 86_400, 604_800][random.below(4)]
        let client: Client
        if isFill {
            client = makeClient()
            clients.append(client)
        } else {
            let known = random.below(clients.count)
            switch random.below(20) {
            case 0: clients[known].duid = makeDUID()
            case 1...3: valid = 0
            default: break
            }
            client = clients[known]
        }
        let contact = UInt32(random.below(1800))
        try writer.message(.leasequeryData, transactionID: 1) { message in
            message.option(.clientData) { data in
                data.option(.clientID, client.duid)
                for lease in client.leases { data.lease(lease, valid: Lifetime(rawValue: valid)) }
                data.seconds(.clientLastTransactionTime, contact)
                if client.isRelayed || areAllRelayed { data.relay(client) }
                if areAllRelayed { data.option(.clientFQDN, client.name) }
            }
            message.time(.baseTime, base)
        }
    }

    private mutating func makeClient() -> Client {
        let number = UInt64(clients.count)
        let host = IPv6Address(high: 0x2001_0db8_0001_0000 | number & 63, low: random.next() | 1)
        let site = IPv6Prefix(IPv6Address(high: 0x2001_0db9_0000_0000 + number << 8, low: 0), length: 56)
        switch random.below(10) {
        case 0..<7: return Client(duid: makeDUID(), leases: [IPv6Prefix(host, length: 128)], isRelayed: false)
        case 7, 8: return Client(duid: makeDUID(), leases: [site], isRelayed: false)
        default: return Client(duid: makeDUID(), leases: [IPv6Prefix(host, length: 128), site], isRelayed: true)
        }
    }

    private mutating func makeDUID() -> [UInt8] {
        switch random.below(20) {
        case 0..<9: [0, 1, 0, 1, 0x28] + octets(9)
        case 9..<14: [0, 3, 0, 1] + octets(6)
        case 14..<17: [0, 2, 0, 0, 0x7e, 0xd9] + octets(8 + random.below(13))
        default: [0, 4] + octets(16)
        }
    }

    private mutating func octets(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}

extension MessageWriter {
    fileprivate mutating func lease(_ prefix: IPv6Prefix, valid: Lifetime) {
        let preferred = Lifetime(rawValue: valid.rawValue / 8 * 5)
        if prefix.length == 128 {
            address(prefix.address, preferred: preferred, valid: valid)
        } else {
            self.prefix(prefix, preferred: preferred, valid: valid)
        }
    }

    fileprivate mutating func relay(_ client: SyntheticCorpus.Client) {
        let peer = IPv6Address(high: 0xfe80_0000_0000_0000, low: client.leases[0].address.low)
        relayData(peer: peer) { data in
            data.relayForward(hopCount: 0, link: client.leases[0].address.masked(to: 64), peer: peer) { relay in
                relay.option(.interfaceID, Array("xe-0/0/7:\(client.leases[0].address.high & 63)".utf8))
                relay.option(.remoteID, [0, 0, 0x7e, 0xd9] + client.duid.suffix(8))
            }
        }
    }
}

/// Random numbers that are the same in every run.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
