import DHCPv6Wire
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

/// Files for TLS that are replaced while client and server run: both read them anew for every connection.
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct CertificateRotationTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "lqtop-test-\(UUID())").path

    /// Puts certificate and key in the place of those in use.
    private func install(_ name: String, as place: String) throws {
        for suffix in ["pem", "key"] {
            let path = "\(folder)/\(place).\(suffix)"
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.copyItem(atPath: TestCertificates.path("\(name).\(suffix)"), toPath: path)
        }
    }

    private func settings(_ place: String) -> TLSSettings {
        TLSSettings(
            trust: .file(TestCertificates.path("authority.pem")), certificate: "\(folder)/\(place).pem",
            key: "\(folder)/\(place).key")
    }

    @Test("S-25: a certificate replaced under a running server is shown, and said to be of no use if it is none")
    func server() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try install("server", as: "server")
        try install("client", as: "client")
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var rules = SessionRules(serverID: ServerVoice.serverDUID)
        rules.activeLeasequery = true
        let server = try LeasequeryServer(
            ServerConfiguration(
                rules: rules, addresses: [try SocketAddress(ipAddress: "::1", port: 0)],
                protection: .tls(settings("server"), clients: nil)),
            feed: Simulator(SimulationParameters(bindings: 10, rate: 1)), on: group)
        let address = try #require(try await server.start().get().first)
        let target = ServerTarget(
            try ServerEndpoint("[::1]:\(address.port ?? 0)"), .tls(settings("client"), name: "::1", pin: nil))
        let sink = StreamingSink()
        let client = LeasequeryClient(
            servers: [target], configuration: try SessionConfiguration(ownDUID: ServerVoice.ownDUID), sink: sink)

        /// What comes of a connection made now.
        func reconnected() async -> ConnectionEnd? {
            let (before, lives) = (sink.recording.seen().ends.count, sink.recording.seen().lives)
            client.reconnect(ServerID(rawValue: 0))
            var end: ConnectionEnd?
            await sink.wait { seen in
                end = seen.ends.dropFirst(before).first { $0 != .byUser }
                return end != nil || seen.lives > lives
            }
            return end
        }
        #expect(await reconnected() == nil)

        try install("server-elsewhere", as: "server")
        let name = TLSFault(
            .servers, "peer's certificate refused: it is not for ::1 but for elsewhere.test, 192.0.2.1")
        #expect(await reconnected() == .tls(name))

        try FileManager.default.removeItem(atPath: "\(folder)/server.key")
        #expect(
            await reconnected()
                == .tlsRefused(.tlsConnectionRefused, text: "no usable certificate here at the moment"))
        let missing = "cannot read \(folder)/server.key: No such file or directory"
        #expect(try await server.activity().get().tlsTrouble == missing)

        try install("server", as: "server")
        #expect(await reconnected() == nil)

        try install("client-expired", as: "client")
        #expect(
            await reconnected() == .tls(TLSFault(.ours, "refused by the peer: our certificate has expired")))
        client.stop()
        try await server.shutDown().get()
        try await group.shutdownGracefully()
    }
}

extension RecordingSink.Seen {
    /// How often the feed became live.
    fileprivate var lives: Int { phases.count { $0 == .live } }
}
