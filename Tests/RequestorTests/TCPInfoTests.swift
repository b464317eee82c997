import LeasequerySession
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import Requestor

/// What the kernel of this machine tells, on loopback.
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct TCPInfoTests {
    @Test("Linux tells how much has arrived whether or not it was read, and how the path does")
    func arrived() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let written = group.next().makePromise(of: Void.self)
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.writeAndFlush(ByteBuffer(repeating: 7, count: 1000)).cascade(to: written)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "::1", port: 0).get()
        let client = try await ClientBootstrap(group: group)
            .channelOption(.autoRead, value: false)
            .connect(host: "::1", port: server.localAddress?.port ?? 0).get()
        try await written.futureResult.get()
        var info = TCPInfo()
        repeat { info = try #require(try await client.tcpInfo().get()) } while info.octetsReceived < 1000
        #expect(info.octetsReceived == 1000)
        #expect(info.path.roundTrip > .zero && info.path.roundTrip < .seconds(60))
        #expect(try #require(info.path.leastRoundTrip) > .zero)
        #expect(info.path.retransmits == 0)
        #expect(info.path.outOfOrder == 0)
        try await client.close()
        try await server.close()
        try await group.shutdownGracefully()
    }

    @Test("What is no TCP socket has nothing to tell")
    func other() throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try DatagramBootstrap(group: group).bind(host: "::1", port: 0).wait()
        #expect(try channel.tcpInfo().wait()?.octetsReceived == nil)
        try channel.close().wait()
        try group.syncShutdownGracefully()
    }
}
