import ArgumentParser
import DHCPv6Wire
import NIOCore
import Responder

/// What every source of bindings can be served with.
struct ServiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Where to listen; may be repeated. Port 0 takes a free one.", valueName: "[address]:port"))
    var listen: [ListenAddress] = [ListenAddress("::1", 5470)]

    @Flag(
        help: "Answer ACTIVELEASEQUERY too: off unless asked for (RFC 7653 section 9.1). Bulk queries always are.")
    var enableActive = false

    @OptionGroup(title: "TLS") var protection: ProtectionOptions

    @Option(help: ArgumentHelp("Send an empty message after this long without news.", valueName: "seconds"))
    var keepalive = 60.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Let the server's clock be wrong by this much.", valueName: "seconds"))
    var clockOffset = 0.0

    @Option(help: "How many ended bindings to remember for requestors that come back.")
    var history = 100_000

    @Option(help: "How many connections to accept at a time.")
    var maxConnections = 10

    @Option(
        help: ArgumentHelp(
            "How many queries of one address may run at a time; more get NotAllowed. Without it, --max-connections "
                + "is the limit.", valueName: "number"))
    var maxQueries: Int?

    @Option(
        help: ArgumentHelp(
            "Where connections may come from, IPv4 or IPv6; may be repeated. Others are closed at once. Without it, "
                + "from anywhere.", valueName: "prefix"))
    var allowFrom: [SourcePrefix] = []

    @Option(
        help: ArgumentHelp(
            "What requestors do not get even if they ask for it; may be repeated.",
            valueName: "item"))
    var suppress: [SuppressedItem] = []

    func validate() throws {
        if !(0.01...86_400).contains(keepalive) { throw ValidationError("--keepalive: not in 0.01...86400 seconds") }
        if !(-1e9...1e9).contains(clockOffset) { throw ValidationError("--clock-offset: not in -1e9...1e9 seconds") }
        if history < 0 { throw ValidationError("--history: cannot be below 0") }
        if maxConnections < 1 { throw ValidationError("--max-connections: cannot be below 1") }
        if let maxQueries, maxQueries < 1 { throw ValidationError("--max-queries: cannot be below 1") }
    }

    func configuration(serverID: DUID) throws -> ServerConfiguration {
        var rules = SessionRules(serverID: serverID)
        rules.activeLeasequery = enableActive
        rules.keepalive = .seconds(keepalive)
        for item in suppress { rules.permitted.remove(item.option) }
        var configuration = ServerConfiguration(
            rules: rules, addresses: try listen.map { try $0.socketAddress() }, protection: try protection.protection())
        configuration.connectionLimit = maxConnections
        configuration.queryLimit = maxQueries
        configuration.sources = allowFrom.isEmpty ? nil : allowFrom.map(\.prefix)
        configuration.endedLimit = history
        configuration.clockOffset = .seconds(clockOffset)
        return configuration
    }
}

/// `[2001:db8::1]:5470` or `127.0.0.1:5470`.
struct ListenAddress: ExpressibleByArgument {
    let host: String
    let port: Int

    init(_ host: String, _ port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...])
        else { return nil }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        self.init(String(host), Int(port))
        guard (try? socketAddress()) != nil else { return nil }
    }

    var defaultValueDescription: String { "[\(host)]:\(port)" }

    func socketAddress() throws -> SocketAddress { try SocketAddress(ipAddress: host, port: port) }
}

/// `20-40`: from so many seconds to so many.
struct SecondsRange: ExpressibleByArgument {
    let range: ClosedRange<Duration>

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count == 2, let from = parts[0], let to = parts[1], from > 0, from <= to, to <= 86_400 else {
            return nil
        }
        range = .seconds(from) ... .seconds(to)
    }
}

/// `2001:db8::/32`, `192.0.2.0/24`, or a single address. An IPv4 prefix is one of IPv4-mapped addresses.
struct SourcePrefix: ExpressibleByArgument {
    let prefix: IPv6Prefix

    init?(argument: String) {
        let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isIPv4 = !parts[0].contains(":")
        guard let address = IPv6Address(isIPv4 ? "::ffff:\(parts[0])" : parts[0]) else { return nil }
        guard parts.count == 2 else {
            prefix = IPv6Prefix(address, length: 128)
            return
        }
        guard let length = UInt8(parts[1]), length <= (isIPv4 ? 32 : 128) else { return nil }
        prefix = IPv6Prefix(address, length: isIPv4 ? 96 + length : length)
        guard prefix.address == address else { return nil }
    }
}

/// What an operator may keep to the server (RFC 7653 sections 3 and 9.3).
enum SuppressedItem: String, ExpressibleByArgument, CaseIterable {
    case relayData = "relay-data"
    case clientFQDN = "client-fqdn"

    var option: RequestedOptions {
        switch self {
        case .relayData: .relayData
        case .clientFQDN: .clientFQDN
        }
    }
}
