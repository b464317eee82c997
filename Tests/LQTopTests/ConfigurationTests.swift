import Bindings
import DHCPv6Wire
import Foundation
import LeasequerySession
import OpenSSLTLS
import Requestor
import Settings
import Testing
import Views

@testable import LQTop

struct ConfigurationTests {
    static let server = "[[server]]\naddress = \"[::1]:5470\"\ninsecure = true\n"

    @Test("what is not said has its default")
    func defaults() throws {
        let configuration = try parse(Self.server)
        #expect(configuration.timers == SessionTimers())
        #expect(configuration.maxBindings == 2_000_000)
        #expect(
            configuration.servers == [
                .init(name: "[::1]:5470", endpoint: try ServerEndpoint("[::1]:5470"), protection: .insecure)
            ])
    }

    @Test("every key is read; seconds may be whole or not")
    func everyKey() throws {
        let configuration = try parse(
            """
            max-bindings = 5
            connect-timeout = 1
            receive-timeout = 2.5
            send-timeout = 3
            retry-interval = 4
            longest-retry-interval = 5
            secure-timeout = 6
            skew-warning = 0.5
            skew-critical = 7
            metrics-file = "lqtop.prom"
            state-file = "lqtop.state"
            mouse = false
            [[server]]
            name = "a b"
            address = "dhcp-a"
            insecure = true
            [[server]]
            address = "dhcp-b:1547"
            insecure = true
            """)
        var timers = SessionTimers()
        timers.connect = .seconds(1)
        timers.receive = .seconds(2.5)
        timers.send = .seconds(3)
        timers.retry = .seconds(4)
        timers.retryCeiling = .seconds(5)
        timers.secure = .seconds(6)
        #expect(configuration.skewLimits == SkewLimits(warning: 0.5, critical: 7))
        #expect(configuration.metricsFile == "lqtop.prom")
        #expect(!configuration.usesMouse)
        #expect(configuration.stateFile == "lqtop.state")
        #expect(configuration.timers == timers)
        #expect(configuration.maxBindings == 5)
        #expect(configuration.servers.map(\.name) == ["a b", "dhcp-b:1547"])
        #expect(configuration.servers.map(\.endpoint.port) == [547, 1547])
    }

    @Test("what check prints is a configuration that means the same", arguments: ["", "fill = false", links])
    func effective(fill: String) throws {
        let top = "receive-timeout = 130.5\nmetrics-file = \"/run/lqtop.prom\"\nstate-file = \"/var/s\"\n"
        let configuration = try parse(top + Self.server + "name = \"dhcp-a\"\n" + fill)
        #expect(try parse("\(configuration)") == configuration)
    }

    @Test("alarms have their own table, printed as it is, and each limit its bounds")
    func alarms() throws {
        let text = """
            [alarms]
            shortest-silence = 120
            storm-factor = 2.5
            storm-floor = 3
            disconnected-after = 61
            hole-after = 62
            conflict-after = 63
            certificate-warning = 14
            certificate-critical = 14
            \(Self.server)
            """
        let configuration = try parse(text)
        var alarms = AlarmSettings()
        alarms.shortestSilence = .seconds(120)
        alarms.stormFactor = 2.5
        alarms.stormFloor = 3
        alarms.disconnectedAfter = .seconds(61)
        alarms.holeAfter = .seconds(62)
        alarms.conflictAfter = .seconds(63)
        alarms.certificateWarningDays = 14
        alarms.certificateCriticalDays = 14
        #expect(configuration.alarms == alarms)
        #expect(try parse("\(configuration)") == configuration)
        #expect(try parse(Self.server).alarms == AlarmSettings())
    }

    private static let links = "links = [\"2001:db8:1::1\", \"2001:db8:2::1\"]"

    @Test("a server is filled unless it says otherwise, by its links if it names them")
    func fill() throws {
        #expect(try parse(Self.server).servers[0].fillPlan == FillPlan())
        #expect(try parse(Self.server + "fill = false").servers[0].fillPlan == nil)
        let plan = try parse(Self.server + Self.links).servers[0].fillPlan
        #expect(plan?.links.map(\.description) == ["2001:db8:1::1", "2001:db8:2::1"])
    }

    @Test("a server is polled if it says so, at its own interval or the one of all, and printed so")
    func polled() throws {
        func modes(_ text: String) throws -> [SessionConfiguration.Mode] {
            let configuration = try parse(text)
            #expect(try parse("\(configuration)") == configuration)
            return configuration.servers.map(\.mode)
        }
        let poll = Self.server + "mode = \"poll\"\n"
        #expect(try modes(Self.server + "mode = \"active\"") == [.active])
        #expect(try modes(poll) == [.poll(every: .seconds(300))])
        #expect(try modes("poll-interval = 60\n" + poll) == [.poll(every: .seconds(60))])
        #expect(try modes("poll-interval = 60\n" + poll + "poll-interval = 12.5") == [.poll(every: .seconds(12.5))])
        #expect(try parse(poll + Self.links).servers[0].target.mode == .poll(every: .seconds(300)))
    }

    @Test("the example configuration can be used, and shows the defaults")
    func example() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appending(path: "lqtop.toml.example").path
        let configuration = try ConfigurationFile.load(path)
        #expect(configuration.timers == SessionTimers())
        #expect(configuration.maxBindings == Configuration().maxBindings)
        #expect(configuration.pollInterval == Configuration().pollInterval)
        #expect(configuration.servers.map(\.name) == ["dhcp-a", "dhcp-b"])
        #expect(configuration.pools.map(\.name) == ["homes", "office"])
    }

    /// Typed, or the compiler tries too many types.
    private static let wrong: [(String, String)] = [
        ("max-bindings = 0", "c:1: max-bindings = 0: write a whole number from 1 to 50000000"),
        ("max-bindings = \"5\"", "c:1: max-bindings = \"5\": write a whole number from 1 to 50000000"),
        ("retry-interval = true", "c:1: retry-interval = true: write seconds from 0.1 to 86400.0"),
        ("retry-interval = 700", "c: longest-retry-interval: must not be shorter than retry-interval"),
        ("retry-intervall = 7", "c:1: retry-intervall = 7: unknown key; did you mean 'retry-interval'?"),
        (
            "colour = 7",
            "c:1: colour = 7: unknown key; known are max-bindings, connect-timeout, receive-timeout, send-timeout, "
                + "retry-interval, longest-retry-interval, secure-timeout, poll-interval, skew-warning, skew-critical, "
                + "metrics-file, metrics-listen, metrics-public, "
                + "state-file, record-file, record-limit, fps, title, mouse, alarms, filters, stream, history, theme, keys, lists, redaction, pool, server, ca-file, ca-directory, certificate, key, crl-file"
        ),
        ("alarms = 7", "c:1: alarms = 7: write [alarms], with one pair of brackets"),
        ("[alarms]\nstorm-factor = 1", "c:2: alarms.storm-factor = 1: write a number from 2.0 to 1000000.0"),
        (
            "[alarms]\nstorms = 1",
            "c:2: alarms.storms = 1: unknown key; known are shortest-silence, storm-factor, "
                + "storm-floor, disconnected-after, hole-after, conflict-after, certificate-warning, certificate-critical"
        ),
        (
            "[alarms]\ncertificate-critical = 31",
            "c:2: alarms.certificate-critical = 31: must not be more days than certificate-warning, 30"
        ),
        ("server = 7", "c:1: server = 7: write [[server]], with two brackets"),
        ("[server]", "c:1: server: write [[server]], with two brackets"),
        (
            "[[server]]\ninsecure = true",
            "c:1: server[1].address: is missing; write host, host:port or [address]:port"
        ),
        (
            "[[server]]\naddress = \"x:0\"\ninsecure = true",
            "c:2: server[1].address = \"x:0\": '0' is no port: write a number from 1 to 65535"
        ),
        (
            "[[server]]\naddress = \"x\"",
            "c:1: server[1].certificate: is missing: with TLS both ends show a certificate (RFC 7653 section 9.1); or "
                + "write insecure = true to accept plain TCP, where nobody proves who speaks"
        ),
        (
            server + "key = \"k\"",
            "c:3: server[1].insecure = true: contradicts the keys for TLS; take out either"
        ),
        (
            "ca-file = \"a\"\nca-directory = \"b\"",
            "c:2: ca-directory = \"b\": give either ca-file or ca-directory"
        ),
        (
            "[[server]]\naddress = \"x\"\ninsecure = \"yes\"",
            "c:3: server[1].insecure = \"yes\": write true or false, without quotes"
        ),
        (
            "[[server]]\naddress = \"x\"\nadress = \"y\"\ninsecure = true",
            "c:3: server[1].adress = \"y\": unknown key; did you mean 'address'?"
        ),
        (
            server + "name = \"\"",
            "c:4: server[1].name = \"\": write 1 to 40 visible characters, no quotes or backslashes"
        ),
        (
            server + "links = [\"2001:db8::/32\"]",
            "c:4: server[1].links: '2001:db8::/32' is no IPv6 address; write an address of each link"
        ),
        (
            server + "fill = false\n" + links,
            "c:5: server[1].links: fill = false makes no use of it; take out either"
        ),
        (
            server + "mode = \"polling\"",
            "c:4: server[1].mode = \"polling\": write \"active\", or \"poll\" for a server without Active Leasequery"
        ),
        (
            server + "mode = \"poll\"\nfill = false",
            "c:5: server[1].fill = false: contradicts mode = \"poll\", which asks for all bindings; take out either"
        ),
        (
            server + "poll-interval = 60",
            "c:4: server[1].poll-interval = 60: is of use with mode = \"poll\" only"
        ),
        (
            server + "mode = \"poll\"\npoll-interval = 9.9",
            "c:5: server[1].poll-interval = 9.9: write seconds from 10.0 to 86400.0"
        ),
        ("skew-critical = 29.5", "c:1: skew-critical = 29.5: must not be less than skew-warning, 30.0"),
        ("skew-warning = 0", "c:1: skew-warning = 0: write seconds from 0.1 to 86400.0"),
        ("poll-interval = 86401", "c:1: poll-interval = 86401: write seconds from 10.0 to 86400.0"),
        (server + server, "c:4: server[2].name: is the name of server[1] already; give each its own"),
        (
            server + server + "name = \"other\"",
            "c:5: server[2].address = \"[::1]:5470\": is the address of server[1] already; name each server once"
        ),
    ]

    @Test("whatever cannot be used is one line with place, value and fix", arguments: wrong)
    func unusable(text: String, line: String) {
        let error = #expect(throws: ConfigurationError.self) { try parse(text) }
        #expect(error?.description == line)
    }

    private static let trio = ["a", "b", "c"].map { name in
        "[[server]]\nname = \"\(name)\"\naddress = \"dhcp-\(name)\"\ninsecure = true\n"
    }

    @Test("a partner that one server names is the partner of both", arguments: [0, 1, 2])
    func partners(naming: Int) throws {
        let (first, second) = (naming == 1 ? "" : "partner = \"c\"\n", naming == 0 ? "" : "partner = \"a\"\n")
        let configuration = try parse(Self.trio[0] + first + Self.trio[1] + Self.trio[2] + second)
        #expect(configuration.servers.map(\.partner) == ["c", nil, "a"])
        #expect(configuration.pairs == [FailoverPair(ServerID(rawValue: 0), ServerID(rawValue: 2))])
        #expect(try parse("\(configuration)") == configuration)
    }

    @Test(
        "a partner must be another server, and each has one",
        arguments: [
            (
                ["partner = \"bb\"", "", ""],
                "c:5: server[1].partner = \"bb\": there is no server of that name; did you mean 'b'?"
            ),
            (["", "partner = \"b\"", ""], "c:10: server[2].partner = \"b\": is this server; name the other one"),
            (
                ["partner = \"b\"", "", "partner = \"b\""],
                "c:15: server[3].partner = \"b\": has the partner 'a'; a server has one, so take out either"
            ),
            (
                ["partner = \"b\"", "partner = \"c\"", ""],
                "c:5: server[1].partner = \"b\": has the partner 'c'; a server has one, so take out either"
            ),
        ])
    func unusablePartners(keys: [String], line: String) {
        let text = zip(Self.trio, keys).map { $0 + $1 + "\n" }.joined()
        let error = #expect(throws: ConfigurationError.self) { try parse(text) }
        #expect(error?.description == line)
    }

    @Test("TLS is what a server has unless it says insecure; what holds for all may stand at the top")
    func tls() throws {
        let text = """
            ca-file = "ca.pem"
            certificate = "/etc/c.pem"
            key = "c.key"

            [[server]]
            address = "dhcp1.example.net"

            [[server]]
            address = "[2001:db8::1]:5470"
            ca-directory = "/etc/ssl/certs"
            server-name = "dhcp2.example.net"
            crl-file = "crl.pem"
            pin = "\(String(repeating: "0f", count: 32))"

            [[server]]
            address = "[::1]:5470"
            insecure = true
            """
        let configuration = try ConfigurationFile.parse(text, file: "/srv/lqtop.toml")
        let first = TLSSettings(trust: .file("/srv/ca.pem"), certificate: "/etc/c.pem", key: "/srv/c.key")
        let second = TLSSettings(
            trust: .directory("/etc/ssl/certs"), certificate: "/etc/c.pem", key: "/srv/c.key",
            revocationLists: "/srv/crl.pem")
        let pin = PublicKeyPin(String(repeating: "0f", count: 32))
        #expect(
            configuration.servers.map(\.protection) == [
                .tls(first, name: "dhcp1.example.net", pin: nil), .tls(second, name: "dhcp2.example.net", pin: pin),
                .insecure,
            ])
        #expect(try parse("\(configuration)").servers == configuration.servers)
    }

    @Test("everything that is wrong is told at once, each with its line; who needs one gets the first")
    func allProblems() throws {
        let text =
            "max-bindings = 0\nskew-critical = 3\n\n[alarms]\nstorms = 1\nhole-after = 0\n\n[filters]\na = \"kind:x\"\n"
            + Self.server + "[[server]]\nadress = \"x\"\n"
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).toml")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let problems = try ConfigurationFile.read(file.path).problems.list
        #expect(
            problems.map { $0.description.replacing("\(file.path):", with: "").prefix { $0 != " " } } == [
                "1:", "2:", "5:", "6:", "9:", "14:", "13:",
            ])
        let first = #expect(throws: ConfigurationError.self) { try parse(text) }
        #expect(first?.description.hasSuffix("(and 6 more: lqtop check lists them)") == true)
    }

    @Test(
        "V-27: a server's name with what a terminal acts on or does not show is refused",
        arguments: [
            #"\u001b[2J"#, #"a\u0007"#, #"a\u202eb"#, #"e\u0301"#, #"a\u200bb"#, #"a\u009b2J"#, #"a\tb"#, #"\ufeffa"#,
            #"a\u2028b"#,
        ])
    func hostileNames(name: String) {
        let text = Self.server + "name = \"\(name)\"\n"
        let error = #expect(throws: ConfigurationError.self) { try parse(text) }
        #expect(error?.description.hasSuffix("write 1 to 40 visible characters, no quotes or backslashes") == true)
        #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7f } == true)
    }

    @Test("wide characters are a name as others are")
    func wideNames() throws {
        #expect(try parse(Self.server + "name = \"東京\"\n").servers.map(\.name) == ["東京"])
    }

    @Test("saved filters are read, printed as they are, and each wrong one is told with its line and column")
    func savedFilters() throws {
        let text = """
            [filters]
            home = "kind:pd /48"
            away = 'not @home host:"a b"'
            \(Self.server)
            """
        let configuration = try parse(text)
        #expect(configuration.filters.filters.keys.sorted() == ["away", "home"])
        #expect(configuration.filters.filters["away"]?.fullText == "not (kind:pd /48) host:\"a b\"")
        #expect(try parse("\(configuration)") == configuration)
        let error = #expect(throws: ConfigurationError.self) { try parse("[filters]\n\na = \"/48 @b\"\n") }
        #expect(
            error?.description
                == "c:3: filters.a = \"/48 @b\": column 5: no filter is saved under this name; there is @a")
        let name = #expect(throws: ConfigurationError.self) { try parse("[filters]\n\"a b\" = \"/48\"\n") }
        #expect(
            name?.description
                == "c:2: filters.a b = \"/48\": name it with 1 to 30 letters, digits, - and _")
    }

    @Test("a theme is read by names and numbers, printed as it is, and what is no colour is told with its line")
    func theme() throws {
        let text =
            "fps = 0.5\ntitle = false\n[theme]\nbase = \"light\"\nascii = true\nnew = \"bright-blue\"\nbad = 196\n"
            + "selection = 3\n" + Self.server
        let configuration = try parse(text)
        var theme = Theme()
        theme.base = .light
        theme.isASCII = true
        theme.selection = 3
        theme.colours = [.fresh: 12, .bad: 196]
        #expect(configuration.theme == theme && configuration.preferences.theme == theme)
        #expect(configuration.preferences.fps == 0.5 && !configuration.preferences.setsTitle)
        #expect(try parse("\(configuration)") == configuration)
        let wrong = [
            ("base = \"blue\"", "theme.base = \"blue\": write one of neutral, dark, light, mono"),
            ("bad = 256", "theme.bad = 256: write a whole number from 0 to 255"),
            (
                "good = \"gren\"",
                "theme.good = \"gren\": write a number from 0 to 255 or one of black, red, green, yellow, blue, magenta, cyan, white, each also with bright-"
            ),
            (
                "fresh = 1",
                "theme.fresh = 1: unknown key; known are base, ascii, selection, strong, label, dim, good, attention, bad, new, ended, key"
            ),
        ]
        for (line, reason) in wrong {
            let error = #expect(throws: ConfigurationError.self) { try parse("[theme]\n\(line)\n") }
            #expect(error?.description == "c:2: \(reason)")
        }
    }

    @Test("keys are read one or many a command, printed as they are, and what cannot be is told with its line")
    func keys() throws {
        let text = "[keys]\nquit = \"Q\"\npage-down = [\"PgDn\", \"Ctrl-F\"]\nsearch = '\"'\nmouse = []\n" + Self.server
        let configuration = try parse(text)
        #expect(configuration.keys.chosen.map(\.name) == ["mouse", "page-down", "quit", "search"])
        #expect(configuration.keys.chosen.map(\.keys) == [[], ["PgDn", "Ctrl-F"], ["Q"], ["\""]])
        #expect(configuration.preferences.keys == configuration.keys)
        #expect(try parse("\(configuration)") == configuration)
        let wrong = [
            ("qiut = \"Q\"", "keys.qiut = \"Q\": there is no such command; did you mean 'quit'?"),
            ("quit = 7", "keys.quit = 7: write texts in quotes, in one pair of brackets"),
            ("quit = []", "keys.quit: must have a key"),
            (
                "quit = \"Ctrl-S\"",
                "keys.quit = \"Ctrl-S\": Ctrl-S stops or starts the output of a terminal; choose another"
            ),
            (
                "follow = \"w\"",
                "keys.follow = \"w\": w is the key of 'log-level' on Log; give one of the two another"
            ),
        ]
        for (line, reason) in wrong {
            let error = #expect(throws: ConfigurationError.self) { try parse("[keys]\n\(line)\n") }
            #expect(error?.description == "c:2: \(reason)")
        }
    }

    @Test("lists are read by screen, printed as they are, and a column that there is not is told with its line")
    func lists() throws {
        let text =
            "[lists.bindings]\ncolumns = [\"prefix\", \"relay\"]\nsort = \"expires desc\"\n[lists.servers]\n"
            + "sort = \"bindings\"\n" + Self.server
        let configuration = try parse(text)
        #expect(configuration.lists.map(\.screen) == [.servers, .bindings])
        #expect(configuration.lists[1].columns == ["prefix", "relay"] && configuration.lists[0].sort == "bindings")
        #expect(configuration.preferences.lists == configuration.lists)
        #expect(try parse("\(configuration)") == configuration)
        let wrong = [
            (
                "[lists.binding]\nsort = \"x\"",
                "c:1: lists.binding: unknown key; did you mean 'bindings'?"
            ),
            ("[lists.log]\nsort = \"time\"", "c:2: lists.log.sort = \"time\": Log have an order of their own"),
            (
                "[lists.bindings]\nsort = \"expire\"",
                "c:2: lists.bindings.sort = \"expire\": there is no column expire; did you mean expires?"
            ),
            (
                "[lists.bindings]\nsort = \"\"",
                "c:2: lists.bindings.sort = \"\": there is no column "
            ),
            (
                "[lists.log]\ncolumns = [\"wat\"]",
                "c:2: lists.log.columns: there is no column wat; did you mean what?"
            ),
            (
                "[lists.clients]\nsort = \"bound asc\"",
                "c:2: lists.clients.sort = \"bound asc\": only the clients that lead are known; write desc"
            ),
        ]
        for (lines, reason) in wrong {
            let error = #expect(throws: ConfigurationError.self) { try parse("\(lines)\n") }
            #expect(error?.description == reason)
        }
    }

    @Test("check says of each value where it comes from, and prints a configuration that means the same")
    func listing() throws {
        let text = """
            certificate = "/c.pem"
            max-bindings = 7
            [[server]]
            name = "a"
            address = "dhcp-a"
            key = "/k.pem"
            [[server]]
            name = "b"
            address = "dhcp-b"
            insecure = true
            partner = "a"
            """
        let section = try TOMLSection(parsing: text, file: "c")
        var reading = ConfigurationFile.Reading()
        reading.configuration = try parse(text)
        reading.lines = section.lines
        reading.configuration.file = "c"
        var chosen = reading.configuration
        chosen.servers.swapAt(0, 1)
        let listing = ConfigurationListing(configuration: chosen, file: reading).text
        #expect(try parse(listing).servers == chosen.servers)
        let origins = Dictionary(
            grouping: listing.split(separator: "\n").filter { $0.contains(" # ") }.map { line in
                (line.prefix { $0 != " " }, line.split(separator: " # ").last ?? "")
            }, by: \.0
        ).mapValues { $0.map(\.1) }
        #expect(origins["max-bindings"] == ["c:2"] && origins["skew-warning"] == ["default"])
        #expect(origins["name"] == ["c:8", "c:4"] && origins["partner"] == ["c:11", "c:11"])
        #expect(
            origins["certificate"] == ["c:1"] && origins["key"] == ["c:6"] && origins["fill"] == ["default", "default"])
        chosen.servers[0].name = "elsewhere"
        chosen.servers[0].partner = nil
        let named = ConfigurationListing(configuration: chosen, file: reading).text
        #expect(named.contains(/address = "dhcp-b" +# --server\n/), "\(named)")
    }

    @Test("a text that is no TOML is told with line and column")
    func syntax() {
        let error = #expect(throws: ConfigurationError.self) { try parse("max-bindings = 1\nx = = 2\n") }
        #expect(error?.description.hasPrefix("c:2:5: not TOML: ") == true)
    }

    @Test("a file that is named must be there; one that is only looked for need not")
    func missing() throws {
        let error = #expect(throws: ConfigurationError.self) { try ConfigurationFile.load("/nowhere/lqtop.toml") }
        #expect(error?.description == "/nowhere/lqtop.toml: cannot be read: No such file or directory")
        #expect(try ConfigurationFile.load(nil, places: ["/nowhere/lqtop.toml"]) == Configuration())
    }

    func parse(_ text: String) throws(ConfigurationError) -> Configuration {
        var configuration = try ConfigurationFile.parse(text, file: "c")
        configuration.file = nil
        return configuration
    }
}
