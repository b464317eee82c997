import ArgumentParser
import LeasequerySession
import Settings
import Views

/// `lqtop`: the configured servers, with a dashboard or without.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch the bindings of DHCPv6 servers live (the default).",
        discussion: """
            Holds one Active Leasequery (RFC 7653) to every server and shows what changes. Keys: ? for help, q to quit.

            Example: lqtop --insecure --server '[::1]:5470'

            With --headless nothing is shown: what happens to the feeds goes to standard error, line by line. SIGTERM \
            and SIGINT end it, with status 0 if everything is kept that was to be; SIGHUP reads the configuration anew.
            """,
        aliases: ["run"])

    @OptionGroup(title: "Servers") var servers: ServerOptions
    @OptionGroup var redaction: RedactionOptions

    @Option(
        help: ArgumentHelp(
            "Write figures for monitoring there every 15 s, in the text format of Prometheus.", valueName: "file"))
    var metricsFile: String?

    @Option(
        help: ArgumentHelp(
            "Serve these figures there by HTTP, for Prometheus, for example at [::1]:9547.", valueName: "address"))
    var metricsListen: String?

    @Flag(help: "Let others than this machine read them.")
    var metricsPublic = false

    @Option(
        help: ArgumentHelp(
            "Remember what is known there, so that the next start goes on from it. Made if it is not there.",
            valueName: "file"))
    var stateFile: String?

    @OptionGroup(title: "Recording") var recording: RecordingOptions

    @Flag(help: "Run without a terminal, as a service does.")
    var headless = false

    @Flag(help: "Leave the mouse to the terminal's own selection; m turns it on.")
    var noMouse = false

    @Option(help: ArgumentHelp("Most pictures a second that no key asked for: 0.1 to 60.", valueName: "number"))
    var fps: Double?

    func run() throws {
        let configuration = try withUsableSettings(effectiveConfiguration)
        guard !configuration.servers.isEmpty || configuration.file != nil else {
            for line in FirstRun.lines { StandardError.print(line) }
            throw ExitCode.usage
        }
        let (session, notices) = try withUsableSettings { () throws(ConfigurationError) in
            guard !configuration.servers.isEmpty else { throw WatchCommand.nothingToWatch(configuration) }
            let identity = OwnIdentity.load()
            let session = try configuration.session(as: identity)
            return (session, configuration.warnings(session) + [identity.problem].compactMap { $0 })
        }
        var isKept = true
        try withReportedFailure {
            let servers = configuration.servers.count
            if headless {
                isKept = try HeadlessWatch(servers: servers)
                    .run(configuration, session: session, notices: notices, reread: effectiveConfiguration)
            } else {
                try Composition(servers: servers)
                    .watch(configuration, session: session, notices: notices, reread: effectiveConfiguration)
            }
        }
        if !isKept { throw ExitCode.failure }
    }

    /// What the file and the options come to, now.
    private func effectiveConfiguration() throws(ConfigurationError) -> Configuration {
        var configuration = try servers.configuration()
        configuration.metricsFile = metricsFile ?? configuration.metricsFile
        configuration.metricsListen = try metricsAddress() ?? configuration.metricsListen
        configuration.stateFile = stateFile ?? configuration.stateFile
        configuration.recording = try recording.target(else: configuration.recording)
        configuration.fps = fps ?? configuration.fps
        try redaction.apply(to: &configuration)
        if noMouse { configuration.usesMouse = false }
        guard Configuration.fpsRange.contains(configuration.fps) else {
            throw ConfigurationError("command line", key: "--fps", value: "\(configuration.fps)", "write 0.1 to 60")
        }
        return configuration
    }

    private func metricsAddress() throws(ConfigurationError) -> MetricsAddress? {
        guard let metricsListen else { return nil }
        guard let address = MetricsAddress(metricsListen) else {
            throw ConfigurationError(
                "command line", key: "--metrics-listen", value: metricsListen, MetricsAddress.fix)
        }
        guard address.isLoopback || metricsPublic else {
            throw ConfigurationError(
                "command line", key: "--metrics-listen", value: metricsListen,
                MetricsAddress.refusal("--metrics-public"))
        }
        return address
    }

    private static func nothingToWatch(_ configuration: Configuration) -> ConfigurationError {
        ConfigurationError(
            configuration.file ?? "command line",
            "no servers: add [[server]], or name one with --server ADDRESS; 'lqtop demo' shows what it looks like")
    }
}
