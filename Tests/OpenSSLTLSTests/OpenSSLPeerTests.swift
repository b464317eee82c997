import Foundation
import NIOCore
import NIOPosix
import TestCertificates
import Testing

@testable import OpenSSLTLS

/// Against another implementation: `openssl s_server` and `s_client` on loopback.
@Suite(.timeLimit(.minutes(1)))
struct OpenSSLPeerTests {
    static let versions = ["TLSv1.2", "TLSv1.3"]

    @Test("R-19: a handshake with s_server, and an octet each way", arguments: versions)
    func server(version: String) async throws {
        let server = try OpenSSLCommand.server(["-\(OpenSSLCommand.option(version))", "-rev"])
        defer { server.stop() }
        let recorder = try await Self.connect(to: try server.port(), whenSecured: "lqtop\n")
        await recorder.wait { $0.octets == Array("potql\n".utf8) }
        #expect(recorder.entries.first == .secured)
        #expect(recorder.peer?.version == version)
    }

    @Test("R-17, R-40: s_server with nothing newer than TLS 1.1 is refused")
    func weakServer() async throws {
        let server = try OpenSSLCommand.server(["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"])
        defer { server.stop() }
        let recorder = try await Self.connect(to: try server.port())
        await recorder.wait { $0.failure != nil }
        guard case .alert(TLSAlert(rawValue: 70))? = recorder.failure else {
            Issue.record("\(recorder.entries)")
            return
        }
    }

    @Test("R-17, R-40: s_server with nothing but a cipher without forward secrecy is refused")
    func weakCipher() async throws {
        let server = try OpenSSLCommand.server(["-tls1_2", "-cipher", "AES256-SHA"])
        defer { server.stop() }
        let recorder = try await Self.connect(to: try server.port())
        await recorder.wait { $0.failure != nil }
        #expect(recorder.entries.contains(.secured) == false)
        #expect(recorder.failure?.side == .peers)
    }

    @Test("R-39: what s_server thinks of our certificate is what we read", arguments: versions)
    func strangerToServer(version: String) async throws {
        let server = try OpenSSLCommand.server(["-\(OpenSSLCommand.option(version))"])
        defer { server.stop() }
        let recorder = try await Self.connect(to: try server.port(), as: "client-stranger")
        await recorder.wait { $0.failure != nil }
        #expect(recorder.failure == .alert(TLSAlert(rawValue: 48)))
        #expect(recorder.entries.contains(.secured) == (version == "TLSv1.3"))
    }

    @Test("S-24: a handshake with s_client, and an octet each way", arguments: versions)
    func client(version: String) async throws {
        let (channel, accepted) = try await Self.listen()
        let client = try OpenSSLCommand.client(
            ["-\(OpenSSLCommand.option(version))", "-cert", "client.pem", "-key", "client.key"],
            port: channel.localAddress?.port ?? 0, input: "query")
        defer { client.stop() }
        let recorder = try await accepted.first()
        await recorder.wait { $0.octets == Array("query".utf8) }
        #expect(recorder.peer?.version == version)
        #expect(recorder.peer?.certificate.commonName == "client")
        try await channel.close()
    }

    @Test("S-30: s_client without a certificate is refused", arguments: versions)
    func noCertificate(version: String) async throws {
        let (channel, accepted) = try await Self.listen()
        let client = try OpenSSLCommand.client(
            ["-\(OpenSSLCommand.option(version))"], port: channel.localAddress?.port ?? 0, input: "query")
        defer { client.stop() }
        let recorder = try await accepted.first()
        await recorder.wait { $0.entries.contains(.inactive) }
        #expect(recorder.entries == [.failed(.refusedPeer(.missing)), .inactive])
        #expect(recorder.octets.isEmpty)
        let alert = version == "TLSv1.3" ? "alert number 116" : "alert number 40"
        #expect(client.output().contains(alert))
        try await channel.close()
    }

    @Test("S-23: s_client with nothing newer than TLS 1.1 is refused")
    func weakClient() async throws {
        let (channel, accepted) = try await Self.listen()
        let client = try OpenSSLCommand.client(
            ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0", "-cert", "client.pem", "-key", "client.key"],
            port: channel.localAddress?.port ?? 0, input: "query")
        defer { client.stop() }
        let recorder = try await accepted.first()
        await recorder.wait { $0.entries.contains(.inactive) }
        guard case .noCommonGround? = recorder.failure else {
            Issue.record("\(recorder.entries)")
            return
        }
        try await channel.close()
    }

    // MARK: Our end

    private static func connect(
        to port: Int, as name: String = "client", whenSecured greeting: String? = nil
    ) async throws -> LoopRecorder {
        let recorder = LoopRecorder(greeting: greeting)
        let context = try TLSContext(TestCertificates.settings(name), as: .client)
        _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers([
                    TLSHandler(context, expecting: Pair.serverName), recorder.handler(),
                ])
            }
        }.connect(host: "127.0.0.1", port: port).get()
        return recorder
    }

    private static func listen() async throws -> (any Channel, Accepted) {
        let accepted = Accepted()
        let context = try TLSContext(TestCertificates.settings("server"), as: .server)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let recorder = LoopRecorder(greeting: nil)
                    try channel.pipeline.syncOperations.addHandlers([
                        TLSHandler(context, expecting: .client(oneOf: nil)), recorder.handler(),
                    ])
                    accepted.add(recorder)
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        return (channel, accepted)
    }
}
