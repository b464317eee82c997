import DHCPv6Wire
import Glibc
import LeasequerySession
import Requestor

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
        let octets: [UInt8]
        do throws(SmallFile.Failure) {
            octets = try SmallFile.read(path)
        } catch {
            throw ConfigurationError(path, "cannot be read: \(error)")
        }
        guard let text = String(validating: octets, as: UTF8.self), !octets.contains(0) else {
            throw ConfigurationError(path, "is not UTF-8 text")
        }
        return try parse(text, file: path)
    }

    static func parse(_ text: String, file: String) throws(ConfigurationError) -> Configuration {
        let top = try TOMLSection(parsing: text, file: file)
        try top.refuseOthers(than: [
            "max-bindings", "connect-timeout", "receive-timeout", "send-timeout", "retry-interval",
            "longest-retry-interval", "server",
        ])
        var configuration = Configuration(file: file)
        if let limit = try top.integer("max-bindings", in: 1...50_000_000) { configuration.maxBindings = limit }
        configuration.timers = try timers(top)
        for section in try top.sections("server") {
            let server = try server(section)
            try refuseTwin(of: server, in: configuration.servers, section)
            configuration.servers.append(server)
        }
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
        guard timers.retryCeiling >= timers.retry else {
            throw top.error("longest-retry-interval", "must not be shorter than retry-interval")
        }
        return timers
    }

    private static func server(_ section: TOMLSection) throws(ConfigurationError) -> Configuration.Server {
        try section.refuseOthers(than: ["name", "address", "insecure"])
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
        guard try section.flag("insecure") == true else {
            throw section.error("insecure", Configuration.needsInsecure("write insecure = true"))
        }
        return Configuration.Server(name: name, endpoint: endpoint, isInsecure: true)
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
