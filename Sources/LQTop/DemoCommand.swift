import ArgumentParser
import LeasequerySession
import Settings

/// `lqtop demo`: the dashboard over three servers of its own, by real TCP on loopback.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch three simulated servers on loopback.",
        discussion: """
            'steady' does what it should. 'skewed' is its partner: it has the same bindings, learns of changes 2 s \
            later, and has its clock 2.7 s ahead. 'flaky' cuts its connections every 20 to 40 s, so that reconnecting \
            and catching up can be seen.
            """)

    @Option(help: ArgumentHelp("The same number makes the same subscribers.", valueName: "number"))
    var seed: UInt64 = 1

    @OptionGroup(title: "Recording") var recording: RecordingOptions
    @OptionGroup var redaction: RedactionOptions

    @Flag(help: "Leave the mouse to the terminal's own selection; m turns it on.")
    var noMouse = false

    func run() throws {
        var configuration = Configuration()
        try withUsableSettings { () throws(ConfigurationError) in
            configuration.recording = try recording.target(else: nil)
            try redaction.apply(to: &configuration)
            try configuration.checkRedaction()
        }
        try withReportedFailure {
            let composition = try Composition(servers: DemoServer.plans.count)
            let servers = try DemoServer.plans.map { try DemoServer($0, seed: seed, on: composition.group) }
            defer { for server in servers { server.stop() } }
            configuration.servers = servers.map(\.asConfigured)
            configuration.pools = DemoServer.pools
            configuration.usesMouse = !noMouse
            // Nobody waits a minute in a demo for what happens every half.
            configuration.timers.retry = .seconds(5)
            configuration.timers.retryCeiling = .seconds(20)
            let session = try configuration.session(as: OwnIdentity.load())
            try composition.watch(configuration, session: session, notices: [])
        }
    }
}
