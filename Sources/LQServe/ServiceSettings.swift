import DHCPv6Wire
import Responder
import Settings

/// How the server is to be run: options, then the file, then the defaults, all checked.
struct ServiceSettings {
    /// The keys at the top of the file.
    static let keys =
        [
            "listen", "enable-active", "insecure", "allow", "allow-from", "keepalive", "send-timeout", "idle-timeout",
            "secure-timeout", "clock-offset", "history", "max-connections", "max-queries", "suppress",
        ] + TLSKeys.files

    private var listen = [ListenAddress("::1", 5470)]
    /// All but the server's DUID and addresses.
    private var configuration: ServerConfiguration
    private var suppress: [SuppressedItem] = []

    init(_ options: ServiceOptions, _ file: TOMLSection?) throws(ConfigurationError) {
        configuration = ServerConfiguration(
            rules: SessionRules(serverID: DUID(octets: [])), addresses: [],
            protection: try options.protection.protection(file))
        if let file { try apply(file) }
        apply(options)
    }

    /// As a server is to be run that has this DUID.
    func configuration(serverID: DUID) throws -> ServerConfiguration {
        var configuration = configuration
        configuration.rules.serverID = serverID
        configuration.addresses = try listen.map { try $0.socketAddress() }
        for item in suppress { configuration.rules.permitted.remove(item.option) }
        return configuration
    }

    var protection: ServerConfiguration.Protection { configuration.protection }

    private mutating func apply(_ file: TOMLSection) throws(ConfigurationError) {
        let times = ServiceOptions.timeRange
        let listen = try file.values("listen", "write [address]:port", ListenAddress.init(argument:))
        if !listen.isEmpty { self.listen = listen }
        if let value = try file.flag("enable-active") { configuration.rules.activeLeasequery = value }
        if let value = try file.seconds("keepalive", in: times) { configuration.rules.keepalive = value }
        if let value = try file.seconds("send-timeout", in: times) { configuration.rules.sendTimeout = value }
        if let value = try file.seconds("idle-timeout", in: times) { configuration.rules.bulkTimeout = value }
        if let value = try file.seconds("secure-timeout", in: times) { configuration.rules.secureTimeout = value }
        if let value = try file.seconds("clock-offset", in: -1e9...1e9) { configuration.clockOffset = value }
        if let value = try file.integer("history", in: 0...1_000_000_000) { configuration.endedLimit = value }
        if let value = try file.integer("max-connections", in: 1...1_000_000) { configuration.connectionLimit = value }
        if let value = try file.integer("max-queries", in: 1...1_000_000) { configuration.queryLimit = value }
        let sources = try file.values("allow-from", "write an IPv4 or IPv6 prefix", SourcePrefix.init(argument:))
        if !sources.isEmpty { configuration.sources = sources.map(\.prefix) }
        suppress = try file.values("suppress", "write relay-data or client-fqdn", SuppressedItem.init(rawValue:))
    }

    private mutating func apply(_ options: ServiceOptions) {
        if !options.listen.isEmpty { listen = options.listen }
        if let value = options.enableActive { configuration.rules.activeLeasequery = value }
        if let value = options.keepalive { configuration.rules.keepalive = value }
        if let value = options.sendTimeout { configuration.rules.sendTimeout = value }
        if let value = options.idleTimeout { configuration.rules.bulkTimeout = value }
        if let value = options.secureTimeout { configuration.rules.secureTimeout = value }
        if let value = options.clockOffset { configuration.clockOffset = value }
        if let value = options.history { configuration.endedLimit = value }
        if let value = options.maxConnections { configuration.connectionLimit = value }
        if let value = options.maxQueries { configuration.queryLimit = value }
        if !options.allowFrom.isEmpty { configuration.sources = options.allowFrom.map(\.prefix) }
        if !options.suppress.isEmpty { suppress = options.suppress }
    }
}

extension ServiceSettings: CustomStringConvertible {
    /// As a configuration file that means the same.
    var description: String {
        let rules = configuration.rules
        var lines = [
            "listen = \(TOMLSection.array(listen))", "enable-active = \(rules.activeLeasequery)",
            "keepalive = \(rules.keepalive.inSeconds)", "send-timeout = \(rules.sendTimeout.inSeconds)",
            "idle-timeout = \(rules.bulkTimeout.inSeconds)", "secure-timeout = \(rules.secureTimeout.inSeconds)",
            "clock-offset = \(configuration.clockOffset.inSeconds)", "history = \(configuration.endedLimit)",
            "max-connections = \(configuration.connectionLimit)",
        ]
        if let limit = configuration.queryLimit { lines.append("max-queries = \(limit)") }
        if let sources = configuration.sources { lines.append("allow-from = \(TOMLSection.array(sources))") }
        if !suppress.isEmpty { lines.append("suppress = \(TOMLSection.array(suppress.map(\.rawValue)))") }
        return (lines + protection.asConfigured).joined(separator: "\n")
    }
}
