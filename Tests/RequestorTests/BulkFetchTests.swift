import DHCPv6Wire
import LeasequerySession
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import Requestor

struct BulkFetchTests {
    @Test(
        "bindings reach the sink as bulk statements before the result does, however the octets are cut",
        arguments: [1, 7, 4096])
    func pieces(size: Int) throws {
        let bench = try FetchBench()
        let xid = try bench.query()
        let stream = bench.reply(xid, clients: 1) + bench.data(xid, clients: 2) + bench.done(xid)
        for start in stride(from: 0, to: stream.count, by: size) {
            try bench.channel.writeInbound(ByteBuffer(bytes: stream[start..<min(start + size, stream.count)]))
        }
        let result = try #require(try bench.result())
        #expect(result.isWhole)
        #expect(result.reports[0].bindings == 3)
        #expect(bench.sink.updates == 3)
        #expect(bench.sink.origins == [.bulk])
        #expect(!bench.channel.isActive)
    }

    @Test("silence for BULK_LQ_DATA_TIMEOUT closes the connection; each message starts it anew (RX-05)")
    func silence() throws {
        let bench = try FetchBench()
        let xid = try bench.query()
        bench.loop.advanceTime(by: .seconds(299))
        try bench.channel.writeInbound(ByteBuffer(bytes: bench.reply(xid, clients: 1)))
        bench.loop.advanceTime(by: .seconds(299))
        #expect(bench.channel.isActive)
        bench.loop.advanceTime(by: .seconds(1))
        #expect(!bench.channel.isActive)
        #expect(try bench.result()?.end == .receiveTimeout(.seconds(300)))
        #expect(bench.sink.updates == 1)
    }

    @Test("a server that sends base times tells how its clock stands, and what was dropped is counted")
    func skew() throws {
        let bench = try FetchBench()
        let xid = try bench.query()
        let base = RawOption(.baseTime, ServerTime(unixSeconds: FetchBench.epoch + 40))
        try bench.channel.writeInbound(ByteBuffer(bytes: bench.data(xid ^ 1, clients: 1)))
        try bench.channel.writeInbound(ByteBuffer(bytes: bench.reply(xid, clients: 1, more: [base])))
        let last = try #require(bench.sink.last)
        #expect(last.skew?.lower == 40)
        #expect(last.base == ServerTime(unixSeconds: FetchBench.epoch + 40))
        #expect(bench.sink.discarded == 1)
    }

    @Test("V-02: a stream that ends inside a frame is a cut answer, and says so")
    func truncated() throws {
        let bench = try FetchBench()
        let xid = try bench.query()
        try bench.channel.writeInbound(ByteBuffer(bytes: bench.reply(xid, clients: 1) + [0, 9, 17]))
        try bench.channel.close().wait()
        let result = try #require(try bench.result())
        #expect(result.end == .badFraming(WireError(.truncatedFrame(announced: 9, present: 1), at: 0)))
        #expect(!result.isWhole)
        #expect(bench.sink.updates == 1)
    }

    @Test("V-01: a length that announces no message closes")
    func badLength() throws {
        let bench = try FetchBench()
        _ = try bench.query()
        try bench.channel.writeInbound(ByteBuffer(bytes: [0, 3, 15, 0, 0]))
        #expect(!bench.channel.isActive)
        #expect(try bench.result()?.end == .badFraming(WireError(.messageTooShort(announced: 3), at: 0)))
    }

    @Test("a close without an octet names its possible reasons")
    func silentClose() throws {
        let bench = try FetchBench()
        _ = try bench.query()
        try bench.channel.close().wait()
        #expect(try bench.result()?.end == .closedWithoutAnswer)
    }
}

/// A `BulkChannelHandler` on an embedded channel, with one query by link.
final class FetchBench {
    static let requestor = DUID(octets: [0, 4, 1, 2, 3])
    /// Unix seconds when the clock of the embedded loop shows 0.
    static let epoch: Int64 = 1_800_000_000
    let loop = EmbeddedEventLoop()
    let channel: EmbeddedChannel
    let sink = CountingSink()
    private let future: EventLoopFuture<BulkResult>

    /// - Parameter other: who gets what is received instead of `sink`.
    init(
        _ security: SessionConfiguration.Security = .insecure, tls: TLSPreparation? = nil,
        sink other: (any FeedSink)? = nil
    ) throws {
        channel = EmbeddedChannel(loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "::1", port: 547)).wait()
        var random = SystemRandomNumberGenerator()
        let run = BulkRun(
            [BulkQuery(.link(IPv6Address("2001:db8::")!))], requestor: Self.requestor, security: security,
            using: &random)
        let handler = BulkChannelHandler(
            run, as: ServerID(rawValue: 0), sink: other ?? sink, on: loop,
            now: { [loop] in
                let uptime = loop.now.uptimeNanoseconds
                return Moment(uptime: uptime, utc: Self.epoch * 1_000_000_000 + Int64(uptime))
            })
        handler.tls = tls
        handler.opened(.success(channel))
        future = handler.result
    }

    /// The transaction id of the query that was written.
    func query() throws -> UInt32 {
        let octets = try #require(try channel.readOutbound(as: ByteBuffer.self))
        let message = Array(octets.readableBytesView.dropFirst(2))
        return try OwnedMessage(decoding: message.span.bytes).transactionID
    }

    /// nil until it is there.
    func result() throws -> BulkResult? {
        let box = NIOLoopBoundBox<BulkResult?>(nil, eventLoop: loop)
        future.whenSuccess { box.value = $0 }
        return box.value
    }

    func reply(_ xid: UInt32, clients: Int, more: [RawOption] = []) -> [UInt8] {
        reply(xid, options: more + self.clients(clients))
    }

    func reply(_ xid: UInt32, options: [RawOption]) -> [UInt8] {
        let ids = [RawOption(.clientID, Self.requestor), RawOption(.serverID, DUID(octets: [0, 2, 9]))]
        return OwnedMessage(.leasequeryReply, transactionID: xid, options: ids + options).framed()
    }

    func data(_ xid: UInt32, clients: Int) -> [UInt8] {
        OwnedMessage(.leasequeryData, transactionID: xid, options: self.clients(clients)).framed()
    }

    func done(_ xid: UInt32) -> [UInt8] { OwnedMessage(.leasequeryDone, transactionID: xid).framed() }

    private func clients(_ count: Int) -> [RawOption] {
        (0..<count).map { index in
            let address = IPv6Address(high: 0x2001_0db8 << 32, low: UInt64(index))
            let lease = IAAddress(address, preferred: .infinite, valid: .infinite)
            var octets: [UInt8] = []
            [RawOption(.clientID, DUID(octets: [0, 3, UInt8(index)])), RawOption(lease)].encode(into: &octets)
            return RawOption(.clientData, octets)
        }
    }
}

final class CountingSink: FeedSink {
    struct Seen {
        var origins: [UpdateOrigin] = []
        var discarded: UInt64 = 0
        var last: (skew: SkewEstimate?, base: ServerTime?)?
    }

    private let seen = Mutex(Seen())

    var updates: Int { seen.withLock { $0.origins.count } }
    var origins: Set<UpdateOrigin> { seen.withLock { Set($0.origins) } }
    var discarded: UInt64 { seen.withLock { $0.discarded } }
    var last: (skew: SkewEstimate?, base: ServerTime?)? { seen.withLock { $0.last } }

    func receive(_ batch: borrowing UpdateBatch, _ events: [SessionEvent], from server: ServerID, at now: Moment) {
        let (origins, discarded) = (batch.updates.map(\.origin), batch.tally.discarded)
        let last = (batch.skew, batch.lastBaseTime)
        seen.withLock {
            $0.origins += origins
            $0.discarded += discarded
            $0.last = last
        }
    }
}
