import Bindings
import DHCPv6Wire
import LeasequerySession
import NIOCore
import NIOEmbedded
import Testing

@testable import Requestor

/// The same words mean the same on both kinds of connection.
struct ActiveAndBulkTests {
    /// What is known of a binding, without when and how it came.
    private struct Fact: Hashable {
        var prefix: IPv6Prefix
        var kind: BindingKind
        var duid: DUID
        var state: BindingState
        var preferred: Lifetime
        var valid: Lifetime
        var baseTime: ServerTime?
        var sinceLastTransaction: UInt32?
        var details: [UInt8]
    }

    /// Clients of every sort: addresses and prefixes, ended, with and without times, with details, odd ones.
    private static let clients: [RawOption] = {
        func client(_ number: UInt8, _ options: [RawOption]) -> RawOption {
            var octets: [UInt8] = []
            ([RawOption(.clientID, DUID(octets: [0, 3, 0, 1, number]))] + options).encode(into: &octets)
            return RawOption(.clientData, octets)
        }
        func address(_ number: UInt8, _ preferred: UInt32, _ valid: UInt32) -> RawOption {
            RawOption(
                IAAddress(
                    ServerVoice.address(number), preferred: Lifetime(rawValue: preferred),
                    valid: Lifetime(rawValue: valid)))
        }
        let prefix = RawOption(
            .iaPrefix, [0, 0, 1, 0, 0, 0, 2, 0, 56, 0x20, 1, 0x0d, 0xb8] + Array(repeating: 0, count: 12))
        return [
            client(1, [address(1, 100, 200), prefix, RawOption(.clientLastTransactionTime, seconds: 7)]),
            client(2, [address(2, 0, 0), RawOption(.clientLastTransactionTime, seconds: 0)]),
            client(3, [address(3, 300, 200), RawOption(OptionCode(rawValue: 65_001), [1, 2, 3])]),
            client(4, [address(4, .max, .max), RawOption(.clientFQDN, [0, 1, 0x61, 0])]),
            client(5, [RawOption(.clientLastTransactionTime, seconds: 1)]),
            RawOption(.clientData, [0, 46, 0, 4, 0, 0, 0, 1]),
        ]
    }()

    private static func messages(_ transactionID: UInt32) -> [UInt8] {
        clients.flatMap { client in
            OwnedMessage(
                .leasequeryData, transactionID: transactionID,
                options: [RawOption(.baseTime, ServerTime(rawValue: 900)), client]
            ).framed()
        }
    }

    private static func facts(_ store: LiveStore) -> Set<Fact> {
        let all = Question(filter: nil, table: .bindings(order: BindingOrder(.prefix), window: 0..<100))
        let rows = store.read { $0.screenful(all, at: Moment(uptime: 0, utc: 0)).bindings }
        return Set(
            rows.map { row in
                Fact(
                    prefix: row.prefix, kind: row.kind, duid: row.duid, state: row.state, preferred: row.preferred,
                    valid: row.valid, baseTime: row.baseTime, sinceLastTransaction: row.sinceLastTransaction,
                    details: row.details)
            })
    }

    private static func store() -> LiveStore { LiveStore(servers: [(name: "one", isInsecure: true)], limit: 100) }

    @Test("RX-03: LEASEQUERY-DATA says the same about bindings live, in a catch-up and in a bulk answer")
    func same() throws {
        let live = Self.store()
        let bench = try LinkBench(sink: live)
        let voice = try bench.accept()
        bench.say(voice.reply(base: 10) + Self.messages(voice.transactionID))

        let caughtUp = Self.store()
        let again = try LinkBench(sink: caughtUp)
        let first = try again.accept()
        again.say(first.reply(base: 10))
        again.link.reconnect()
        let (second, start) = try again.acceptAndHear()
        again.say(second.reply(base: 800) + Self.messages(second.transactionID))

        let filled = Self.store()
        let fetch = try FetchBench(sink: filled)
        let transactionID = try fetch.query()
        try fetch.channel.writeInbound(ByteBuffer(bytes: fetch.reply(transactionID, options: [Self.clients[0]])))
        try fetch.channel.writeInbound(ByteBuffer(bytes: Self.messages(transactionID)))
        try fetch.channel.writeInbound(ByteBuffer(bytes: fetch.done(transactionID)))

        #expect(start == ServerTime(rawValue: 10))
        #expect(Self.facts(live).count == 5)
        #expect(Self.facts(live) == Self.facts(caughtUp))
        #expect(Self.facts(live) == Self.facts(filled))
    }
}
