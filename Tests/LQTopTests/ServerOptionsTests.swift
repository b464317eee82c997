import ArgumentParser
import DHCPv6Wire
import Foundation
import LeasequerySession
import Testing

@testable import LQTop

struct ServerOptionsTests {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).toml")

    init() throws {
        let text =
            "[[server]]\nname = \"a\"\naddress = \"[::1]:1\"\ninsecure = true\n"
            + "[[server]]\nname = \"b\"\naddress = \"[::1]:2\"\ninsecure = true\n"
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    @Test("without --server all servers of the file are meant")
    func all() throws {
        #expect(try names([]) == ["a", "b"])
    }

    @Test("--server picks from the file by name, or names another by address")
    func chosen() throws {
        #expect(try names(["--server", "b"]) == ["b"])
        #expect(try names(["--insecure", "--server", "[::1]:3", "--server", "a"]) == ["[::1]:3", "a"])
    }

    @Test("plain TCP needs --insecure")
    func secure() {
        let error = #expect(throws: ConfigurationError.self) { try names(["--server", "[::1]:3"]) }
        #expect(
            error?.description
                == "command line: --server = [::1]:3: TLS is not built in yet; add --insecure to accept plain TCP, "
                + "where nobody proves who speaks")
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
