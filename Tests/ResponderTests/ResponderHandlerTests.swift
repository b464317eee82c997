import DHCPv6Wire
import NIOCore
import NIOEmbedded
import Testing

@testable import Responder

/// Connections and their server on an embedded loop: the beat, the deadlines and slow requestors, in virtual time.
struct ResponderHandlerTests {
    /// A server with one connection.
    private final class Bench {
        let loop = EmbeddedEventLoop()
        let script = ScriptedFeed.Script()
        let core: ServerCore
        let channel: EmbeddedChannel
        private let start = ResponderBench().now

        init(_ handlers: [any ChannelHandler] = [], protection: ServerConfiguration.Protection = .insecure) throws {
            var rules = SessionRules(serverID: ResponderBench.serverID)
            rules.activeLeasequery = true
            let loop = loop
            let start = start
            let begin = loop.now
            core = ServerCore(
                ServerConfiguration(rules: rules, addresses: [], protection: protection), ScriptedFeed(script: script),
                tls: try ServerTLS(protection), on: loop
            ) { start.advanced(by: .nanoseconds((loop.now - begin).nanoseconds)) }
            let connection = ResponderHandler(core)
            #expect(core.connectionOpened(connection))
            channel = EmbeddedChannel(handlers: handlers + [connection], loop: loop)
            try channel.connect(to: SocketAddress(ipAddress: "::1", port: 1)).wait()
            core.started([])
        }

        func hear(_ message: OwnedMessage) throws {
            try channel.writeInbound(ByteBuffer(bytes: message.framed()))
        }

        func said() throws -> [Said] {
            var octets: [UInt8] = []
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { octets += Array(buffer: buffer) }
            return try Said.list(octets)
        }

        func setWritable(_ isWritable: Bool) {
            channel.isWritable = isWritable
            channel.pipeline.fireChannelWritabilityChanged()
        }
    }

    /// Takes writes and never gets rid of them.
    private final class Clog: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var isClogged = false
        private var held: [EventLoopPromise<Void>] = []

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            guard isClogged else { return context.write(data, promise: promise) }
            if let promise { held.append(promise) }
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            for promise in held { promise.fail(ChannelError.eof) }
        }
    }

    @Test("S-07: a change is sent with the next beat")
    func beat() throws {
        let bench = try Bench()
        try bench.hear(ResponderBench().active())
        #expect(try bench.said().map(\.type) == [.leasequeryReply])
        bench.script.coming = [ResponderBench().bound(.address(1), 1)]
        bench.loop.advanceTime(by: .milliseconds(10))
        #expect(try bench.said().flatMap(\.leases).count == 1)
        bench.loop.advanceTime(by: .seconds(1))
        #expect(try bench.said().isEmpty)
    }

    @Test("S-08: keepalives come every 60 s, and the read timer closes what never asks")
    func keepalive() throws {
        let asking = try Bench()
        try asking.hear(ResponderBench().active())
        asking.loop.advanceTime(by: .seconds(181))
        #expect(try asking.said().filter(\.isKeepalive).count == 3)
        let silent = try Bench()
        silent.loop.advanceTime(by: .seconds(299))
        #expect(silent.channel.isActive)
        silent.loop.advanceTime(by: .seconds(2))
        #expect(!silent.channel.isActive)
        #expect(silent.core.report().connections == 0)
        #expect(silent.core.report().lastEnd == .idle(.seconds(300)))
    }

    @Test("Section 7: nothing is written while blocked, then the current state only")
    func blocked() throws {
        let bench = try Bench()
        try bench.hear(ResponderBench().active())
        _ = try bench.said()
        bench.setWritable(false)
        for valid in 1...50 as ClosedRange<Int64> {
            bench.script.coming = [ResponderBench().bound(.address(1), 1, valid: 1_000 + valid)]
            bench.loop.advanceTime(by: .milliseconds(10))
        }
        #expect(try bench.said().isEmpty)
        bench.setWritable(true)
        #expect(try bench.said().flatMap(\.leases) == [.init(.address(1), valid: 1_050)])
    }

    @Test("S-33: after 120 s of blocking the connection is closed, although nothing can be written any more")
    func sendTimeout() throws {
        let clog = Clog()
        let bench = try Bench([clog])
        try bench.hear(ResponderBench().active())
        clog.isClogged = true
        bench.setWritable(false)
        bench.loop.advanceTime(by: .seconds(119))
        #expect(bench.channel.isActive)
        bench.loop.advanceTime(by: .seconds(3))
        #expect(!bench.channel.isActive)
        #expect(bench.core.report().lastEnd == .blocked(.seconds(120)))
    }

    @Test("A server that stops waits a second for those who do not read, not longer")
    func shutDownBlocked() throws {
        let clog = Clog()
        let bench = try Bench([clog])
        try bench.hear(ResponderBench().active())
        clog.isClogged = true
        bench.setWritable(false)
        let done = bench.core.shutDown()
        bench.loop.advanceTime(by: .milliseconds(900))
        #expect(bench.channel.isActive)
        bench.loop.advanceTime(by: .milliseconds(200))
        #expect(!bench.channel.isActive)
        try done.wait()
    }
}
