import NIOCore
import NIOEmbedded
import TestCertificates
import Testing

@testable import OpenSSLTLS

struct TLSHandlerTests {
    static let query = Array("query".utf8)

    @Test("a handshake and data arrive whatever the pieces", arguments: [Int.max, 1, 7, 100])
    func pieces(piece: Int) throws {
        let pair = try Pair(pieces: piece)
        try pair.start()
        #expect(pair.client.recorder.entries == [.secured])
        #expect(pair.server.recorder.entries == [.secured])
        let answer = (0..<20_000).map { UInt8(truncatingIfNeeded: $0) }
        try pair.client.channel.writeOutbound(ByteBuffer(bytes: Self.query))
        try pair.server.channel.writeOutbound(ByteBuffer(bytes: answer))
        try pair.carry()
        #expect(pair.server.recorder.octets == Self.query)
        #expect(pair.client.recorder.octets == answer)
    }

    @Test("what is written before the handshake is complete waits for it, in order")
    func held() throws {
        let pair = try Pair()
        try pair.client.channel.connect(to: SocketAddress(ipAddress: "::1", port: 547)).wait()
        try pair.client.channel.pipeline.syncOperations.addHandlers([pair.client.handler, pair.client.recorder])
        try pair.server.channel.connect(to: SocketAddress(ipAddress: "::1", port: 547)).wait()
        try pair.server.channel.pipeline.syncOperations.addHandlers([pair.server.handler, pair.server.recorder])
        pair.client.recorder.whenSecured = { $0.writeAndFlush(NIOAny(ByteBuffer(string: "!")), promise: nil) }
        let first = pair.client.channel.writeAndFlush(ByteBuffer(string: "que"))
        pair.client.channel.writeAndFlush(ByteBuffer(string: "ry"), promise: nil)
        try pair.carry()
        try first.wait()
        // What the news of the handshake makes somebody write is first of all.
        #expect(pair.server.recorder.octets == Array("!query".utf8))
    }

    @Test("what the other end is, is known when the handshake is complete")
    func facts() throws {
        let pair = try Pair()
        try pair.start()
        let server = try #require(pair.client.recorder.peer)
        #expect(server.version == "TLSv1.3")
        #expect(server.cipher == "TLS_AES_256_GCM_SHA384")
        #expect(server.certificate.subject == "CN=server,O=lqtop test")
        #expect(server.certificate.issuer == "CN=authority,O=lqtop test")
        #expect(server.certificate.names == ["server.test", "127.0.0.1", "::1"])
        let ends = try #require(server.certificate.notAfter)
        let begins = try #require(server.certificate.notBefore)
        #expect(ends - begins == 30 * 86_400)
        #expect(pair.server.recorder.peer?.certificate.commonName == "client")
    }

    @Test("a clean close is told from a cut", arguments: [Int.max, 1])
    func cleanClose(piece: Int) throws {
        let pair = try Pair(pieces: piece)
        try pair.start()
        try pair.server.channel.writeOutbound(ByteBuffer(string: "done"))
        let closed = pair.server.channel.close()
        try pair.carry()
        try closed.wait()
        #expect(pair.client.recorder.octets == Array("done".utf8))
        #expect(pair.client.recorder.entries == [.secured, .inactive])
        #expect(pair.server.recorder.entries == [.secured, .inactive])
    }

    @Test("TCP that ends without the close of TLS is a cut, before and after the handshake")
    func truncation() throws {
        let pair = try Pair()
        try pair.start()
        pair.client.channel.pipeline.fireChannelInactive()
        #expect(pair.client.recorder.entries == [.secured, .failed(.truncated), .inactive])

        let early = try Pair()
        try early.client.channel.connect(to: SocketAddress(ipAddress: "::1", port: 547)).wait()
        try early.client.channel.pipeline.syncOperations.addHandlers([early.client.handler, early.client.recorder])
        early.client.channel.pipeline.fireChannelInactive()
        #expect(early.client.recorder.entries == [.failed(.truncated), .inactive])
    }

    @Test("TCP that is half closed without the close of TLS is a cut too")
    func halfClosure() throws {
        let pair = try Pair()
        try pair.start()
        pair.server.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(pair.server.recorder.entries == [.secured, .failed(.truncated), .inactive])
    }

    @Test("where half closure is allowed, a peer that closes its side of TLS gets the rest", arguments: [Int.max, 1])
    func half(piece: Int) throws {
        let pair = try Pair(allowingHalfClosure: true, pieces: piece)
        try pair.client.channel.pipeline.syncOperations.addHandler(HalfOpen())
        try pair.start()
        pair.client.channel.writeAndFlush(ByteBuffer(bytes: Self.query), promise: nil)
        try pair.client.channel.close(mode: .output).wait()
        try pair.carry()
        #expect(pair.server.recorder.octets == Self.query)
        #expect(pair.server.recorder.entries == [.secured, .inputClosed])
        // TCP's end follows; it is no news.
        pair.server.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        try pair.server.channel.writeOutbound(ByteBuffer(string: "the rest"))
        try pair.carry()
        #expect(pair.client.recorder.octets == Array("the rest".utf8))
        let closed = pair.server.channel.close()
        try pair.carry()
        try closed.wait()
        #expect(pair.server.recorder.entries == [.secured, .inputClosed, .inactive])
        #expect(pair.client.recorder.entries == [.secured, .inactive])
    }

    @Test("clear octets where TLS is due are never passed on")
    func injection() throws {
        let pair = try Pair()
        try pair.client.channel.connect(to: SocketAddress(ipAddress: "::1", port: 547)).wait()
        try pair.client.channel.pipeline.syncOperations.addHandlers([pair.client.handler, pair.client.recorder])
        try pair.client.channel.writeInbound(ByteBuffer(bytes: [0, 4, 17, 1, 2, 3]))
        #expect(pair.client.recorder.octets.isEmpty)
        guard case .notTLS? = pair.client.recorder.failure else {
            Issue.record("\(pair.client.recorder.entries)")
            return
        }
    }

    @Test("clear octets after the handshake end the connection")
    func laterInjection() throws {
        let pair = try Pair()
        try pair.start()
        try pair.client.channel.writeInbound(ByteBuffer(bytes: [0, 4, 17, 1, 2, 3]))
        #expect(pair.client.recorder.octets.isEmpty)
        #expect(pair.client.recorder.failure?.side == .peers)
        #expect(!pair.client.channel.isActive)
    }

    @Test("a changed octet ends the connection")
    func corruption() throws {
        let pair = try Pair()
        try pair.start()
        pair.server.channel.writeAndFlush(ByteBuffer(string: "binding"), promise: nil)
        var record = try #require(try pair.server.channel.readOutbound(as: ByteBuffer.self))
        let last = record.writerIndex - 1
        record.setInteger(try #require(record.getInteger(at: last, as: UInt8.self)) ^ 1, at: last)
        try pair.client.channel.writeInbound(record)
        #expect(pair.client.recorder.octets.isEmpty)
        #expect(pair.client.recorder.failure != nil)
    }

    @Test("a peer that never takes our goodbye is left after two seconds")
    func closeLimit() throws {
        let pair = try Pair()
        try pair.client.channel.pipeline.syncOperations.addHandler(Stopper())
        try pair.start()
        let closed = pair.client.channel.close()
        pair.client.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1_999))
        #expect(pair.client.channel.isActive)
        pair.client.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        try closed.wait()
        #expect(pair.client.recorder.entries == [.secured, .inactive])
    }

    @Test("closing while the handshake runs fails what waited")
    func closeEarly() throws {
        let pair = try Pair()
        try pair.client.channel.connect(to: SocketAddress(ipAddress: "::1", port: 547)).wait()
        try pair.client.channel.pipeline.syncOperations.addHandlers([pair.client.handler, pair.client.recorder])
        let written = pair.client.channel.writeAndFlush(ByteBuffer(string: "query"))
        let closed = pair.client.channel.close()
        pair.client.channel.embeddedEventLoop.run()
        try closed.wait()
        #expect(throws: ChannelError.self) { try written.wait() }
        #expect(pair.client.recorder.entries == [.inactive])
    }

    @Test("half a record makes whoever reads one at a time read again")
    func halfARecord() throws {
        let reads = ReadCounter()
        let pair = try Pair()
        try pair.client.channel.pipeline.syncOperations.addHandler(reads)
        try pair.start()
        pair.server.channel.writeAndFlush(ByteBuffer(string: "binding"), promise: nil)
        var record = try #require(try pair.server.channel.readOutbound(as: ByteBuffer.self))
        let half = record.readSlice(length: 10)
        let before = reads.count
        try pair.client.channel.writeInbound(try #require(half))
        #expect(reads.count == before + 1)
        try pair.client.channel.writeInbound(record)
        #expect(reads.count == before + 1)
        #expect(pair.client.recorder.octets == Array("binding".utf8))
    }
}

/// Once closing begins, lets nothing out: a peer that does not read. The promise of such a write stays open.
private final class Stopper: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var waiting: [EventLoopPromise<Void>] = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // Only the goodbye is written with a promise here.
        if let promise { waiting.append(promise) } else { context.write(data, promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        for promise in waiting { promise.fail(ChannelError.ioOnClosedChannel) }
    }
}

/// TCP whose output can be closed alone, which an embedded channel cannot.
private final class HalfOpen: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output { promise?.succeed() } else { context.close(mode: mode, promise: promise) }
    }
}

private final class ReadCounter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private(set) var count = 0

    func read(context: ChannelHandlerContext) {
        count += 1
        context.read()
    }
}
