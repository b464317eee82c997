import Foundation
import NIOCore
import NIOPosix
import TestCertificates
import TestSupport
import Testing

@testable import OpenSSLTLS

/// Against another implementation: `openssl s_server` and `s_client` on loopback.
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct OpenSSLPeerTests {
    static let versions = ["TLSv1.2", "TLSv1.3"]

    @Test("R-19: a handshake with s_server, and an octet each way", arguments: versions)
    func server(version: String) async throws {
        let server = try OpenSSLCommand.server(["-\(OpenSSLCommand.option(version))", "-rev"])
        defer { server.stop() }
        let recorder = try await Self.connect(to: try await server.port(), whenSecured: "lqtop\n")
        await recorder.wait { $0.octets == Array("potql\n".utf8) }
        #expect(recorder.entries.first == .secured)
        #expect(recorder.peer?.version == version)
    }

    @Test("S-19, S-24: a handshake with s_client, and an octet each way", arguments: versions)
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

    struct Refusal: CustomTestStringConvertible {
        let testDescription: String
        /// Of s_client.
        let arguments: [String]
        /// What we say of it, or how that begins.
        let words: String
        /// What s_client reads.
        let alert: Int

        /// A certificate that we do not accept.
        static func certificate(_ name: String, _ words: String, alert: Int) -> Refusal {
            Refusal(
                testDescription: name, arguments: ["-cert", "\(name).pem", "-key", "\(name).key"],
                words: "peer's certificate refused: \(words)", alert: alert)
        }

        /// A good certificate and a way to use it that we do not accept.
        static func protocols(_ name: String, _ arguments: [String], alert: Int) -> Refusal {
            Refusal(
                testDescription: name, arguments: arguments + ["-cert", "client.pem", "-key", "client.key"],
                words: "no common TLS version or cipher (1.2 or later is needed): ", alert: alert)
        }
    }

    static let refusals: [Refusal] = [
        Refusal(
            testDescription: "no certificate, TLS 1.3", arguments: ["-tls1_3"],
            words: "peer's certificate refused: it sent none", alert: 116),
        Refusal(
            testDescription: "no certificate, TLS 1.2", arguments: ["-tls1_2"],
            words: "peer's certificate refused: it sent none", alert: 40),
        .certificate("client-expired", "expired 2020-02-01 00:00 UTC", alert: 45),
        .certificate("client-future", "not valid before 2090-01-01 00:00 UTC; compare both clocks", alert: 42),
        .certificate(
            "client-stranger", "issued by an authority that is not trusted here: CN=stranger,O=lqtop test", alert: 48),
        .certificate("client-selfsigned", "self-signed and not trusted here: CN=client-selfsigned", alert: 48),
        .certificate("client-revoked", "revoked by its authority", alert: 44),
        .certificate("server", "unsuitable certificate purpose", alert: 43),
        .protocols("nothing newer than TLS 1.0", ["-tls1", "-cipher", "DEFAULT:@SECLEVEL=0"], alert: 70),
        .protocols("nothing newer than TLS 1.1", ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"], alert: 70),
        .protocols("no forward secrecy", ["-tls1_2", "-cipher", "AES256-SHA"], alert: 40),
    ]

    @Test("S-22, S-23, S-26, S-27, S-28, S-30, S-54: s_client is refused, and reads why", arguments: refusals)
    func refusedClient(_ refusal: Refusal) async throws {
        let (channel, accepted) = try await Self.listen(revocationLists: "revoked.crl")
        let client = try OpenSSLCommand.client(
            refusal.arguments, port: channel.localAddress?.port ?? 0, input: "query")
        defer { client.stop() }
        let recorder = try await accepted.first()
        await recorder.wait { $0.entries.contains(.inactive) }
        let failure = try #require(recorder.failure)
        #expect("\(failure)".hasPrefix(refusal.words))
        #expect(recorder.entries == [.failed(failure), .inactive])
        #expect(recorder.octets.isEmpty)
        #expect(client.output().contains("alert number \(refusal.alert)"))
        try await channel.close()
    }

    // MARK: Our end

    private static func connect(to port: Int, whenSecured greeting: String) async throws -> LoopRecorder {
        let recorder = LoopRecorder(greeting: greeting)
        let context = try TLSContext(TestCertificates.settings("client"), as: .client)
        _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers([
                    TLSHandler(context, expecting: Pair.serverName), recorder.handler(),
                ])
            }
        }.connect(host: "127.0.0.1", port: port).get()
        return recorder
    }

    private static func listen(revocationLists lists: String? = nil) async throws -> (any Channel, Accepted) {
        let accepted = Accepted()
        let context = try TLSContext(TestCertificates.settings("server", revocationLists: lists), as: .server)
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
