import Bindings
import DHCPv6Wire
import Glibc
import LeasequerySession
import Requestor
import Settings

/// Finds and reads `lqtop.toml`; `lqtop.toml.example` shows every key.
enum ConfigurationFile {
    /// Where a file is looked for, in this order, if none is named.
    static var places: [String] {
        [UserDirectories.configuration("lqtop.toml"), "/etc/lqtop/lqtop.toml"].compactMap { $0 }
    }

    /// What a file says, and everything that is wrong with it.
    struct Reading {
        /// What cannot be used has its default here, or is missing.
        var configuration = Configuration()
        var problems = SettingsProblems()
        var lines = KeyLines("")

        /// - Throws: `ConfigurationError`, the first, if something is wrong.
        func usable() throws(ConfigurationError) -> Configuration {
            try problems.check("lqtop check lists them")
            return configuration
        }
    }

    /// Reads `path`, or the first of `places` that is there, or takes the defaults.
    ///
    /// - Throws: `ConfigurationError` if the file cannot be read or something in it cannot be used.
    static func load(_ path: String?, places: [String] = places) throws(ConfigurationError) -> Configuration {
        try read(path, places: places).usable()
    }

    /// As above, with all that is wrong at once.
    ///
    /// - Throws: `ConfigurationError` if the file cannot be read or is no TOML.
    static func read(_ path: String?, places: [String] = places) throws(ConfigurationError) -> Reading {
        guard let path = path ?? places.first(where: { access($0, F_OK) == 0 }) else { return Reading() }
        return read(try TOMLSection(file: path), file: path)
    }

    static func parse(_ text: String, file: String) throws(ConfigurationError) -> Configuration {
        try read(TOMLSection(parsing: text, file: file), file: file).usable()
    }

    private static let known =
        [
            "max-bindings", "connect-timeout", "receive-timeout", "send-timeout", "retry-interval",
            "longest-retry-interval", "secure-timeout", "poll-interval", "skew-warning", "skew-critical",
            "metrics-file", "metrics-listen", "metrics-public", "state-file", "record-file", "record-limit", "fps",
            "title", "mouse", "alarms", "filters", "stream", "history", "theme", "keys", "lists", "redaction", "pool",
            "server",
        ] + TLSKeys.files

    private static func read(_ top: TOMLSection, file: String) -> Reading {
        var problems = SettingsProblems()
        var configuration = Configuration(file: file)
        problems.add(top.others(than: known))
        problems.take(&configuration.maxBindings, try top.integer("max-bindings", in: 1...50_000_000))
        configuration.timers = timers(top, &problems)
        problems.take(&configuration.metricsFile, try top.path("metrics-file"))
        problems.take(&configuration.metricsPublic, try top.flag("metrics-public"))
        problems.take(&configuration.metricsListen, try metricsListen(top, isPublic: configuration.metricsPublic))
        problems.take(&configuration.stateFile, try top.path("state-file"))
        configuration.recording = recording(top, &problems)
        problems.take(&configuration.usesMouse, try top.flag("mouse"))
        problems.take(&configuration.tls, try top.tls())
        problems.take(&configuration.pollInterval, try pollInterval(top))
        configuration.skewLimits = skewLimits(top, &problems)
        if let section = problems.gather(try top.section("alarms")) {
            configuration.alarms = AlarmKeys.read(section, &problems)
        }
        if let section = problems.gather(try top.section("filters")) {
            configuration.filters = FilterKeys.read(section, &problems)
        }
        if let section = problems.gather(try top.section("stream")) {
            configuration.stream = StreamKeys.read(section, saved: configuration.filters, &problems)
        }
        if let section = problems.gather(try top.section("history")) {
            configuration.history = HistoryKeys.read(section, &problems)
        }
        configuration.pools = PoolKeys.read(problems.gather(try top.sections("pool")) ?? [], &problems)
        if let section = problems.gather(try top.section("theme")) {
            configuration.theme = ThemeKeys.read(section, &problems)
        }
        if let section = problems.gather(try top.section("keys")) {
            configuration.keys = KeyKeys.read(section, &problems)
        }
        if let section = problems.gather(try top.section("lists")) {
            configuration.lists = ListKeys.read(section, &problems)
        }
        problems.take(&configuration.fps, try top.number("fps", in: Configuration.fpsRange))
        problems.take(&configuration.setsTitle, try top.flag("title"))
        if let section = problems.gather(try top.section("redaction")) {
            configuration.redaction = RedactionKeys.read(section, &problems)
        }
        readServers(top, into: &configuration, &problems)
        return Reading(configuration: configuration, problems: problems, lines: top.lines)
    }

    private static func readServers(
        _ top: TOMLSection, into configuration: inout Configuration, _ problems: inout SettingsProblems
    ) {
        let sections = problems.gather(try top.sections("server")) ?? []
        for section in sections {
            problems.add(section.others(than: knownOfServer))
            if let server = problems.gather(try server(section, sharing: configuration)) {
                configuration.servers.append(server)
            }
        }
        // Among servers of which some are missing nobody can be told how they are to each other.
        let servers = configuration.servers
        guard servers.count == sections.count else { return }
        for (index, section) in sections.enumerated() {
            _ = problems.gather(try refuseTwin(of: servers[index], in: servers[..<index], section))
        }
        problems.take(&configuration.servers, try PartnerNames.settled(servers, sections))
    }

    private static func metricsListen(
        _ top: TOMLSection, isPublic: Bool
    ) throws(ConfigurationError) -> MetricsAddress? {
        guard let address = try top.value("metrics-listen", MetricsAddress.fix, MetricsAddress.init) else { return nil }
        guard address.isLoopback || isPublic else {
            throw top.error("metrics-listen", MetricsAddress.refusal("metrics-public = true"))
        }
        return address
    }

    private static func recording(_ top: TOMLSection, _ problems: inout SettingsProblems) -> Recorder.Target? {
        let limit = problems.gather(try top.integer("record-limit", in: Recorder.limits))
        guard let path = problems.gather(try top.path("record-file")) else {
            if limit != nil { problems.add([top.error("record-limit", "is of use with record-file only")]) }
            return nil
        }
        return Recorder.Target(path: path, limit: limit.map { $0 << 20 } ?? Recorder.defaultLimit)
    }

    private static func timers(_ top: TOMLSection, _ problems: inout SettingsProblems) -> SessionTimers {
        let range = 0.1...86_400.0
        var timers = SessionTimers()
        problems.take(&timers.connect, try top.seconds("connect-timeout", in: range))
        problems.take(&timers.receive, try top.seconds("receive-timeout", in: range))
        problems.take(&timers.send, try top.seconds("send-timeout", in: range))
        problems.take(&timers.retry, try top.seconds("retry-interval", in: range))
        problems.take(&timers.retryCeiling, try top.seconds("longest-retry-interval", in: range))
        problems.take(&timers.secure, try top.seconds("secure-timeout", in: range))
        if timers.retryCeiling < timers.retry {
            problems.add([top.error("longest-retry-interval", "must not be shorter than retry-interval")])
        }
        return timers
    }

    private static func skewLimits(_ top: TOMLSection, _ problems: inout SettingsProblems) -> SkewLimits {
        let range = 0.1...86_400.0
        var limits = SkewLimits()
        problems.take(&limits.warning, try top.seconds("skew-warning", in: range).map { $0 / .seconds(1) })
        problems.take(&limits.critical, try top.seconds("skew-critical", in: range).map { $0 / .seconds(1) })
        if limits.critical < limits.warning {
            problems.add([top.error("skew-critical", "must not be less than skew-warning, \(limits.warning)")])
        }
        return limits
    }

    private static func protection(
        _ section: TOMLSection, for endpoint: ServerEndpoint, sharing shared: TLSKeys
    ) throws(ConfigurationError) -> ServerTarget.Protection {
        let own = try section.tls(TLSKeys.ofServer)
        guard try section.flag("insecure") != true else {
            guard own.isEmpty else { throw section.error("insecure", "contradicts the keys for TLS; take out either") }
            return .insecure
        }
        do throws(TLSKeys.Fault) {
            return try own.completed(by: shared).protection(for: endpoint)
        } catch {
            throw section.error(error.key, error.fix + Configuration.orInsecure("write insecure = true"))
        }
    }

    private static let knownOfServer =
        ["name", "address", "insecure", "mode", "poll-interval", "fill", "links", "partner"] + TLSKeys.ofServer

    private static func server(
        _ section: TOMLSection, sharing shared: Configuration
    ) throws(ConfigurationError) -> Configuration.Server {
        guard let address = try section.text("address") else {
            throw section.error("address", "is missing; write host, host:port or [address]:port")
        }
        let endpoint: ServerEndpoint
        do throws(ServerEndpoint.Invalid) {
            endpoint = try ServerEndpoint(address)
        } catch {
            throw section.error("address", "\(error)")
        }
        let name = try section.text("name") ?? address
        guard (1...40).contains(name.count), SafeText.plain(name.utf8) != nil, !name.contains("\"") else {
            throw section.error("name", "write 1 to 40 visible characters, no quotes or backslashes")
        }
        return Configuration.Server(
            name: name, endpoint: endpoint,
            protection: try protection(section, for: endpoint, sharing: shared.tls),
            fillPlan: try fillPlan(section), mode: try mode(section, interval: shared.pollInterval),
            partner: try section.text("partner"))
    }

    private static func mode(
        _ section: TOMLSection, interval: Duration
    ) throws(ConfigurationError) -> SessionConfiguration.Mode {
        let own = try pollInterval(section)
        switch try section.text("mode") {
        case nil, "active":
            guard own == nil else { throw section.error("poll-interval", "is of use with mode = \"poll\" only") }
            return .active
        case "poll":
            guard try section.flag("fill") != false else {
                throw section.error("fill", "contradicts mode = \"poll\", which asks for all bindings; take out either")
            }
            return .poll(every: own ?? interval)
        default:
            throw section.error("mode", "write \"active\", or \"poll\" for a server without Active Leasequery")
        }
    }

    private static func pollInterval(_ section: TOMLSection) throws(ConfigurationError) -> Duration? {
        try section.seconds("poll-interval", in: 10...86_400)
    }

    private static func fillPlan(_ section: TOMLSection) throws(ConfigurationError) -> FillPlan? {
        var links: [IPv6Address] = []
        for text in try section.texts("links") {
            guard let link = IPv6Address(text), link != .unspecified else {
                throw section.error("links", "'\(text)' is no IPv6 address; write an address of each link")
            }
            links.append(link)
        }
        guard try section.flag("fill") ?? true else {
            guard links.isEmpty else {
                throw section.error("links", "fill = false makes no use of it; take out either")
            }
            return nil
        }
        return FillPlan(links: links)
    }

    /// A server has few slots: one connection to each is enough.
    private static func refuseTwin(
        of server: Configuration.Server, in servers: ArraySlice<Configuration.Server>, _ section: TOMLSection
    ) throws(ConfigurationError) {
        if let place = servers.firstIndex(where: { $0.name == server.name }) {
            throw section.error("name", "is the name of server[\(place + 1)] already; give each its own")
        }
        if let place = servers.firstIndex(where: { $0.endpoint == server.endpoint }) {
            throw section.error("address", "is the address of server[\(place + 1)] already; name each server once")
        }
    }
}
