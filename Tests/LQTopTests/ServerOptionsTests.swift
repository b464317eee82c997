import ArgumentParser
import DHCPv6Wire
import Foundation
import LeasequerySession
import OpenSSLTLS
import Requestor
import Settings
import Testing

@testable import LQTop

final class ServerOptionsTests {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).toml")

    init() throws {
        let text =
            "[[server]]\nname = \"a\"\naddress = \"[::1]:1\"\ninsecure = true\n"
            + "[[server]]\nname = \"b\"\naddress = \"[::1]:2\"\ninsecure = true\n"
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(at: file) }

    @Test("without --server all servers of the file are meant")
    func all() throws {
        #expect(try names([]) == ["a", "b"])
    }

    @Test("--server picks from the file by name, or names another by address")
    func chosen() throws {
        #expect(try names(["--server", "b"]) == ["b"])
        #expect(try names(["--insecure", "--server", "[::1]:3", "--server", "a"]) == ["[::1]:3", "a"])
        let options = try ServerOptions.parse(["--config", file.path, "--server", "b"])
        #expect(try options.configuration().unwatched.map(\.name) == ["a"], "what is remembered of it stays")
    }

    @Test("a server that is chosen without its partner has none")
    func chosenAlone() throws {
        let text = try String(contentsOf: file, encoding: .utf8) + "partner = \"a\"\n"
        try text.write(to: file, atomically: true, encoding: .utf8)
        func partners(_ arguments: [String]) throws -> [String?] {
            try ServerOptions.parse(["--config", file.path] + arguments).configuration().servers.map(\.partner)
        }
        #expect(try partners([]) == ["b", "a"])
        #expect(try partners(["--server", "b", "--server", "a"]) == ["a", "b"])
        #expect(try partners(["--server", "a"]) == [nil])
    }

    @Test("plain TCP needs --insecure")
    func secure() {
        let error = #expect(throws: ConfigurationError.self) { try names(["--server", "[::1]:3"]) }
        #expect(
            error?.description
                == "command line: --server = [::1]:3: --certificate is missing: with TLS both ends show a certificate "
                + "(RFC 7653 section 9.1); or add --insecure to accept plain TCP, where nobody proves who speaks")
    }

    @Test("a server named by address is protected by the options, and by the file where they say nothing")
    func tls() throws {
        let shared = file.deletingPathExtension().appendingPathExtension("tls.toml")
        defer { try? FileManager.default.removeItem(at: shared) }
        try "ca-file = \"/x/ca.pem\"\ncertificate = \"/x/c.pem\"\nkey = \"/x/c.key\"\n"
            .write(to: shared, atomically: true, encoding: .utf8)
        let options = ["--config", shared.path, "--server", "[fe80::1%eth0]:3", "--ca-directory", "/y"]
        let server = try #require(try ServerOptions.parse(options).configuration().servers.first)
        let files = TLSSettings(trust: .directory("/y"), certificate: "/x/c.pem", key: "/x/c.key")
        #expect(server.protection == .tls(files, name: "fe80::1", pin: nil))
    }

    @Test(
        "options that contradict each other are refused",
        arguments: [
            (["--insecure", "--server", "[::1]:3", "--key", "k"], "--insecure"),
            (["--server", "[::1]:3", "--ca-file", "a", "--ca-directory", "b"], "--ca-directory"),
            (["--server", "[::1]:3", "--certificate", "a", "--key", "b", "--pin", "12"], "--pin"),
            (["--key", "k"], "--server"),
        ])
    func contradictions(arguments: [String], key: String) {
        let error = #expect(throws: ConfigurationError.self) { try names(arguments) }
        #expect(error?.key == key)
    }

    @Test("a server takes one of few slots: none is named twice")
    func twice() {
        let error = #expect(throws: ConfigurationError.self) {
            try names(["--insecure", "--server", "a", "--server", "[::1]:1"])
        }
        #expect(error?.description == "command line: --server = [::1]:1: is named twice")
    }

    func names(_ arguments: [String]) throws -> [String] {
        try ServerOptions.parse(["--config", file.path] + arguments).configuration().servers.map(\.name)
    }
}

struct BulkQueryOptionsTests {
    @Test("each option is one query, in any number")
    func queries() throws {
        let queries = try BulkQueryOptions.parse([
            "--link", "2001:db8::1", "--address", "2001:db8::5", "--link", "2001:db8:1::", "--client-id",
            "00:03:00:01:02", "--relay-id", "0003000103", "--remote-id", "32473:6162", "--remote-id", "00007ed96162",
        ]).queries()
        let remote = BulkQuery(.remote(RemoteID(enterprise: 32473, identifier: [0x61, 0x62])))
        #expect(
            queries == [
                BulkQuery(.link(IPv6Address("2001:db8::1")!)), BulkQuery(.link(IPv6Address("2001:db8:1::")!)),
                BulkQuery(.client(DUID(octets: [0, 3, 0, 1, 2]))), BulkQuery(.relay(DUID(octets: [0, 3, 0, 1, 3]))),
                remote, remote, BulkQuery(.address(IPv6Address("2001:db8::5")!)),
            ])
    }

    @Test(
        "what is no query is told in one line",
        arguments: [
            (["--link", "2001:db8::/32"], "--link = 2001:db8::/32: write an IPv6 address, without a length"),
            (
                ["--client-id", "0"],
                "--client-id = 0: write 3 to 130 octets in hexadecimal, such as 00:03:00:01:02:00:5e:10:20:30"
            ),
            (["--remote-id", "9:"], "--remote-id = 9:: write ENTERPRISE:HEX, such as 32473:706f72742d31"),
            (["--remote-id", "00007ed9"], "--remote-id = 00007ed9: write ENTERPRISE:HEX, such as 32473:706f72742d31"),
        ])
    func unusable(arguments: [String], line: String) {
        let error = #expect(throws: ConfigurationError.self) { try BulkQueryOptions.parse(arguments).queries() }
        #expect(error?.description == "command line: \(line)")
    }

    @Test("asking nothing is refused, as there is no query for everything")
    func nothing() {
        #expect(throws: ConfigurationError.self) { try BulkQueryOptions.parse([]).queries() }
    }
}
