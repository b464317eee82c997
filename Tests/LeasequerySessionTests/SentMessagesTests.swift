import DHCPv6Wire
import TestSupport
import Testing

@testable import LeasequerySession

/// What is true of every message a requestor of ours sends.
struct SentMessagesTests {
    /// Every sort of message, without its length.
    static let all: [[UInt8]] = {
        let active = [nil, ServerTime.base(1)].map {
            QueryForm.activeLeasequery(transactionID: 1, ownDUID: SessionBench.ownDUID, start: $0)
        }
        let targets: [BulkQuery.Target] = [
            .address(IPv6Address("2001:db8::1")!), .client(SessionBench.ownDUID), .relay(SessionBench.serverDUID),
            .link(IPv6Address("2001:db8::")!), .remote(RemoteID(enterprise: 32473, identifier: [1])),
        ]
        let bulk = targets.flatMap { target in
            [BulkQuery(target), BulkQuery(target, changedFrom: .base(1), to: .base(2))].map {
                $0.message(requestor: SessionBench.ownDUID, transactionID: 1).framed()
            }
        }
        let moment = Moment(uptime: 0, utc: 0)
        let startTLS = TLSNegotiation(connection: ConnectionID(rawValue: 1), transactionID: 1, at: moment).request
        return (active + bulk + [startTLS]).map { Array($0.dropFirst(2)) }
    }()

    /// The codes of all options, those inside LQ_QUERY and its options included.
    private func codes(_ options: [RawOption]) throws -> [OptionCode] {
        try options.flatMap { option in
            let inner: [RawOption] =
                switch option.code {
                case .leasequeryQuery: try LeasequeryQuery(decoding: option).options
                case .iaAddress: try IAAddress(decoding: option).options
                default: []
                }
            return [option.code] + (try codes(inner))
        }
    }

    @Test("R-43: no message carries DHCP Authentication, or any option that a leasequery does not need", arguments: all)
    func authentication(message: [UInt8]) throws {
        let authentication = OptionCode(rawValue: 11)
        let needed: Set<OptionCode> = [
            .clientID, .optionRequest, .leasequeryQuery, .startTime, .endTime, .iaAddress, .relayID, .remoteID,
        ]
        let codes = try codes(try OwnedMessage(decoding: message.span.bytes).options)
        #expect(!codes.contains(authentication))
        #expect(Set(codes).isSubset(of: needed))
    }

    @Test("R-01, RX-09: every query has a transaction-id and our CLIENTID", arguments: all)
    func identified(message: [UInt8]) throws {
        let message = try OwnedMessage(decoding: message.span.bytes)
        #expect(message.transactionID == 1)
        let wanted = message.type == .startTLS ? nil : SessionBench.ownDUID.octets
        #expect(message[.clientID]?.data == wanted)
        #expect((message[.leasequeryQuery] != nil) == (message.type == .leasequery))
    }

    @Test("V-36: the queries of a bulk connection and its STARTTLS have different transaction-ids of 24 bits")
    func bulkTransactionIDs() {
        let links = (0..<40).map { BulkQuery(.link(IPv6Address(high: 0x2001_0db8 << 32, low: $0))) }
        var random = StubbornGenerator()
        var bench = BulkBench(
            BulkRun(links, requestor: BulkBench.requestor, security: .tls, using: &random))
        bench.open()
        var seen: [UInt32] = []
        while let last = bench.sent.last, !bench.isClosed {
            let id = last[3..<6].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            seen.append(id)
            if seen.count == 1 {
                bench.receive(OwnedMessage(.reply, transactionID: id, options: []))
                bench.run.secured(at: bench.now)
                bench.act()
            } else {
                bench.receive(.reply(xid: id))
            }
        }
        #expect(seen.count == 41)
        #expect(Set(seen).count == 41)
    }

    @Test("V-36: a query has another transaction-id than the STARTTLS before it")
    func activeTransactionIDs() {
        var bench = SessionBench(.tls, random: StubbornGenerator())
        bench.start()
        bench.opened()
        let first = bench.transactionID
        bench.receive(bench.startTLSReply(nil))
        bench.secured()
        #expect(bench.acts == [.ask(1, start: nil)])
        #expect(bench.transactionID != first)
    }
}

/// Says every number four times.
struct StubbornGenerator: RandomNumberGenerator, Sendable {
    private var generator = SeededGenerator(seed: 7)
    private var last: UInt64 = 0
    private var times = 0

    mutating func next() -> UInt64 {
        if times % 4 == 0 { last = generator.next() }
        times += 1
        return last
    }
}
