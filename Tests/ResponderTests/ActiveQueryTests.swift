import DHCPv6Wire
import Testing

@testable import Responder

/// An active query from its beginning to its end (RFC 7653 section 9.3), in virtual time.
struct ActiveQueryTests {
    static let origin = ResponderBench.origin

    @Test("S-05: a query is answered at once with one LEASEQUERY-REPLY, both ids in it, even if nothing has changed")
    func reply() throws {
        var bench = ResponderBench()
        var output = ResponderOutput()
        let query = bench.active().encoded()
        bench.session.received(query.span.bytes, octetsBehind: 0, at: bench.now, from: bench.book, into: &output)
        bench.session.proceed(at: bench.now, from: bench.book, room: .max, into: &output)
        #expect(try Said.list(output.octets) == [.reply(base: Self.origin)])
        let message = try #require(Said.messages(output.octets).first)
        #expect(message[.clientID]?.data == ResponderBench.requestor)
        #expect(message[.serverID]?.data == ResponderBench.serverID.octets)
        #expect(message[.statusCode] == nil)
        #expect(output.end == nil)
        #expect(bench.session.isActive)
    }

    @Test("S-05: the answers carry the transaction id of the query", arguments: [0, 0x0a1b2c, 0xff_ffff] as [UInt32])
    func transactionID(xid: UInt32) throws {
        var bench = ResponderBench()
        #expect(try bench.hear(bench.active(xid: xid)).map(\.transactionID) == [xid])
        bench.happen(bench.bound(.address(1), 0))
        #expect(try bench.proceed().map(\.transactionID) == [xid])
        #expect(try bench.shutDown().map(\.transactionID) == [xid])
    }

    @Test("S-38, S-39: a change is said in its current state in a LEASEQUERY-DATA; bindings from before are not")
    func change() throws {
        var bench = ResponderBench()
        bench = ResponderBench(present: [bench.bound(.address(1), 0)])
        _ = try bench.hear(bench.active())
        #expect(try bench.proceed().isEmpty)
        bench.happen(bench.bound(.address(2), 2))
        let expected = Said.data(
            base: Self.origin,
            [Said.client(2, [.init(prefix: BindingKey.address(2).prefix, preferred: 1_800, valid: 3_600)])])
        #expect(try bench.proceed() == [expected])
        #expect(try bench.proceed().isEmpty)
    }

    @Test("SX-09: a change of one lease is said with all leases of the client")
    func allLeases() throws {
        var bench = ResponderBench()
        bench = ResponderBench(present: [bench.bound(.address(1), 0), bench.bound(.prefix(1), 0)])
        _ = try bench.hear(bench.active())
        bench.happen(bench.bound(.address(1), 0))
        #expect(
            try bench.proceed().map { Set($0.leases.map(\.prefix)) } == [
                [
                    BindingKey.address(1).prefix, BindingKey.prefix(1).prefix,
                ]
            ])
    }

    @Test("A-02: an ended binding is said once with lifetimes of zero, beside what the client still has")
    func ended() throws {
        var bench = ResponderBench()
        bench = ResponderBench(present: [bench.bound(.address(1), 0), bench.bound(.prefix(1), 0)])
        _ = try bench.hear(bench.active())
        bench.happen(bench.ended(.address(1), 0))
        let leases = try #require(bench.proceed().first).leases
        #expect(Set(leases) == [.init(.address(1), valid: 0), .init(.prefix(1), valid: 3_600)])
        bench.happen(bench.bound(.prefix(1), 0))
        #expect(try bench.proceed().flatMap(\.leases) == [.init(.prefix(1), valid: 3_600)])
    }

    @Test("SX-08: CLT_TIME and lifetimes count from the base time; infinity stays infinity")
    func times() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        let forever = BindingChange(
            .address(1), of: ClientNumber(rawValue: 0), .bound(preferredUntil: Self.origin + 10, validUntil: .max),
            lastTransaction: Self.origin - 600)
        bench.happen(forever)
        bench.now = bench.now.advanced(by: .seconds(4))
        let lease = Said.Lease(prefix: BindingKey.address(1).prefix, preferred: 6, valid: .max)
        #expect(try bench.proceed() == [.data(base: Self.origin + 4, [Said.client(0, [lease], since: 604)])])
    }

    @Test("An ended binding has lifetimes of zero even if the server's clock was put back since")
    func endedBeforeClockStep() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        bench.happen(bench.bound(.address(1), 0))
        bench.happen(bench.ended(.address(1), 0))
        bench.now.utc -= 30_000_000_000
        #expect(try bench.proceed().flatMap(\.leases) == [.init(.address(1), valid: 0)])
    }

    @Test("A binding that passes to another client is said of the new one only")
    func newHolder() throws {
        var bench = ResponderBench()
        bench = ResponderBench(present: [bench.bound(.address(1), 0), bench.bound(.address(2), 0)])
        _ = try bench.hear(bench.active())
        bench.happen(bench.bound(.address(1), 2))
        let said = try bench.proceed()
        #expect(said.map { $0.clients.map(\.duid) } == [[ScriptedFeed.duid(2)], [ScriptedFeed.duid(0)]])
        #expect(
            said.map { $0.leases.map(\.prefix) } == [[BindingKey.address(1).prefix], [BindingKey.address(2).prefix]])
    }

    @Test("Two changes of one client before it is its turn make one message")
    func folding() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        for second in 1...500 as ClosedRange<Int64> {
            bench.happen(bench.bound(.address(1), 0, valid: 1_000 + second), bench.bound(.address(2), 2))
        }
        bench.happen(bench.ended(.address(2), 2))
        let said = try bench.proceed()
        #expect(said.flatMap(\.leases) == [.init(.address(1), valid: 1_500), .init(.address(2), valid: 0)])
    }

    @Test("A client with more leases than fit into one message gets several")
    func manyLeases() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        for number in 0..<2_500 as Range<UInt64> { bench.happen(bench.bound(.prefix(number), 0)) }
        let said = try bench.proceed()
        #expect(said.map(\.leases.count) == [1_000, 1_000, 500])
        #expect(Set(said.flatMap(\.leases)).count == 2_500)
    }

    // What was asked for.

    @Test("S-42: LQ_BASE_TIME is in every answer if it was asked for, in either ORO", arguments: [true, false])
    func baseTimeAskedFor(atMessageLevel: Bool) throws {
        var bench = ResponderBench { $0.keepalive = .seconds(60) }
        let request = RawOption(OptionRequest([.baseTime]))
        let inner = LeasequeryQuery(.byLinkAddress, options: [request])
        let query = bench.active(options: atMessageLevel ? [request] : [RawOption(inner)], asking: [])
        var said = try bench.hear(query)
        bench.happen(bench.bound(.address(1), 0))
        said += try bench.proceed()
        said += try bench.wait(.seconds(61))
        said += try bench.shutDown()
        #expect(said.count == 4)
        #expect(said.map(\.base) == [Self.origin, Self.origin, Self.origin + 61, Self.origin + 61])
    }

    @Test("SX-10: LQ_RELAY_DATA is not sent unasked, nor LQ_BASE_TIME and CLIENT_FQDN")
    func nothingUnasked() throws {
        var bench = ResponderBench()
        var said = try bench.hear(bench.active(asking: []))
        bench.happen(bench.bound(.address(1), 0))
        said += try bench.proceed()
        #expect(said.map(\.base) == [nil, nil])
        #expect(said.flatMap(\.clients).map(\.options) == [[.clientID, .clientLastTransactionTime, .iaAddress]])
    }

    @Test("SX-10: LQ_RELAY_DATA is sent when asked for, as the feed knows it")
    func relayData() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active(asking: [.relayData, .clientFQDN, .vendorOptions]))
        bench.happen(bench.bound(.address(1), 5))
        var output = ResponderOutput()
        bench.session.proceed(at: bench.now, from: bench.book, room: .max, into: &output)
        let message = try #require(Said.messages(output.octets).first)
        let data = try #require(try message.options.first(ClientData.self))
        #expect(try data.relayData() == ScriptedFeed.relayData(5))
        #expect(
            data.options.map(\.code) == [
                .clientID, .clientLastTransactionTime, .iaAddress, .relayData, .clientFQDN,
            ])
    }

    @Test(
        "relay data too long for a message is left out and counted, where it was asked for",
        arguments: [30_000, 30_001])
    func longRelayData(length: Int) throws {
        for codes in [[.relayData], []] as [[OptionCode]] {
            var bench = ResponderBench()
            bench.script.relayData = Array(repeating: 0, count: length)
            _ = try bench.hear(bench.active(asking: codes))
            bench.happen(bench.bound(.address(1), 5))
            let said = try bench.proceed()
            let isSent = !codes.isEmpty && length == 30_000
            #expect(said.flatMap(\.clients).map { $0.options.contains(.relayData) } == [isSent])
            #expect(bench.relayDataLeftOut == (codes.isEmpty || isSent ? 0 : 1))
        }
    }

    @Test("S-02, S-03, V-37: what the server may not give away is not sent, asked for or not")
    func withheld() throws {
        var bench = ResponderBench { $0.permitted = [.baseTime] }
        _ = try bench.hear(bench.active(asking: [.baseTime, .relayData, .clientFQDN]))
        bench.happen(bench.bound(.address(1), 0))
        #expect(
            try bench.proceed().flatMap(\.clients).map(\.options) == [
                [.clientID, .clientLastTransactionTime, .iaAddress]
            ])
    }

    @Test("A filter applies to live updates too")
    func filter() throws {
        var bench = ResponderBench()
        let question = LeasequeryQuery(.byLinkAddress, linkAddress: ScriptedFeed.link(1))
        _ = try bench.hear(bench.active(options: [RawOption(question)]))
        bench.happen(bench.bound(.address(1), 0), bench.bound(.address(2), 1), bench.bound(.address(3), 2))
        #expect(try bench.proceed().flatMap(\.clients).map(\.duid) == [ScriptedFeed.duid(1)])
    }

    // The end.

    @Test(
        "S-10, S-11, S-12, S-36, S-37, S-50: a server that stops says QueryTerminated with its base time, then closes")
    func shutDown() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        #expect(try bench.shutDown() == [.done(.queryTerminated, base: Self.origin)])
        #expect(bench.end == .shutDown)
        bench.happen(bench.bound(.address(1), 0))
        #expect(try bench.proceed().isEmpty)
        #expect(bench.session.deadline == nil)
    }

    @Test("A connection without a query is closed without a word when the server stops")
    func shutDownWithoutQuery() throws {
        var bench = ResponderBench()
        #expect(try bench.shutDown().isEmpty)
        #expect(bench.end == .shutDown)
    }
}
