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

    @Option(
        help: ArgumentHelp(
            "Keep who had which address and prefix when in this file, for lqtop who (docs/history.md).",
            valueName: "file"))
    var history: String?

    @Option(help: ArgumentHelp("Append what happens to this file as lines of JSON.", valueName: "file"))
    var streamFile: String?

    @Option(help: ArgumentHelp("Write such lines to whoever connects to this unix socket.", valueName: "path"))
    var streamSocket: String?

    @Option(help: ArgumentHelp("Of the changes write only those that pass.", valueName: "filter"))
    var streamFilter: String?

    @Flag(help: "Run without a terminal, as a service does.")
    var headless = false

    @Flag(help: "Leave the mouse to the terminal's own selection; m turns it on.")
    var noMouse = false

    @Option(help: ArgumentHelp("Most pictures a second that no key asked for: 0.1 to 60.", valueName: "number"))
    var fps: Double?

    func run() throws {
        let plan = try WatchPlan(effectiveConfiguration)
        var problems: [String] = []
        try withReportedFailure {
            let servers = plan.configuration.servers.count
            if headless {
                problems = try HeadlessWatch(servers: servers).run(plan, reread: effectiveConfiguration).problems
            } else {
                try Composition(servers: servers)
                    .watch(
                        plan.configuration, session: plan.session, notices: plan.notices, reread: effectiveConfiguration
                    )
            }
        }
        if !problems.isEmpty { throw ExitCode.failure }
    }

    /// What the file and the options come to, now.
    private func effectiveConfiguration() throws(ConfigurationError) -> Configuration {
        var configuration = try servers.configuration()
        configuration.metricsFile = metricsFile ?? configuration.metricsFile
        configuration.metricsListen = try metricsAddress() ?? configuration.metricsListen
        configuration.stream.file = streamFile ?? configuration.stream.file
        configuration.stream.socket = streamSocket ?? configuration.stream.socket
        configuration.stream.filter =
            try configuration.filter(streamFilter, option: "--stream-filter") ?? configuration.stream.filter
        configuration.stateFile = stateFile ?? configuration.stateFile
        configuration.history.file = history ?? configuration.history.file
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
}
