import DHCPv6Wire
import Testing

@testable import Responder

/// Everything that happens because time passes, in virtual time.
struct SessionTimerTests {
    static let origin = ResponderBench.origin

    @Test("S-08: an idle active query gets an empty LEASEQUERY-DATA every 60 s")
    func keepalives() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        for round in 1...5 as ClosedRange<Int64> {
            #expect(try bench.wait(.seconds(59)).isEmpty)
            #expect(try bench.wait(.seconds(1)) == [.data(base: Self.origin + 60 * round)])
        }
    }

    @Test("S-08: any message puts the keepalive off")
    func keepaliveAfterChange() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        #expect(try bench.wait(.seconds(50)).isEmpty)
        bench.happen(bench.bound(.address(1), 0))
        #expect(try bench.proceed().count == 1)
        #expect(try bench.wait(.seconds(59)).isEmpty)
        #expect(try bench.wait(.seconds(1)).map(\.isKeepalive) == [true])
    }

    @Test("S-09: the defaults are those of the RFCs")
    func defaults() {
        let rules = SessionRules(serverID: ResponderBench.serverID)
        #expect(rules.keepalive == .seconds(60))
        #expect(rules.sendTimeout == .seconds(120))
        #expect(rules.bulkTimeout == .seconds(300))
    }

    @Test("S-33: an active connection that is blocked for 120 s is closed")
    func sendTimeout() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        bench.setWritable(false)
        #expect(try bench.wait(.seconds(119)).isEmpty)
        #expect(bench.end == nil)
        #expect(try bench.wait(.seconds(1)).isEmpty)
        #expect(bench.end == .blocked(.seconds(120)))
    }

    @Test("S-33: progress starts the 120 s anew; no keepalive is queued meanwhile")
    func progress() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        for _ in 0..<5 {
            bench.setWritable(false)
            bench.setWritable(false)
            #expect(try bench.wait(.seconds(100)).isEmpty)
            bench.setWritable(true)
        }
        #expect(bench.end == nil)
    }

    @Test("SX-13: while blocked, changes fold into one message for each client, with its state when it is made")
    func foldedWhileBlocked() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        bench.setWritable(false)
        for second in 0..<100 as Range<Int64> {
            bench.now = bench.now.advanced(by: .seconds(1))
            bench.happen(bench.bound(.address(1), 1, valid: 1_000), bench.bound(.address(2), 2, valid: second + 1))
        }
        bench.happen(bench.ended(.address(2), 2))
        bench.setWritable(true)
        let said = try bench.proceed()
        #expect(said.flatMap(\.leases) == [.init(.address(1), valid: 1_000), .init(.address(2), valid: 0)])
    }

    @Test("S-53, SX-03: a connection without a query is closed after 300 s")
    func idle() throws {
        var bench = ResponderBench()
        #expect(try bench.wait(.seconds(299)).isEmpty)
        #expect(bench.end == nil)
        _ = try bench.wait(.seconds(1))
        #expect(bench.end == .idle(.seconds(300)))
    }

    @Test("S-53: the 300 s begin anew when a bulk query is complete; STARTTLS alone does not stop them")
    func idleAfterBulk() throws {
        var bench = ResponderBench()
        _ = try bench.wait(.seconds(200))
        _ = try bench.hear(bench.bulk(LeasequeryQuery(.byLinkAddress)))
        _ = try bench.proceed()
        _ = try bench.wait(.seconds(200))
        #expect(bench.end == nil)
        _ = try bench.hear(OwnedMessage(.startTLS, transactionID: 1))
        _ = try bench.wait(.seconds(100))
        #expect(bench.end == .idle(.seconds(300)))
    }
}
