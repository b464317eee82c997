import Foundation
import LeasequerySession
import NIOCore
import NIOPosix
import OpenSSLTLS
import Requestor
import Responder
import TestCertificates
import TestSupport
import Testing

/// Good and bad certificates, keys and protocols, row by row: against `openssl s_server` and against our own server,
/// with what the operator reads.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(2)))
struct TLSTableTests {
    struct Row: CustomTestStringConvertible {
        var name: String
        /// Of our certificate.
        var client = "client"
        var change: @Sendable (inout TLSSettings) -> Void = { _ in }
        /// Whom the server's certificate must be for.
        var expecting = "server.test"
        var pin: String?
        /// Of the server's certificate.
        var server = "server"
        /// What the server checks our certificate against besides.
        var serverLists: String?
        /// More for s_server; such a row is for it alone.
        var options: [String] = []
        /// Whom our own server talks to; such a row is for it alone.
        var allowed: [String]?
        /// nil: the connection is secured.
        var fault: TLSFault?
        /// What our own server says of it.
        var serverSays: String?

        var testDescription: String { name }

        fileprivate func target(at endpoint: ServerEndpoint) -> ServerTarget {
            var settings = TestCertificates.settings(client)
            change(&settings)
            return ServerTarget(endpoint, .tls(settings, name: expecting, pin: pin.flatMap(PublicKeyPin.init)))
        }
    }

    static let good = [
        Row(name: "DNS name"),
        Row(name: "IPv6 address", expecting: "::1"),
        Row(name: "IPv4 address", expecting: "127.0.0.1"),
        Row(name: "authorities in a directory", change: { $0.trust = .directory(TestCertificates.path("hashed")) }),
        Row(
            name: "revocation lists", change: { $0.revocationLists = TestCertificates.path("revoked.crl") },
            serverLists: "revoked.crl"),
        Row(name: "pinned key", pin: try? TestCertificates.pin("server")),
        Row(name: "TLS 1.2", options: ["-tls1_2"]),
        Row(name: "TLS 1.3", options: ["-tls1_3"]),
        Row(name: "allowed requestor", allowed: ["lqtop.test"]),
    ]

    static let badServers = [
        bad("expired", server: "server-expired", "expired 2020-02-01 00:00 UTC"),
        bad(
            "not yet valid", server: "server-future", "not valid before 2090-01-01 00:00 UTC; compare both clocks"),
        bad("wrong name", expecting: "dhcp.test", "it is not for dhcp.test but for server.test, 127.0.0.1, ::1"),
        bad(
            "wrong address", expecting: "2001:db8::1",
            "it is not for 2001:db8::1 but for server.test, 127.0.0.1, ::1"),
        bad(
            "another server", server: "server-elsewhere", "it is not for server.test but for elsewhere.test, 192.0.2.1"),
        bad(
            "wrong authority", server: "server-stranger",
            "issued by an authority that is not trusted here: CN=stranger,O=lqtop test"),
        bad("self-signed", server: "server-selfsigned", "self-signed and not trusted here: CN=server-selfsigned"),
        bad("revoked", server: "server-revoked", lists: "revoked.crl", "revoked by its authority"),
        bad(
            "revocation list out of date", lists: "stale.crl",
            "the revocation list of CN=authority,O=lqtop test is out of date; fetch a new one"),
        bad(
            "no revocation list of that authority", lists: "stranger.crl",
            "no revocation list of CN=authority,O=lqtop test in the given file"),
        bad("a client's certificate", server: "client", expecting: "lqtop.test", "unsuitable certificate purpose"),
        bad(
            "another key than the pinned one", pin: String(repeating: "0f", count: 32),
            "its key is \((try? TestCertificates.pin("server")) ?? ""), not the pinned \(String(repeating: "0f", count: 32))"
        ),
    ]

    static let badClients = [
        refused(
            "our certificate has expired", "client-expired", "our certificate has expired",
            "expired 2020-02-01 00:00 UTC"),
        refused(
            "our certificate is not yet valid", "client-future", "our certificate is not acceptable",
            "not valid before 2090-01-01 00:00 UTC; compare both clocks"),
        refused(
            "our authority is not known there", "client-stranger",
            "it does not trust the authority that issued our certificate",
            "issued by an authority that is not trusted here: CN=stranger,O=lqtop test"),
        refused(
            "our authority is not known there, TLS 1.2", "client-stranger", options: ["-tls1_2"],
            "it does not trust the authority that issued our certificate"),
        refused(
            "our certificate is self-signed", "client-selfsigned",
            "it does not trust the authority that issued our certificate",
            "self-signed and not trusted here: CN=client-selfsigned"),
        refused(
            "our certificate is revoked", "client-revoked", lists: "revoked.crl", "our certificate is revoked",
            "revoked by its authority"),
        refused(
            "our certificate is a server's", "server-elsewhere", "our certificate is of an unsupported kind",
            "unsuitable certificate purpose"),
        Row(
            name: "we are not allowed there", allowed: ["other"],
            fault: TLSFault(.servers, noCommonCipher),
            serverSays: "not among the allowed clients: CN=client,O=lqtop test, lqtop.test"),
    ]

    private static let noCommonCipher =
        "refused by the peer: handshake failure: no common cipher, or our certificate is missing or not allowed"
    private static let noCommonVersion = "refused by the peer: no common TLS version (1.2 or later is needed)"

    static let weak = [
        Row(
            name: "nothing newer than TLS 1.0", options: ["-tls1", "-cipher", "DEFAULT:@SECLEVEL=0"],
            fault: TLSFault(.servers, noCommonVersion)),
        Row(
            name: "nothing newer than TLS 1.1", options: ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"],
            fault: TLSFault(.servers, noCommonVersion)),
        Row(
            name: "no forward secrecy", options: ["-tls1_2", "-cipher", "AES256-SHA"],
            fault: TLSFault(.servers, noCommonCipher)),
    ]

    private static let exposedKey: String = {
        let key = TestCertificates.path("exposed.key")
        try? FileManager.default.copyItem(atPath: TestCertificates.path("client.key"), toPath: key)
        try? FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        return key
    }()

    static let badFiles: [Row] = {
        let (certificate, missing) = (TestCertificates.path("client.pem"), TestCertificates.path("none.pem"))
        let (encrypted, other) = (TestCertificates.path("client-encrypted.key"), TestCertificates.path("server.key"))
        return [
            unusable(
                "key that others can read",
                "private key \(exposedKey) can be read by others (mode 644); run: chmod 600 \(exposedKey)"
            ) { $0.key = exposedKey },
            unusable(
                "encrypted key",
                "private key \(encrypted) is encrypted; write a readable one with: openssl pkey -in \(encrypted) -out NEW"
            ) { $0.key = encrypted },
            unusable(
                "key of another certificate", "private key \(other) does not belong to the certificate \(certificate)"
            ) { $0.key = other },
            unusable("no certificate", "cannot read \(missing): No such file or directory") {
                $0.certificate = missing
            },
        ]
    }()

    @Test(
        "R-17, R-19, R-20, R-22, R-39, R-40: openssl s_server",
        arguments: (good + badServers + badClients + weak + badFiles).filter { $0.allowed == nil })
    func opensslServer(row: Row) async throws {
        let server = try OpenSSLCommand.server(row.options, as: row.server, revocationLists: row.serverLists)
        defer { server.stop() }
        let bridge = try await StartTLSBridge(to: try await server.port())
        let seen = try await watch(row.target(at: try ServerEndpoint("127.0.0.1:\(bridge.port)"))) { seen in
            // Under TLS 1.3 the server checks our certificate when we are secured already.
            !seen.ends.isEmpty || row.fault == nil && seen.peer != nil
        }
        try await bridge.stop()
        expect(row, seen)
    }

    @Test(
        "R-19, R-20, R-22, R-39, S-22, S-26, S-30: our own server",
        arguments: (good + badServers + badClients + badFiles).filter(\.options.isEmpty))
    func ownServer(row: Row) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var rules = SessionRules(serverID: ServerVoice.serverDUID)
        rules.activeLeasequery = true
        let files = TestCertificates.settings(row.server, revocationLists: row.serverLists)
        let configuration = ServerConfiguration(
            rules: rules, addresses: [try SocketAddress(ipAddress: "::1", port: 0)],
            protection: .tls(files, clients: row.allowed))
        let server = try LeasequeryServer(
            configuration, feed: Simulator(SimulationParameters(bindings: 10, rate: 1)), on: group)
        let address = try #require(try await server.start().get().first)
        let seen = try await watch(row.target(at: try ServerEndpoint("[::1]:\(address.port ?? 0)"))) { seen in
            seen.phases.contains(.live) || !seen.ends.isEmpty
        }
        expect(row, seen)
        if let words = row.serverSays {
            #expect(try await server.activity().get().lastEnd == .tls("peer's certificate refused: \(words)"))
        }
        try await server.shutDown().get()
        try await group.shutdownGracefully()
    }

    private func expect(_ row: Row, _ seen: RecordingSink.Seen) {
        guard let fault = row.fault else {
            #expect(seen.peer != nil && seen.ends.isEmpty)
            if let version = row.options.first { #expect(version == "-tls1_\(seen.peer?.version.last ?? "?")") }
            return
        }
        #expect(seen.ends.first == .tls(fault))
        #expect(seen.addresses.isEmpty)
    }

    private func watch(
        _ target: ServerTarget, until isEnough: (RecordingSink.Seen) -> Bool
    ) async throws -> RecordingSink.Seen {
        let sink = StreamingSink()
        let client = LeasequeryClient(
            servers: [target], configuration: try SessionConfiguration(ownDUID: ServerVoice.ownDUID), sink: sink)
        client.start()
        await sink.wait(until: isEnough)
        let seen = sink.recording.seen()
        client.stop()
        return seen
    }

    // MARK: Rows

    /// We refuse the server.
    private static func bad(
        _ name: String, server: String = "server", expecting expected: String = "server.test", lists: String? = nil,
        pin: String? = nil, _ words: String
    ) -> Row {
        Row(
            name: name, change: { $0.revocationLists = lists.map(TestCertificates.path) }, expecting: expected,
            pin: pin,
            server: server, fault: TLSFault(.servers, "peer's certificate refused: \(words)"))
    }

    /// The server refuses us; under TLS 1.3 it says so after the handshake.
    private static func refused(
        _ name: String, _ client: String, lists: String? = nil, options: [String] = [], _ words: String,
        _ serverSays: String? = nil
    ) -> Row {
        Row(
            name: name, client: client, serverLists: lists, options: options,
            fault: TLSFault(.ours, "refused by the peer: \(words)"), serverSays: serverSays)
    }

    /// No connection is even tried.
    private static func unusable(
        _ name: String, _ words: String, _ change: @escaping @Sendable (inout TLSSettings) -> Void
    ) -> Row {
        Row(name: name, change: change, fault: TLSFault(.ours, words))
    }
}

extension RecordingSink.Seen {
    /// Who the server proved to be.
    fileprivate var peer: PeerIdentity? {
        for case .secured(let peer, _) in events { return peer }
        return nil
    }
}
