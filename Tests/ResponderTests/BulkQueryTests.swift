import DHCPv6Wire
import Testing

@testable import Responder

/// Bulk queries (RFC 5460 sections 5 to 7) with the times of RFC 7653 section 6.3.
struct BulkQueryTests {
    static let origin = ResponderBench.origin
    static let everything = LeasequeryQuery(.byLinkAddress)

    /// Clients 0 to 4 with an address each, bound 10 s ago.
    private func populatedBench() -> ResponderBench {
        let bench = ResponderBench()
        return ResponderBench(
            present: (0..<5 as Range<UInt32>).map { bench.bound(.address(UInt64($0)), $0, ago: 10) })
    }

    private func clients(_ said: [Said]) -> [UInt8] { said.flatMap(\.clients).compactMap(\.duid.last) }

    private func ask(_ bench: inout ResponderBench, _ question: LeasequeryQuery, _ options: [RawOption] = []) throws
        -> [Said]
    {
        try bench.hear(bench.bulk(question, options: options)) + bench.proceed()
    }

    @Test("SX-04: one LEASEQUERY-REPLY with the first client, LEASEQUERY-DATA for the others, one LEASEQUERY-DONE")
    func sequence() throws {
        var bench = populatedBench()
        let said = try ask(&bench, Self.everything)
        #expect(
            said.map(\.type) == [.leasequeryReply] + Array(repeating: .leasequeryData, count: 4) + [.leasequeryDone])
        #expect(clients(said) == [0, 1, 2, 3, 4])
        #expect(said.map(\.base) == Array(repeating: Self.origin, count: 6))
        #expect(said.map(\.status) == Array(repeating: nil, count: 6))
        #expect(bench.session.isReceptive)
        #expect(bench.end == nil)
    }

    @Test("SX-05, V-19: nothing matches: a LEASEQUERY-REPLY without status and CLIENT_DATA, no LEASEQUERY-DONE")
    func noMatch() throws {
        var bench = populatedBench()
        let nobody = LeasequeryQuery(.byClientID, options: [RawOption(.clientID, [0, 3, 0, 1, 9])])
        #expect(try ask(&bench, nobody) == [.reply(base: Self.origin)])
        #expect(bench.session.isReceptive)
    }

    @Test("SX-06: the next query waits until the bulk answer is complete")
    func oneAtATime() throws {
        var bench = populatedBench()
        _ = try bench.hear(bench.bulk(Self.everything))
        _ = try bench.proceed(room: 1)
        #expect(!bench.session.isReceptive)
        _ = try bench.proceed()
        #expect(bench.session.isReceptive)
        #expect(clients(try ask(&bench, Self.everything)) == [0, 1, 2, 3, 4])
    }

    @Test("A-20: an active query may follow a complete bulk query")
    func activeAfterBulk() throws {
        var bench = populatedBench()
        _ = try ask(&bench, Self.everything)
        #expect(try bench.hear(bench.active()) == [.reply(base: Self.origin)])
        #expect(bench.session.isActive)
    }

    @Test("Each query type finds the clients it is about")
    func queryTypes() throws {
        let relay = RawOption(.relayID, ScriptedFeed.relayID(1))
        let cases: [(LeasequeryQuery, [UInt8])] = [
            (
                LeasequeryQuery(
                    .byAddress,
                    options: [
                        RawOption(IAAddress(BindingKey.address(3).prefix.address, preferred: .zero, valid: .zero))
                    ]), [3]
            ),
            (LeasequeryQuery(.byClientID, options: [RawOption(.clientID, ScriptedFeed.duid(2))]), [2]),
            (LeasequeryQuery(.byRelayID, options: [relay]), [1, 3]),
            (LeasequeryQuery(.byLinkAddress, linkAddress: ScriptedFeed.link(0)), [0, 2, 4]),
            (LeasequeryQuery(.byRemoteID, options: [RawOption(RemoteID(enterprise: 32_473, identifier: [4]))]), [4]),
            (LeasequeryQuery(.byRelayID, linkAddress: ScriptedFeed.link(0), options: [relay]), []),
        ]
        for (question, expected) in cases {
            var bench = populatedBench()
            #expect(clients(try ask(&bench, question)) == expected, "\(question.type)")
        }
    }

    @Test("QUERY_BY_ADDRESS finds the delegated prefix around an address")
    func addressInPrefix() throws {
        var bench = ResponderBench()
        bench = ResponderBench(present: [bench.bound(.prefix(7), 1)])
        let inside = IPv6Address(high: BindingKey.prefix(7).prefix.address.high | 5, low: 9)
        let question = LeasequeryQuery(
            .byAddress, options: [RawOption(IAAddress(inside, preferred: .zero, valid: .zero))])
        #expect(clients(try ask(&bench, question)) == [1])
    }

    @Test("A plain bulk answer has no ended bindings, one with times has those that ended in them")
    func endedBindings() throws {
        var bench = populatedBench()
        bench.now = bench.now.advanced(by: .seconds(5))
        bench.happen(bench.ended(.address(3), 3))
        #expect(clients(try ask(&bench, Self.everything)) == [0, 1, 2, 4])
        let start = RawOption(.startTime, ServerTime(unixSeconds: Self.origin + 5))
        let said = try ask(&bench, Self.everything, [start])
        #expect(said.flatMap(\.leases) == [.init(.address(3), valid: 0)])
    }

    @Test(
        "LQ_START_TIME and LQ_END_TIME are both inclusive", arguments: [(2, 4, [2, 3, 4]), (0, 1, [1]), (4, 9, [4])])
    func interval(from: Int64, to: Int64, expected: [UInt8]) throws {
        var bench = ResponderBench()
        for number in 1...4 as ClosedRange<UInt32> {
            bench.now = bench.now.advanced(by: .seconds(1))
            bench.happen(bench.bound(.address(UInt64(number)), number))
        }
        let times = [
            RawOption(.startTime, ServerTime(unixSeconds: Self.origin + from)),
            RawOption(.endTime, ServerTime(unixSeconds: Self.origin + to)),
        ]
        #expect(clients(try ask(&bench, Self.everything, times)) == expected)
    }

    @Test("R-36: a start before the history gets all that is there, not DataMissing, which is what one asks after")
    func startBeforeHistory() throws {
        var bench = populatedBench()
        let start = RawOption(.startTime, ServerTime(unixSeconds: Self.origin - 1_000_000))
        let end = RawOption(.endTime, ServerTime(unixSeconds: Self.origin))
        let said = try ask(&bench, Self.everything, [start, end])
        #expect(clients(said).count == 5)
        #expect(said.allSatisfy { $0.status == nil })
    }

    @Test("after the clock was put back, an end that it shows again covers all that changed since it first did")
    func shownTwice() throws {
        var bench = populatedBench()
        bench.now.utc -= 5_000_000_000
        bench.book.witness(bench.now)
        bench.happen(bench.ended(.address(3), 3))
        let times = [
            RawOption(.startTime, ServerTime(unixSeconds: Self.origin - 5)),
            RawOption(.endTime, ServerTime(unixSeconds: Self.origin - 4)),
        ]
        #expect(try ask(&bench, Self.everything, times).flatMap(\.leases) == [.init(.address(3), valid: 0)])
    }

    @Test("V-35: LQ_START_TIME later than LQ_END_TIME is success without data")
    func emptyInterval() throws {
        var bench = populatedBench()
        let times = [
            RawOption(.startTime, ServerTime(unixSeconds: Self.origin)),
            RawOption(.endTime, ServerTime(unixSeconds: Self.origin - 20)),
        ]
        #expect(try ask(&bench, Self.everything, times) == [.reply(base: Self.origin)])
    }

    @Test("V-31: an unknown query type and a missing option are answered, and the connection may be used again")
    func refused() throws {
        var bench = populatedBench()
        let unknown = LeasequeryQuery(QueryType(rawValue: 99))
        #expect(try ask(&bench, unknown) == [.reply(.unknownQueryType, base: Self.origin)])
        #expect(try ask(&bench, LeasequeryQuery(.byAddress)) == [.reply(.malformedQuery, base: Self.origin)])
        #expect(bench.end == nil)
        #expect(clients(try ask(&bench, Self.everything)).count == 5)
    }

    @Test("V-32: a link that is not ours gets NotConfigured")
    func unknownLink() throws {
        var bench = populatedBench()
        let elsewhere = LeasequeryQuery(.byLinkAddress, linkAddress: IPv6Address(high: 0x2001_0db8_ffff_0000, low: 1))
        #expect(try ask(&bench, elsewhere) == [.reply(.notConfigured, base: Self.origin)])
    }

    @Test("S-49, S-50: a server that stops in mid answer says so instead of completing it, and closes")
    func shutDown() throws {
        var bench = populatedBench()
        _ = try bench.hear(bench.bulk(Self.everything))
        _ = try bench.proceed(room: 1)
        #expect(try bench.shutDown() == [.done(.queryTerminated, base: Self.origin)])
        #expect(bench.end == .shutDown)
    }

    @Test("SX-03: a bulk answer that nobody takes for 300 s is given up")
    func blocked() throws {
        var bench = populatedBench()
        _ = try bench.hear(bench.bulk(Self.everything))
        _ = try bench.proceed(room: 1)
        bench.setWritable(false)
        _ = try bench.wait(.seconds(299))
        #expect(bench.end == nil)
        _ = try bench.wait(.seconds(1))
        #expect(bench.end == .blocked(.seconds(300)))
    }
}
