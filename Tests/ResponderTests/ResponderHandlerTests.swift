import DHCPv6Wire
import NIOCore
import NIOEmbedded
import Testing

@testable import Responder

/// Connections and their server in virtual time.
struct ResponderHandlerTests {
    @Test("S-07: a change is sent with the next beat")
    func beat() throws {
        let bench = try ServerBench()
        let requestor = try #require(try bench.connect())
        try requestor.ask(ResponderBench().active())
        #expect(try requestor.heard().map(\.type) == [.leasequeryReply])
        bench.script.coming = [ResponderBench().bound(.address(1), 1)]
        bench.wait(.milliseconds(10))
        #expect(try requestor.heard().flatMap(\.leases).count == 1)
        bench.wait(.seconds(1))
        #expect(try requestor.heard().isEmpty)
    }

    @Test("a long bulk answer is made in short turns that follow each other at once, and others have theirs between")
    func turns() throws {
        let bench = try ServerBench()
        let changes = (0..<20_000).map { ResponderBench().bound(.address($0), UInt32($0)) }
        bench.script.coming = changes
        bench.wait(.milliseconds(10))
        let requestors = [try #require(try bench.connect()), try #require(try bench.connect())]
        for requestor in requestors { try requestor.ask(ResponderBench().bulk(LeasequeryQuery(.byLinkAddress))) }
        let first = try requestors.map { try $0.heard().count }
        var counts = first
        var turns = 1
        while counts != [20_001, 20_001], turns < 100 {
            bench.wait(.microseconds(20))
            turns += 1
            let heard = try requestors.map { try $0.heard().count }
            #expect(abs(heard[0] - heard[1]) < 2 && heard[0] <= first[0] + 1)
            counts = zip(counts, heard).map { $0 + $1 }
        }
        #expect(counts == [20_001, 20_001])
        #expect((10..<50).contains(turns))
    }

    @Test("a query that nothing matches is answered without waiting for beats")
    func noMatch() throws {
        let bench = try ServerBench()
        bench.script.coming = (0..<20_000).map { ResponderBench().bound(.address($0), UInt32($0)) }
        bench.wait(.milliseconds(10))
        let requestor = try #require(try bench.connect())
        let stranger = LeasequeryQuery(.byClientID, options: [RawOption(.clientID, [0, 3, 0, 1, 9])])
        try requestor.ask(ResponderBench().bulk(stranger))
        #expect(try requestor.heard().isEmpty, "others have their turn first")
        bench.wait(.milliseconds(1))
        #expect(try requestor.heard().map(\.type) == [.leasequeryReply])
    }

    @Test("S-08, S-53, S-56: keepalives come every 60 s, and who never asks is closed after 300 s")
    func keepalive() throws {
        let bench = try ServerBench()
        let asking = try #require(try bench.connect())
        let silent = try #require(try bench.connect())
        try asking.ask(ResponderBench().active())
        bench.wait(.seconds(181))
        #expect(try asking.heard().filter(\.isKeepalive).count == 3)
        bench.wait(.seconds(118))
        #expect(silent.isOpen)
        bench.wait(.seconds(2))
        #expect(!silent.isOpen)
        #expect(asking.isOpen)
        #expect(bench.core.report().connections == 1)
        #expect(bench.core.report().lastEnd == .idle(.seconds(300)))
    }

    @Test("S-53, SX-03: half a query does not keep a connection open")
    func halfAQuery() throws {
        let bench = try ServerBench()
        let requestor = try #require(try bench.connect())
        let query = ResponderBench().active().framed()
        for octet in query.dropLast() {
            try requestor.channel.writeInbound(ByteBuffer(bytes: [octet]))
            bench.wait(.seconds(20))
            if !requestor.isOpen { break }
        }
        #expect(!requestor.isOpen)
        #expect(bench.core.report().lastEnd == .idle(.seconds(300)))
    }

    @Test("S-33: 120 s after the first octet that nobody takes the connection is closed, though little is left over")
    func sendTimeout() throws {
        let socket = SlowSocket()
        let bench = try ServerBench()
        let requestor = try #require(try bench.connect(through: socket))
        try requestor.ask(ResponderBench().active())
        socket.stop()
        bench.script.coming = [ResponderBench().bound(.address(1), 1)]
        bench.wait(.milliseconds(10))
        #expect(socket.keptOctets > 0)
        #expect(requestor.channel.isWritable)
        bench.wait(.seconds(119))
        #expect(requestor.isOpen)
        bench.wait(.seconds(3))
        #expect(!requestor.isOpen)
        #expect(bench.core.report().lastEnd == .blocked(.seconds(120)))
    }

    @Test("S-33: a requestor that takes something now and then is not blocked")
    func slowReader() throws {
        let socket = SlowSocket()
        let bench = try ServerBench()
        let requestor = try #require(try bench.connect(through: socket))
        try requestor.ask(ResponderBench().active())
        for valid in 1...5 as ClosedRange<Int64> {
            socket.stop()
            bench.script.coming = [ResponderBench().bound(.address(1), 1, valid: 1_000 + valid)]
            bench.wait(.seconds(100))
            socket.resume()
        }
        #expect(requestor.isOpen)
    }

    @Test("SX-06: more queries than fit into the buffer are all answered, one after another")
    func manyQueries() throws {
        let bench = try ServerBench()
        let requestor = try #require(try bench.connect())
        let count = 3_000
        for number in 1...count {
            // As one read at a time brings them.
            requestor.channel.read()
            try requestor.ask(ResponderBench().bulk(LeasequeryQuery(.byLinkAddress), xid: UInt32(number)))
        }
        for _ in 0..<count { bench.wait(.milliseconds(10)) }
        #expect(try requestor.heard().map(\.transactionID) == (1...count).map { UInt32($0) })
    }

    @Test("A server that stops waits a second for those who do not read, not longer")
    func shutDownBlocked() throws {
        let socket = SlowSocket()
        let bench = try ServerBench()
        let requestor = try #require(try bench.connect(through: socket))
        try requestor.ask(ResponderBench().active())
        socket.stop()
        let done = bench.core.shutDown()
        bench.wait(.milliseconds(900))
        #expect(requestor.isOpen)
        bench.wait(.milliseconds(200))
        #expect(!requestor.isOpen)
        try done.wait()
    }

    @Test("What is dropped is counted")
    func counted() throws {
        let bench = try ServerBench()
        let requestor = try #require(try bench.connect())
        try requestor.ask(ResponderBench().active())
        try requestor.ask(ResponderBench().active())
        try requestor.channel.writeInbound(ByteBuffer(bytes: [0, 9, 22, 0, 0, 1, 0, 1, 0, 9, 1]))
        #expect(bench.core.report().discarded == 2)
        #expect(requestor.isOpen)
    }

    @Test("SX-11: what requestors do does not touch the source of the bindings; it is asked once a beat")
    func feedUntouched() throws {
        let bench = try ServerBench()
        let before = bench.script.advances
        for _ in 0..<5 {
            let requestor = try #require(try bench.connect())
            try requestor.ask(ResponderBench().bulk(LeasequeryQuery(.byLinkAddress)))
            try requestor.ask(ResponderBench().active(xid: 5))
        }
        #expect(bench.script.advances == before)
        bench.wait(.milliseconds(30))
        #expect(bench.script.advances == before + 3)
    }
}
