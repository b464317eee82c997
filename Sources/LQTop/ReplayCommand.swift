import ArgumentParser
import LeasequerySession
import Recordings
import Settings
import Views

/// `lqtop replay`: a recording in the screens in which it was seen.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Show a recording as it was seen.",
        discussion: """
            Plays what 'lqtop --record FILE' wrote, at the times of the recording: phases, clocks, holes and expiry come \
            out as then. No server is asked anything. The header says REPLAY.

            Exit status: 0, or 2 if the file is no recording.
            """)

    @Argument(help: "The recording, or a packet capture (pcap, pcapng) of leasequery in clear.")
    var file: String

    @Option(help: ArgumentHelp("How many times faster than then: 0.01 to 10000.", valueName: "number"))
    var speed = 1.0

    @Option(
        help: ArgumentHelp(
            "Where to begin, in UTC: +SECONDS from the beginning, HH:MM[:SS] or 'YYYY-MM-DD HH:MM[:SS]'. What is before "
                + "is played at once.", valueName: "time"))
    var seek: String?

    @Option(help: "TCP port of servers in a capture; repeat it for several.")
    var port: [UInt16] = [547]

    @Flag(help: "Begin paused.")
    var step = false

    @Option(help: "Configuration file for theme, filters and screen; servers are those of the recording.")
    var config: String?

    @OptionGroup var redaction: RedactionOptions

    @Flag(help: "Leave the mouse to the terminal's own selection; m turns it on.")
    var noMouse = false

    func run() throws {
        let (preferences, point) = try withUsableSettings(settings)
        let input: RecordingInput
        do throws(RecordingInput.Refusal) {
            input = try RecordingInput(file, ports: Set(port))
        } catch {
            StandardError.print("\(error)")
            throw ExitCode.usage
        }
        let sessions = try withUsableSettings { () throws(ConfigurationError) in
            try input.configuration.recordedSessions(isRedacted: preferences.redactor != nil)
        }
        try withReportedFailure {
            try Composition(servers: 1).replay(
                input, sessions: sessions, preferences: preferences,
                standing: ReplayStanding(speed: speed, isPaused: step), from: point)
        }
    }

    private func settings() throws(ConfigurationError) -> (Preferences, SeekPoint?) {
        var own = try ConfigurationFile.load(config)
        try redaction.apply(to: &own)
        if noMouse { own.usesMouse = false }
        guard (0.01...10_000).contains(speed) else {
            throw ConfigurationError("command line", key: "--speed", value: "\(speed)", "write 0.01 to 10000")
        }
        guard let seek else { return (own.preferences, nil) }
        guard let point = SeekPoint(seek) else {
            throw ConfigurationError(
                "command line", key: "--seek", value: seek,
                "write +SECONDS, HH:MM, HH:MM:SS or 'YYYY-MM-DD HH:MM:SS', in UTC")
        }
        return (own.preferences, point)
    }
}
