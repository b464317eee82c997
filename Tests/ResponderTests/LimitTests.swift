import DHCPv6Wire
import NIOCore
import Testing

@testable import Responder

/// How many may connect, from where, and how much one requestor may ask at a time, in virtual time.
struct LimitTests {
    @Test("S-20, S-55, SX-02, V-33: only connections from permitted addresses are taken")
    func sources() throws {
        let bench = try ServerBench {
            $0.sources = [IPv6Prefix("2001:db8:5::/48"), IPv6Prefix("::ffff:192.0.2.0/120")].compactMap { $0 }
        }
        #expect(try bench.connect(from: "2001:db8:5:1::9") != nil)
        #expect(try bench.connect(from: "192.0.2.77") != nil)
        // As a listener for both families gets to see an IPv4 address.
        #expect(try bench.connect(from: "::ffff:192.0.2.78") != nil)
        for stranger in ["2001:db8:6::9", "192.0.3.1", "::1", "::192.0.2.77"] {
            #expect(try bench.connect(from: stranger) == nil, "\(stranger)")
        }
        #expect(bench.core.report().notPermitted == 4)
        #expect(bench.core.report().turnedAway == 0)
        #expect(bench.core.report().connections == 3)
    }

    @Test("SX-02: a connection whose source is not known is taken only if all are")
    func unknownSource() throws {
        #expect(try ServerBench().core.configuration.allows(nil))
        #expect(try !ServerBench { $0.sources = [] }.core.configuration.allows(nil))
    }

    @Test("S-52, S-56, SX-01: ten connections by default; more are not taken while all are busy")
    func connections() throws {
        let bench = try ServerBench()
        for _ in 0..<10 {
            let requestor = try #require(try bench.connect())
            try requestor.ask(ResponderBench().active())
        }
        bench.wait(.seconds(400))
        #expect(try bench.connect() == nil)
        #expect(bench.core.report().activeQueries == 10)
        #expect(bench.core.report().turnedAway == 1)
    }

    @Test("S-53: at the limit, the connection that has been without a query for longest makes room")
    func makingRoom() throws {
        let bench = try ServerBench { $0.connectionLimit = 3 }
        let busy = try #require(try bench.connect())
        try busy.ask(ResponderBench().active())
        let silent = try #require(try bench.connect())
        bench.wait(.seconds(6))
        let later = try #require(try bench.connect())
        bench.wait(.seconds(3))
        #expect(try bench.connect() == nil, "nobody has waited for 10 s")
        bench.wait(.seconds(1))
        let next = try #require(try bench.connect())
        #expect([busy, silent, later, next].map(\.isOpen) == [true, false, true, true])
        #expect(bench.core.report().lastEnd == .madeRoom)
        #expect(bench.core.report().connections == 3)
        #expect(try bench.connect() == nil, "one makes room for one")
    }

    @Test("S-53: a requestor whose bulk query is answered is without a query again")
    func roomAfterBulk() throws {
        let bench = try ServerBench { $0.connectionLimit = 1 }
        let done = try #require(try bench.connect())
        bench.wait(.seconds(8))
        try done.ask(ResponderBench().bulk(LeasequeryQuery(.byLinkAddress)))
        bench.wait(.seconds(8))
        #expect(try bench.connect() == nil)
        bench.wait(.seconds(3))
        #expect(try bench.connect() != nil)
    }

    @Test("S-47: so many queries of one requestor run at a time; the next gets NotAllowed, others are not hindered")
    func queries() throws {
        let bench = try ServerBench { $0.queryLimit = 2 }
        for _ in 0..<2 {
            let requestor = try #require(try bench.connect(from: "2001:db8::1"))
            try requestor.ask(ResponderBench().active())
            #expect(try requestor.heard().map(\.status) == [nil])
        }
        let third = try #require(try bench.connect(from: "2001:db8::1"))
        try third.ask(ResponderBench().bulk(LeasequeryQuery(.byLinkAddress)))
        #expect(try third.heard().map(\.status) == [.notAllowed])
        #expect(third.isOpen)
        try third.ask(ResponderBench().active())
        #expect(try third.heard().map(\.status) == [.notAllowed])
        #expect(!third.isOpen)
        let other = try #require(try bench.connect(from: "2001:db8::2"))
        try other.ask(ResponderBench().active())
        #expect(try other.heard().map(\.status) == [nil])
    }

    @Test("S-47: a query that is over does not count")
    func queryAfterQuery() throws {
        let bench = try ServerBench { $0.queryLimit = 1 }
        let requestor = try #require(try bench.connect())
        for xid in 1...3 as ClosedRange<UInt32> {
            try requestor.ask(ResponderBench().bulk(LeasequeryQuery(.byLinkAddress), xid: xid))
            #expect(try requestor.heard().map(\.status) == [nil])
        }
    }
}
