import ArgumentParser
import LeasequerySession
import Settings
import Views

/// `lqtop`: the dashboard over the configured servers.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Watch the bindings of DHCPv6 servers live (the default).",
        discussion: """
            Holds one Active Leasequery (RFC 7653) to every server and shows what changes. Keys: ? for help, q to quit.

            Example: lqtop --insecure --server '[::1]:5470'
            """)

    @OptionGroup(title: "Servers") var servers: ServerOptions

    @Option(
        help: ArgumentHelp(
            "Write figures for monitoring there every 15 s, in the text format of Prometheus.", valueName: "file"))
    var metricsFile: String?

    @Option(
        help: ArgumentHelp(
            "Remember what is known there, so that the next start goes on from it. Made if it is not there.",
            valueName: "file"))
    var stateFile: String?

    @Flag(help: "Leave the mouse to the terminal's own selection; m turns it on.")
    var noMouse = false

    func run() throws {
        let (configuration, session, notices) = try withUsableSettings { () throws(ConfigurationError) in
            var configuration = try servers.configuration()
            configuration.metricsFile = metricsFile ?? configuration.metricsFile
            if noMouse { configuration.usesMouse = false }
            configuration.stateFile = stateFile ?? configuration.stateFile
            guard !configuration.servers.isEmpty else { throw RunCommand.nothingToWatch }
            let identity = OwnIdentity.load()
            let session = try configuration.session(as: identity)
            return (configuration, session, configuration.warnings(session) + [identity.problem].compactMap { $0 })
        }
        try withReportedFailure {
            try Composition(servers: configuration.servers.count)
                .watch(configuration, session: session, notices: notices)
        }
    }

    private static let nothingToWatch = ConfigurationError(
        "no servers",
        """
        name one with --server ADDRESS --insecure, or list them in ~/.config/lqtop/lqtop.toml; \
        'lqtop demo' shows what it looks like with three servers of its own
        """)
}
