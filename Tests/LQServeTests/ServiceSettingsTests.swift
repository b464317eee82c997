import ArgumentParser
import DHCPv6Wire
import Foundation
import OpenSSLTLS
import Responder
import Settings
import Testing

@testable import LQServe

struct ServiceSettingsTests {
    private static let serverID = DUID(octets: [0, 2, 0, 0])

    @Test("S-13, S-16: what is not said has its default: no active queries, and no clear text")
    func defaults() throws {
        let configuration = try settings("insecure = true")
        #expect(!configuration.rules.activeLeasequery)
        #expect(configuration.rules.keepalive == .seconds(60) && configuration.rules.sendTimeout == .seconds(120))
        #expect(configuration.rules.bulkTimeout == .seconds(300) && configuration.rules.secureTimeout == .seconds(120))
        #expect(configuration.connectionLimit == 10 && configuration.endedLimit == 100_000)
        #expect(configuration.addresses.map(\.hostAndPort) == ["[::1]:5470"])
        #expect(configuration.sources == nil && configuration.queryLimit == nil)
        let error = #expect(throws: ConfigurationError.self) { try settings("") }
        #expect(error?.description.contains("--ca-file") == true)
    }

    private static let every = """
        listen = ["[2001:db8::1]:547", "192.0.2.1:547"]
        enable-active = true
        certificate = "server.pem"
        key = "server.key"
        ca-directory = "/etc/authorities"
        crl-file = "revoked.pem"
        allow = ["a.example", "b.example"]
        allow-from = ["2001:db8::/32", "::ffff:192.0.2.0/120"]
        keepalive = 61
        send-timeout = 121.5
        idle-timeout = 301
        secure-timeout = 122
        clock-offset = -3
        history = 7
        max-connections = 20
        max-queries = 3
        suppress = ["relay-data", "client-fqdn"]
        """

    @Test("S-02, S-03, S-14, S-20, S-46, S-47: every key is read, paths as seen from the file")
    func everyKey() throws {
        let configuration = try settings(Self.every)
        let rules = configuration.rules
        #expect(rules.activeLeasequery && rules.permitted == .baseTime)
        #expect(rules.keepalive == .seconds(61) && rules.sendTimeout == .seconds(121.5))
        #expect(rules.bulkTimeout == .seconds(301) && rules.secureTimeout == .seconds(122))
        #expect(configuration.clockOffset == .seconds(-3) && configuration.endedLimit == 7)
        #expect(configuration.connectionLimit == 20 && configuration.queryLimit == 3)
        #expect(configuration.addresses.map(\.hostAndPort) == ["[2001:db8::1]:547", "192.0.2.1:547"])
        #expect(configuration.sources?.count == 2)
        guard case .tls(let files, let clients) = configuration.protection else { throw Unexpected() }
        #expect(
            files
                == TLSSettings(
                    trust: .directory("/etc/authorities"), certificate: "/dir/server.pem", key: "/dir/server.key",
                    revocationLists: "/dir/revoked.pem"))
        #expect(clients == ["a.example", "b.example"])
    }

    @Test("what check prints is a file that means the same", arguments: [every, "insecure = true"])
    func effective(text: String) throws {
        let service = try ServiceOptions.parse([])
        let once = try ServiceSettings(service, try TOMLSection(parsing: text, file: "/dir/lqserve.toml"))
        let again = try ServiceSettings(service, try TOMLSection(parsing: "\(once)", file: "c"))
        #expect("\(again)" == "\(once)")
    }

    @Test("S-17: options win over the file, and either choice of protection over both")
    func options() throws {
        let configuration = try settings(
            Self.every, "--no-enable-active", "--keepalive", "5", "--listen", "[::1]:0", "--max-queries", "1",
            "--allow", "c.example", "--ca-file", "ca.pem", "--suppress", "client-fqdn")
        #expect(!configuration.rules.activeLeasequery && configuration.rules.keepalive == .seconds(5))
        #expect(configuration.rules.permitted == [.baseTime, .relayData])
        #expect(configuration.addresses.map(\.hostAndPort) == ["[::1]:0"] && configuration.queryLimit == 1)
        guard case .tls(let files, let clients) = configuration.protection else { throw Unexpected() }
        #expect(files.trust == .file("ca.pem") && files.certificate == "/dir/server.pem" && clients == ["c.example"])
        #expect(try settings(Self.every, "--insecure").protection.isInsecure)
        let secure = try settings("insecure = true", "--certificate", "c", "--key", "k", "--ca-file", "a")
        #expect(!secure.protection.isInsecure)
    }

    @Test(
        "whatever cannot be used is one line with place, value and fix",
        arguments: [
            ("keepalive = 0", "/dir/lqserve.toml:2: keepalive = 0: write seconds from 0.01 to 86400.0"),
            ("history = -1", "/dir/lqserve.toml:2: history = -1: write a whole number from 0 to 1000000000"),
            ("listen = '::1'", "/dir/lqserve.toml:2: listen = \"::1\": write texts in quotes, in one pair of brackets"),
            ("listen = ['::1']", "/dir/lqserve.toml:2: listen: '::1': write [address]:port"),
            ("suppress = ['names']", "/dir/lqserve.toml:2: suppress: 'names': write relay-data or client-fqdn"),
            ("enable-active = 1", "/dir/lqserve.toml:2: enable-active = 1: write true or false, without quotes"),
            (
                "insecure = true\nkey = 'k'",
                "/dir/lqserve.toml:1: insecure = true: contradicts the keys for TLS; take out either"
            ),
        ])
    func faults(text: String, expected: String) {
        let text = text.contains("insecure") ? text : "insecure = true\n" + text
        let error = #expect(throws: ConfigurationError.self) { try settings(text) }
        #expect(error.map { "\($0)" } == expected)
    }

    @Test("the example can be used, and shows the defaults")
    func example() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let service = try ServiceOptions.parse(["--config", root.appending(path: "lqserve.toml.example").path])
        let file = try #require(try service.file())
        let shown = try ServiceSettings(service, file).configuration(serverID: Self.serverID)
        let plain = try settings("insecure = true")
        #expect(shown.rules.keepalive == plain.rules.keepalive && shown.rules.sendTimeout == plain.rules.sendTimeout)
        #expect(shown.rules.bulkTimeout == plain.rules.bulkTimeout && shown.endedLimit == plain.endedLimit)
        #expect(shown.connectionLimit == plain.connectionLimit && shown.clockOffset == plain.clockOffset)
        var kea = try KeaFileOptions.parse([])
        try kea.complete(from: file)
        #expect(kea.kea.keaConfig == "/etc/kea/kea-dhcp6.conf")
    }

    @Test("the sections of the two ways to a Kea; options win, a key of no use is refused")
    func sections() throws {
        let text = """
            [kea-file]
            kea-config = "kea.conf"
            leases = "leases.csv"
            subnets = ["1=2001:db8:1::/64"]
            server-id = "00:03:01"
            [kea-ha]
            kea-url = "https://[2001:db8::1]:8443/"
            receive = "[::1]:8443"
            password-file = "password"
            kea-certificate = "c.pem"
            kea-key = "k.pem"
            kea-ca-directory = "ca"
            sync = 60
            server-id = "000302"
            """
        let file = try TOMLSection(parsing: text, file: "/dir/lqserve.toml")
        var source = try KeaFileOptions.parse(["--leases", "other.csv"])
        try source.complete(from: file)
        #expect(source.leases == "other.csv" && source.kea.keaConfig == "/dir/kea.conf")
        #expect(source.kea.serverID?.duid.octets == [0, 3, 1])
        #expect(source.kea.subnets(nil).count == 1)
        var backup = try KeaHAOptions.parse(["--kea-ca-file", "other.pem"])
        let tls = try backup.complete(from: file)
        #expect(tls == TLSSettings(trust: .file("other.pem"), certificate: "/dir/c.pem", key: "/dir/k.pem"))
        #expect(backup.passwordFile == "/dir/password" && backup.syncInterval == .seconds(60))
        #expect("\(backup.receiving)" == "[::1]:8443")
        let printed = backup.asConfigured(tls).joined(separator: "\n")
        var again = try KeaHAOptions.parse([])
        #expect(try again.complete(from: try TOMLSection(parsing: printed, file: "c")) == tls)
        let wrong = try TOMLSection(parsing: "[kea-file]\nlease = \"x\"", file: "c")
        var other = try KeaFileOptions.parse([])
        let error = #expect(throws: ConfigurationError.self) { try other.complete(from: wrong) }
        #expect(error?.description == "c:2: kea-file.lease = \"x\": unknown key; did you mean 'leases'?")
    }

    private struct Unexpected: Error {}

    private func settings(_ text: String, _ options: String...) throws -> ServerConfiguration {
        let file = try TOMLSection(parsing: text, file: "/dir/lqserve.toml")
        return try ServiceSettings(try ServiceOptions.parse(options), file).configuration(serverID: Self.serverID)
    }
}
