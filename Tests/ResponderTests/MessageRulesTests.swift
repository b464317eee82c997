import DHCPv6Wire
import Testing

@testable import Responder

/// What a server does with messages that are wrong, not allowed, or not for it.
struct MessageRulesTests {
    static let origin = ResponderBench.origin

    @Test("V-28: a query without CLIENTID is dropped and the connection closed", arguments: [14, 22] as [UInt8])
    func withoutClientID(type: UInt8) throws {
        var bench = ResponderBench()
        let question = RawOption(LeasequeryQuery(.byLinkAddress))
        #expect(
            try bench.hear(OwnedMessage(MessageType(rawValue: type), transactionID: 1, options: [question])).isEmpty)
        #expect(bench.end == .violation(rule: "V-28", "query without a CLIENTID"))
    }

    @Test("V-29: a query to another server is dropped and the connection closed; one to us is answered")
    func serverID() throws {
        var bench = ResponderBench()
        let ours = RawOption(.serverID, ResponderBench.serverID)
        #expect(try bench.hear(bench.active(options: [ours])) == [.reply(base: Self.origin)])
        bench.reconnect()
        #expect(try bench.hear(bench.active(options: [RawOption(.serverID, [0, 2, 9])])).isEmpty)
        #expect(bench.end == .violation(rule: "V-29", "query to another server"))
    }

    @Test("V-30: a LEASEQUERY without LQ_QUERY is dropped and the connection closed")
    func withoutQuery() throws {
        var bench = ResponderBench()
        let message = OwnedMessage(
            .leasequery, transactionID: 1, options: [RawOption(.clientID, ResponderBench.requestor)])
        #expect(try bench.hear(message).isEmpty)
        #expect(bench.end == .violation(rule: "V-30", "LEASEQUERY without LQ_QUERY"))
    }

    @Test(
        "V-06, V-07: a type that no requestor sends closes the connection",
        arguments: [1, 7, 12, 15, 16, 17, 99] as [UInt8])
    func wrongType(type: UInt8) throws {
        var bench = ResponderBench()
        #expect(try bench.hear(OwnedMessage(MessageType(rawValue: type), transactionID: 1)).isEmpty)
        guard case .violation(let rule, _) = bench.end else { return #expect(Bool(false), "still open") }
        #expect(rule == ([7, 15, 16, 17].contains(type) ? "V-07" : "V-06"))
    }

    @Test("V-03: a message whose option runs over is dropped, and the connection goes on")
    func overrun() throws {
        var bench = ResponderBench()
        #expect(try bench.hear([22, 0, 0, 1, 0, 1, 0, 9, 1]).isEmpty)
        #expect(bench.end == nil)
        #expect(bench.discarded == 1)
        #expect(try bench.hear(bench.active()) == [.reply(base: Self.origin)])
    }

    @Test("V-04: LQ_START_TIME of impossible length is ignored")
    func oddStartTime() throws {
        var bench = ResponderBench()
        #expect(
            try bench.hear(bench.active(options: [RawOption(.startTime, [1, 2, 3])])) == [.reply(base: Self.origin)])
        #expect(try bench.proceed().isEmpty)
    }

    @Test("V-05: unknown options are as if absent")
    func unknownOption() throws {
        var bench = ResponderBench()
        let unknown = RawOption(OptionCode(rawValue: 65_001), [1, 2, 3])
        #expect(try bench.hear(bench.active(options: [unknown])) == [.reply(base: Self.origin)])
    }

    @Test("S-43: LQ_END_TIME in an active query gets MalformedQuery, then the connection is closed")
    func endTime() throws {
        var bench = ResponderBench()
        let end = RawOption(.endTime, ServerTime(unixSeconds: Self.origin))
        #expect(try bench.hear(bench.active(options: [end])) == [.reply(.malformedQuery, base: Self.origin)])
        #expect(bench.end == .refused(.malformedQuery))
        #expect(!bench.session.isActive)
    }

    @Test("S-34, S-35: an active query with an unknown filter is refused, then the connection is closed")
    func unknownFilter() throws {
        var bench = ResponderBench()
        let question = RawOption(LeasequeryQuery(QueryType(rawValue: 77)))
        #expect(try bench.hear(bench.active(options: [question])) == [.reply(.unknownQueryType, base: Self.origin)])
        #expect(bench.end == .refused(.unknownQueryType))
    }

    @Test("S-13, S-14, S-31, S-32: by default an active query gets NotSupported, then the connection is closed")
    func activeNotEnabled() throws {
        #expect(!SessionRules(serverID: ResponderBench.serverID).activeLeasequery)
        var bench = ResponderBench { $0.activeLeasequery = false }
        #expect(try bench.hear(bench.active()) == [.reply(.notSupported, base: Self.origin)])
        #expect(bench.end == .refused(.notSupported))
    }

    @Test("S-01: without active leasequery, bulk leasequery is served all the same")
    func bulkOnly() throws {
        var bench = ResponderBench { $0.activeLeasequery = false }
        _ = try bench.hear(bench.bulk(LeasequeryQuery(.byLinkAddress)))
        #expect(try bench.proceed() == [.reply(base: Self.origin)])
    }

    @Test("S-18, S-04: STARTTLS is refused whatever options came along, and the connection may go on")
    func startTLS() throws {
        var bench = ResponderBench()
        let message = OwnedMessage(.startTLS, transactionID: 0x010203, options: [RawOption(.clientID, [1, 2, 3])])
        var output = ResponderOutput()
        bench.session.received(
            message.encoded().span.bytes, octetsBehind: 0, at: bench.now, from: bench.book, into: &output)
        let reply = try #require(Said.messages(output.octets).first)
        #expect(reply.type == .reply)
        #expect(reply.transactionID == 0x010203)
        #expect(try reply.options.first(StatusMessage.self)?.status == .tlsConnectionRefused)
        #expect(reply[.serverID]?.data == ResponderBench.serverID.octets)
        #expect(reply[.clientID] == nil)
        #expect(try bench.hear(bench.active()) == [.reply(base: Self.origin)])
    }

    @Test(
        "S-57: a second query gets NotAllowed for its own transaction id, and the first goes on",
        arguments: [true, false])
    func secondQuery(isActive: Bool) throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        let second = isActive ? bench.active(xid: 9) : bench.bulk(LeasequeryQuery(.byLinkAddress), xid: 9)
        let said = try bench.hear(second)
        #expect(said.map(\.status) == [.notAllowed])
        #expect(said.map(\.transactionID) == [9])
        #expect(bench.end == nil)
        bench.happen(bench.bound(.address(1), 0))
        #expect(try bench.proceed().map(\.transactionID) == [ResponderBench.xid])
    }

    @Test("V-34: a query with the transaction id of the one that runs is dropped")
    func repeatedTransactionID() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        #expect(try bench.hear(bench.active()).isEmpty)
        #expect(bench.discarded == 1)
        #expect(bench.end == nil)
    }

    @Test("No cut or flipped octet of a query brings the server down")
    func mutations() throws {
        var generator = SeededGenerator(seed: 7)
        let start = ResponderBench()
        let question = RawOption(
            LeasequeryQuery(.byRemoteID, options: [RawOption(RemoteID(enterprise: 1, identifier: [2]))]))
        for query in [
            start.active(start: Self.origin, options: [question]), start.bulk(LeasequeryQuery(.byAddress)),
        ] {
            let octets = query.encoded()
            for length in 4...octets.count {
                for _ in 0..<8 {
                    var bench = start
                    var mutant = Array(octets[..<length])
                    mutant[Int.random(in: 1..<length, using: &generator)] = .random(in: 0...255, using: &generator)
                    let said = try bench.hear(mutant) + bench.proceed()
                    #expect(said.allSatisfy { $0.type == .leasequeryReply || $0.type == .leasequeryData })
                }
            }
        }
    }
}
