import DHCPv6Wire
import Glibc
import LeasequerySession
import NIOCore
import NIOEmbedded
import Testing

@testable import Requestor

/// One link on an event loop whose time stands still until told.
struct ServerLinkTests {
    @Test("Connects, asks, and hands bindings over at the end of a read")
    func feed() throws {
        let bench = try LinkBench()
        let voice = try bench.accept()
        #expect(bench.sink.seen().phases == [.connecting, .awaitingReply])
        bench.say(voice.reply(base: 10) + voice.data(base: 11, address: 1) + voice.data(base: 12, address: 2))
        #expect(bench.sink.seen().addresses == [1, 2].map(ServerVoice.address))
        #expect(bench.sink.seen().phases.last == .live)
        #expect(bench.sink.seen().calls == 3)
    }

    @Test("Octets that come in pieces are put together, however small")
    func pieces() throws {
        let bench = try LinkBench()
        let voice = try bench.accept()
        for octet in voice.reply(base: 10) + voice.data(base: 11, address: 1) { bench.say([octet]) }
        #expect(bench.sink.seen().addresses == [ServerVoice.address(1)])
        #expect(bench.sink.seen().tally.messages == 2)
    }

    @Test("R-28: silence for 120 s closes; a keepalive starts the time anew")
    func receiveTimeout() throws {
        let bench = try LinkBench()
        let voice = try bench.accept()
        bench.say(voice.reply(base: 10))
        bench.loop.advanceTime(by: .seconds(119))
        bench.say(voice.data(base: 11))
        bench.loop.advanceTime(by: .seconds(119))
        #expect(bench.channel.isActive)
        bench.loop.advanceTime(by: .seconds(1))
        #expect(!bench.channel.isActive)
        #expect(bench.sink.seen().ends == [.receiveTimeout(.seconds(120))])
    }

    @Test("R-27: a query that stays unwritten for 300 s closes")
    func sendTimeout() throws {
        let bench = try LinkBench(holdingWrites: true)
        bench.opener.connect()
        bench.loop.advanceTime(by: .seconds(299))
        #expect(bench.channel.isActive)
        bench.loop.advanceTime(by: .seconds(1))
        #expect(!bench.channel.isActive)
        #expect(bench.sink.seen().ends == [.sendTimeout(.seconds(300))])
    }

    @Test("A connect without an answer is given up after 120 s, and its channel closed")
    func connectTimeout() throws {
        let bench = try LinkBench()
        bench.loop.advanceTime(by: .seconds(120))
        #expect(bench.sink.seen().ends == [.connectTimeout])
        #expect(bench.opener.closures == 1)
        bench.opener.connect()
        #expect(bench.sink.seen().phases.count == 2)
    }

    @Test("RX-01: after a refusal the next attempt is not before 60 s after the one before")
    func retry() throws {
        let bench = try LinkBench()
        bench.opener.refuse()
        #expect(bench.opener.attempts == 1)
        bench.loop.advanceTime(by: .milliseconds(59_999))
        #expect(bench.opener.attempts == 1)
        bench.loop.advanceTime(by: .seconds(8))
        #expect(bench.opener.attempts == 2)
        #expect(bench.sink.seen().ends == [.unreachable("Connection refused")])
    }

    @Test("The user's reconnect closes the connection and opens another at once")
    func reconnect() throws {
        let bench = try LinkBench()
        let voice = try bench.accept()
        bench.say(voice.reply(base: 10))
        let before = bench.channel
        bench.link.reconnect()
        #expect(!before.isActive)
        #expect(bench.opener.attempts == 2)
        #expect(bench.sink.seen().ends == [.byUser])
        let (_, start) = try bench.acceptAndHear()
        #expect(start == ServerTime(rawValue: 10))
    }

    @Test("Stop closes, tells, and leaves no timer that opens anything again")
    func stop() throws {
        let bench = try LinkBench()
        let voice = try bench.accept()
        bench.say(voice.reply(base: 10))
        let stopped = bench.link.stop()
        #expect(!bench.channel.isActive)
        bench.loop.run()
        try stopped.wait()
        #expect(bench.sink.seen().phases.last == .stopped)
        bench.loop.advanceTime(by: .hours(24))
        #expect(bench.opener.attempts == 1)
    }

    @Test("Stop while connecting gives the attempt up, and a late success is closed")
    func stopWhileConnecting() throws {
        let bench = try LinkBench()
        let stopped = bench.link.stop()
        bench.loop.run()
        #expect(bench.opener.closures == 1)
        try stopped.wait()
        #expect(bench.sink.seen().phases == [.connecting, .stopped])
    }

    @Test("The server's close is told with the bindings that came before it")
    func serverCloses() throws {
        let bench = try LinkBench()
        let voice = try bench.accept()
        bench.say(voice.reply(base: 10) + voice.data(base: 11, address: 1))
        try bench.channel.close().wait()
        #expect(bench.sink.seen().ends == [.closedByServer("")])
        #expect(bench.sink.seen().addresses == [ServerVoice.address(1)])
    }

    @Test("V-02: a close inside a frame is told as that")
    func truncated() throws {
        let bench = try LinkBench()
        let voice = try bench.accept()
        bench.say(voice.reply(base: 10) + [0, 9, 17])
        try bench.channel.close().wait()
        #expect(bench.sink.seen().ends == [.badFraming(WireError(.truncatedFrame(announced: 9, present: 1), at: 0))])
    }

    @Test("A connection that breaks is told in the system's words, a reset without a word as what it may mean")
    func breaks() throws {
        let words: [(Int32, ConnectionEnd)] = [
            (EHOSTUNREACH, .closedByServer("No route to host")), (ECONNRESET, .closedWithoutAnswer),
        ]
        for (code, end) in words {
            let bench = try LinkBench()
            _ = try bench.accept()
            bench.channel.pipeline.fireErrorCaught(IOError(errnoCode: code, reason: "read"))
            #expect(!bench.channel.isActive)
            #expect(bench.sink.seen().ends == [end])
        }
    }
}
