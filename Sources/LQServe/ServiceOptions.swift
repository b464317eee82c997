import ArgumentParser
import DHCPv6Wire
import NIOCore
import Responder
import Settings

/// What every source of bindings can be served with. What is not said here may be said in a file, and else has its
/// default: `ServiceSettings`.
struct ServiceOptions: ParsableArguments {
    static let timeRange = 0.01...86_400.0

    @Option(
        help: ArgumentHelp(
            "A file of settings, over which options win; lqserve.toml.example shows every key.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Where to listen; may be repeated. Port 0 takes a free one. Without it, [::1]:5470.",
            valueName: "[address]:port"))
    var listen: [ListenAddress] = []

    @Flag(
        inversion: .prefixedNo,
        help: "Answer ACTIVELEASEQUERY too: off unless asked for (RFC 7653 section 9.1). Bulk queries always are.")
    var enableActive: Bool?

    @OptionGroup(title: "TLS") var protection: ProtectionOptions

    @Option(
        help: ArgumentHelp("Send an empty message after this long without news; else 60.", valueName: "seconds"),
        transform: seconds(in: timeRange))
    var keepalive: Duration?

    @Option(
        help: ArgumentHelp(
            "Close an active query that takes nothing for this long; else 120.", valueName: "seconds"),
        transform: seconds(in: timeRange))
    var sendTimeout: Duration?

    @Option(
        help: ArgumentHelp(
            "Close a connection without a query, or that takes nothing of a bulk answer, for this long; else 300.",
            valueName: "seconds"), transform: seconds(in: timeRange))
    var idleTimeout: Duration?

    @Option(
        help: ArgumentHelp("For STARTTLS to come, and again for the handshake; else 120.", valueName: "seconds"),
        transform: seconds(in: timeRange))
    var secureTimeout: Duration?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Let the server's clock be wrong by this much.", valueName: "seconds"),
        transform: seconds(in: -1e9...1e9))
    var clockOffset: Duration?

    @Option(help: "How many ended bindings to remember for requestors that come back; else 100000.")
    var history: Int?

    @Option(help: "How many connections to accept at a time; else 10.")
    var maxConnections: Int?

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
        help: ArgumentHelp("What requestors do not get even if they ask for it; may be repeated.", valueName: "item"))
    var suppress: [SuppressedItem] = []

    func validate() throws {
        if let history, history < 0 { throw ValidationError("--history: cannot be below 0") }
        if let maxConnections, maxConnections < 1 { throw ValidationError("--max-connections: cannot be below 1") }
        if let maxQueries, maxQueries < 1 { throw ValidationError("--max-queries: cannot be below 1") }
    }

    /// The file of settings, if one is named.
    func file() throws(ConfigurationError) -> TOMLSection? {
        guard let config else { return nil }
        let file = try TOMLSection(file: config)
        try file.refuseOthers(than: ServiceSettings.keys + [KeaFileOptions.section, KeaHAOptions.section])
        return file
    }
}

/// Reads an option in seconds, whole or not.
func seconds(in range: ClosedRange<Double>) -> @Sendable (String) throws -> Duration {
    { text in
        guard let number = Double(text), range.contains(number) else {
            throw ValidationError("not in \(range.lowerBound)...\(range.upperBound) seconds")
        }
        return .seconds(number)
    }
}
