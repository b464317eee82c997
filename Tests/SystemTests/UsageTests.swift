import Foundation
import Testing

/// Flags and configuration that cannot be used: status 2 and one line that names what, its value and what to do.
struct UsageTests {
    @Test(
        "options of lqtop",
        arguments: [
            (["--server", "[::1]:547"], ["--server = [::1]:547", "--certificate", "add --insecure"]),
            (["--insecure", "--server", "[::1]:65536"], ["--server = [::1]:65536", "1 to 65535"]),
            (["--insecure", "--server", "[::1"], ["--server = [::1", "[address]:port"]),
            (["--insecure", "--server", "a", "--server", "a"], ["--server = a", "twice"]),
            (["--insecure", "--server", "a\\b\n\u{1b}[2J:0"], [#"--server = a\\b\x0a\x1b[2J:0: "#]),
            (["--insceure"], ["'--insceure'", "'--insecure'", "--help"]),
            (["--server"], ["'--server <address>'", "--help"]),
            (["wach"], ["'wach'", "--help"]),
            (["run", "--config", "no-such.toml"], ["no-such.toml", "No such file or directory"]),
            (["demo", "--seed", "x"], ["'x'", "'--seed <number>'", "--help"]),
            (["--config", "no-such.toml"], ["no-such.toml", "No such file or directory"]),
            (["forget", "--config", "no-such.toml"], ["no-such.toml", "No such file or directory"]),
            (["forget"], ["no configuration file", "state-file", "--state-file"]),
            (["--config", "/"], ["/: cannot be read", "Is a directory"]),
        ])
    func options(arguments: [String], parts: [String]) throws {
        try expectRefusal("lqtop", arguments, parts)
    }

    @Test("who starts it for the first time is told what it is and what to do, with status 2")
    func firstRun() throws {
        let folder = try TestFolder()
        let result = try Programs.run(Programs.path("lqtop"), environment: folder.environment)
        #expect(result.status == 2 && result.output.isEmpty)
        for part in [
            "Active Leasequery (RFC 7653)", "lqtop demo\n", "--insecure --server", "lqtop.toml.example", "lqtop check",
        ] {
            #expect(result.errors.contains(part), "\(result.errors)")
        }
        #expect(result.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("lqtop: ") })
    }

    @Test(
        "settings in a file",
        arguments: [
            ("max-bindigs = 3", ["max-bindigs = 3", "'max-bindings'"]),
            ("max-bindings = 0", ["max-bindings = 0", "1 to 50000000"]),
            ("max-bindings = '9'", ["max-bindings = ", "9", "whole number"]),
            ("state-file = ''", ["state-file = ", "visible characters"]),
            ("retry-interval = 'soon'", ["retry-interval = ", "soon", "seconds from 0.1 to 86400"]),
            ("longest-retry-interval = 1", ["longest-retry-interval = 1", "shorter than retry-interval"]),
            ("[server]\naddress = '::1'", ["server", "[[server]]"]),
            ("[[server]\n", [":1:10", "not TOML"]),
            ("[[server]]\ninsecure = true", ["server[1].address", "is missing"]),
            ("[[server]]\nadress = 'a'", ["server[1].adress = ", "'address'"]),
            ("[[server]]\naddress = 'a:0'\ninsecure = true", ["server[1].address = ", "a:0", "1 to 65535"]),
            ("[[server]]\naddress = 'a'", ["server[1].certificate", "write insecure = true"]),
            ("[[server]]\naddress = 'a'\ninsecure = 1", ["server[1].insecure = 1", "true or false"]),
            (
                "[[server]]\naddress = 'a'\ninsecure = true\n[[server]]\naddress = 'a'\ninsecure = true",
                ["server[2].", "server[1]"]
            ),
            ("", ["no servers", "lqtop demo"]),
        ])
    func settings(text: String, parts: [String]) throws {
        let folder = try TestFolder()
        let file = try folder.write(text, to: "wrong.toml")
        try expectRefusal("lqtop", ["--config", file], text.isEmpty ? parts : [file] + parts)
    }

    @Test(
        "S-16, S-17: options of lqserve: clear text takes a switch of its own",
        arguments: [
            (["simulate", "--enable-active"], ["--certificate", "--key", "--ca-file", "add --insecure"]),
            (["simulate"], ["--certificate", "--key", "--ca-file", "add --insecure"]),
            (["simulate", "--insecure", "--allow-from", "2001:db8::1/32"], ["'2001:db8::1/32'", "--allow-from"]),
            (["simulate", "--insecure", "--suppress", "leases"], ["'leases'", "relay-data", "client-fqdn"]),
            (["simulate", "--insecure", "--max-queries", "0"], ["--max-queries", "below 1"]),
            (
                ["simulate", "--insecure", "--enable-active", "--listen", "::1"],
                ["'::1'", "--listen", "[address]:port"]
            ),
            (["simulate", "--insecure", "--enable-active", "--rate", "-1"], ["--rate"]),
            (["simulate", "--insecure", "--enable-active", "--drop-every", "9-3"], ["'9-3'", "--drop-every"]),
            (["simulate", "--insecure", "--enable-active", "--bindigns", "3"], ["'--bindigns'", "'--bindings'"]),
        ])
    func server(arguments: [String], parts: [String]) throws {
        try expectRefusal("lqserve", arguments, parts)
    }

    @Test(
        "settings of lqserve in a file",
        arguments: [
            ("keep-alive = 3", ["keep-alive = 3", "'keepalive'"]),
            ("listen = ['::1']", ["listen", "[address]:port"]),
            ("[[kea-file]]", ["kea-file", "one pair of brackets"]),
            ("[kea-file]\nkea-conf = 'x'", ["kea-file.kea-conf = ", "'kea-config'"]),
            ("[kea-ha]\nkea-url = 'kea'", ["kea-ha.kea-url = ", "http://host:port/"]),
            ("certificate = 'no.pem'\nkey = 'no.key'\nca-file = 'no.ca'", ["no.ca: No such file"]),
            ("certificate = 'no.pem'\nkey = 'no.key'", ["--ca-file", "add --insecure"]),
        ])
    func serverSettings(text: String, parts: [String]) throws {
        let folder = try TestFolder()
        let isInsecure = !text.contains("key = 'no.key'")
        let file = try folder.write((isInsecure ? "insecure = true\n" : "") + text, to: "wrong.toml")
        let result = try Programs.run(Programs.path("lqserve"), ["check", "--config", file])
        #expect(result.status == 2)
        #expect(result.errors.hasPrefix("lqserve: ") && result.errors.count(where: \.isNewline) == 1)
        for part in parts { #expect(result.errors.contains(part), "\(result.errors)") }
    }

    private func expectRefusal(
        _ program: String, _ arguments: [String], _ parts: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let folder = try TestFolder()
        let result = try Programs.run(Programs.path(program), arguments, environment: folder.environment)
        #expect(result.status == 2, sourceLocation: sourceLocation)
        #expect(result.output.isEmpty, sourceLocation: sourceLocation)
        #expect(result.errors.hasPrefix("\(program): "), "\(result.errors)", sourceLocation: sourceLocation)
        #expect(result.errors.count(where: \.isNewline) == 1, "\(result.errors)", sourceLocation: sourceLocation)
        for part in parts {
            #expect(result.errors.contains(part), "\(result.errors)", sourceLocation: sourceLocation)
        }
    }
}
