import NIOCore
import NIOEmbedded
import TestCertificates

@testable import OpenSSLTLS

/// Client and server on embedded channels whose octets are carried over by hand, whole or in pieces.
final class Pair {
    struct End {
        let channel = EmbeddedChannel()
        let recorder = Recorder()
        let handler: TLSHandler

        init(
            _ settings: TLSSettings, as role: TLSContext.Role, expecting expected: ExpectedPeer,
            allowsHalfClosure: Bool = false
        ) throws {
            handler = try TLSHandler(
                try TLSContext(settings, as: role), expecting: expected, allowsHalfClosure: allowsHalfClosure)
        }
    }

    let client: End
    let server: End
    private let piece: Int

    static let serverName = ExpectedPeer.server(name: "server.test")

    init(
        client: TLSSettings = TestCertificates.settings("client"),
        server: TLSSettings = TestCertificates.settings("server"), expecting: ExpectedPeer = Pair.serverName,
        allowing allowed: [String]? = nil, allowingHalfClosure: Bool = false, pieces piece: Int = .max
    ) throws {
        self.client = try End(client, as: .client, expecting: expecting)
        self.server = try End(
            server, as: .server, expecting: .client(oneOf: allowed), allowsHalfClosure: allowingHalfClosure)
        self.piece = piece
    }

    /// A channel that is never closed is never freed.
    deinit {
        for end in [client, server] {
            end.channel.close(promise: nil)
            end.channel.embeddedEventLoop.advanceTime(by: TLSHandler.closeLimit)
        }
    }

    /// Connects both and adds the handlers behind a live connection, as STARTTLS does.
    func start() throws {
        let address = try SocketAddress(ipAddress: "::1", port: 547)
        for end in [server, client] {
            end.channel.connect(to: address, promise: nil)
            try end.channel.pipeline.syncOperations.addHandlers([end.handler, end.recorder])
        }
        try carry()
    }

    /// Carries octets until neither end has any to send.
    func carry() throws {
        var moved = true
        while moved {
            let there = try carry(from: client.channel, to: server.channel)
            let back = try carry(from: server.channel, to: client.channel)
            moved = there || back
        }
        client.channel.embeddedEventLoop.run()
        server.channel.embeddedEventLoop.run()
    }

    private func carry(from: EmbeddedChannel, to: EmbeddedChannel) throws -> Bool {
        var moved = false
        while var octets = try from.readOutbound(as: ByteBuffer.self) {
            moved = true
            while let part = octets.readSlice(length: min(piece, octets.readableBytes)), part.readableBytes > 0 {
                if to.isActive { try to.writeInbound(part) }
            }
        }
        return moved
    }
}
