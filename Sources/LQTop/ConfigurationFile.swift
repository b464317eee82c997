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

    /// Reads `path`, or the first of `places` that is there, or takes the defaults.
    ///
    /// - Throws: `ConfigurationError` if the file cannot be read or something in it cannot be used.
    static func load(_ path: String?, places: [String] = places) throws(ConfigurationError) -> Configuration {
        guard let path = path ?? places.first(where: { access($0, F_OK) == 0 }) else { return Configuration() }
        return try parse(TOMLSection(file: path), file: path)
    }

    static func parse(_ text: String, file: String) throws(ConfigurationError) -> Configuration {
        try parse(TOMLSection(parsing: text, file: file), file: file)
    }

    private static func parse(_ top: TOMLSection, file: String) throws(ConfigurationError) -> Configuration {
        try top.refuseOthers(
            than: [
                "max-bindings", "connect-timeout", "receive-timeout", "send-timeout", "retry-interval",
                "longest-retry-interval", "secure-timeout", "poll-interval", "skew-warning", "skew-critical",
                "metrics-file", "state-file", "alarms", "server",
            ] + TLSKeys.files)
        var configuration = Configuration(file: file)
        if let limit = try top.integer("max-bindings", in: 1...50_000_000) { configuration.maxBindings = limit }
        configuration.timers = try timers(top)
        configuration.metricsFile = try top.path("metrics-file")
        configuration.stateFile = try top.path("state-file")
        configuration.tls = try top.tls()
        if let interval = try pollInterval(top) { configuration.pollInterval = interval }
        configuration.skewLimits = try skewLimits(top)
        if let section = try top.section("alarms") { configuration.alarms = try AlarmKeys.read(section) }
        let sections = try top.sections("server")
        for section in sections {
            let server = try server(section, sharing: configuration)
            try refuseTwin(of: server, in: configuration.servers, section)
            configuration.servers.append(server)
        }
        try PartnerNames.settle(&configuration.servers, sections)
        return configuration
    }

    private static func timers(_ top: TOMLSection) throws(ConfigurationError) -> SessionTimers {
        let range = 0.1...86_400.0
        var timers = SessionTimers()
        if let value = try top.seconds("connect-timeout", in: range) { timers.connect = value }
        if let value = try top.seconds("receive-timeout", in: range) { timers.receive = value }
        if let value = try top.seconds("send-timeout", in: range) { timers.send = value }
        if let value = try top.seconds("retry-interval", in: range) { timers.retry = value }
        if let value = try top.seconds("longest-retry-interval", in: range) { timers.retryCeiling = value }
        if let value = try top.seconds("secure-timeout", in: range) { timers.secure = value }
        guard timers.retryCeiling >= timers.retry else {
            throw top.error("longest-retry-interval", "must not be shorter than retry-interval")
        }
        return timers
    }

    private static func skewLimits(_ top: TOMLSection) throws(ConfigurationError) -> SkewLimits {
        let range = 0.1...86_400.0
        var limits = SkewLimits()
        if let value = try top.seconds("skew-warning", in: range) { limits.warning = value / .seconds(1) }
        if let value = try top.seconds("skew-critical", in: range) { limits.critical = value / .seconds(1) }
        guard limits.critical >= limits.warning else {
            throw top.error("skew-critical", "must not be less than skew-warning, \(limits.warning)")
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

    private static func server(
        _ section: TOMLSection, sharing shared: Configuration
    ) throws(ConfigurationError) -> Configuration.Server {
        try section.refuseOthers(
            than: ["name", "address", "insecure", "mode", "poll-interval", "fill", "links", "partner"]
                + TLSKeys.ofServer)
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
        of server: Configuration.Server, in servers: [Configuration.Server], _ section: TOMLSection
    ) throws(ConfigurationError) {
        if let place = servers.firstIndex(where: { $0.name == server.name }) {
            throw section.error("name", "is the name of server[\(place + 1)] already; give each its own")
        }
        if let place = servers.firstIndex(where: { $0.endpoint == server.endpoint }) {
            throw section.error("address", "is the address of server[\(place + 1)] already; name each server once")
        }
    }
}
