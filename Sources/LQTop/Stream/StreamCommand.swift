import ArgumentParser
import Bindings
import LeasequerySession
import Settings
import Views

/// `lqtop stream`: what happens, as lines of JSON.
struct StreamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream",
        abstract: "Write what happens as lines of JSON, one for each change.",
        discussion: """
            Watches the servers without a terminal, as watch --headless does, and writes to standard output unless \
            --output or --socket is given; docs/stream.md says what the lines mean. Example:

              lqtop stream --filter kind:pd | jq -c 'select(.change == "new") | .["ip-address"]'

            Exit status: 0 ended by a signal with everything written, 3 the reader left or changes were dropped (the \
            stream says which), 1 it could not be written to its end, 2 the options cannot be used.
            """)

    @OptionGroup(title: "Servers") var servers: ServerOptions
    @OptionGroup var redaction: RedactionOptions

    @Option(
        help: ArgumentHelp(
            "Write only the changes that pass, in the language of / in the dashboard (docs/filter.md).",
            valueName: "filter"))
    var filter: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("A file to append to; - is standard output.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("A unix socket for readers; each gets what happens from then on.", valueName: "path"))
    var socket: String?

    @Option(help: ArgumentHelp("MiB after which the file is put aside as file.1: 1 to 1000000.", valueName: "number"))
    var fileSize = StreamSettings().fileSize >> 20

    @Option(help: ArgumentHelp("Files kept, the one that is written included: 1 to 1000.", valueName: "number"))
    var files = StreamSettings().files

    @Option(help: ArgumentHelp("Remember what is known there, as watch does.", valueName: "file"))
    var stateFile: String?

    private var usesStandardOutput: Bool { output == "-" || output == nil && socket == nil }

    func run() throws {
        let plan = try WatchPlan(effectiveConfiguration)
        var ending = Services.Ending()
        try withReportedFailure {
            ending = try HeadlessWatch(servers: plan.configuration.servers.count)
                .run(plan, reread: effectiveConfiguration, streamsToStandardOutput: usesStandardOutput)
        }
        if !ending.problems.isEmpty { throw ExitCode.failure }
        if ending.isPartial { throw ExitCode.partial }
    }

    private func effectiveConfiguration() throws(ConfigurationError) -> Configuration {
        var configuration = try servers.configuration()
        configuration.stateFile = stateFile ?? configuration.stateFile
        configuration.stream = StreamSettings()
        configuration.history.file = nil
        configuration.stream.file = output == "-" ? nil : output
        configuration.stream.socket = socket
        configuration.stream.fileSize = try checked(fileSize, in: StreamSettings.fileSizeRange, "--file-size") << 20
        configuration.stream.files = try checked(files, in: StreamSettings.filesRange, "--files")
        configuration.stream.filter = try configuration.filter(filter, option: "--filter")
        try redaction.apply(to: &configuration)
        return configuration
    }

    private func checked(
        _ number: Int, in range: ClosedRange<Int>, _ option: String
    ) throws(ConfigurationError) -> Int {
        guard range.contains(number) else {
            throw ConfigurationError(
                "command line", key: option, value: "\(number)", "write \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

extension Configuration {
    /// A filter in which the names of this configuration may be used.
    func filter(_ text: String?, option: String) throws(ConfigurationError) -> Filter? {
        guard let text else { return nil }
        do throws(FilterError) {
            return try Filter(parsing: text, saved: filters.filters)
        } catch {
            throw ConfigurationError("command line", key: option, value: text, "\(error)")
        }
    }
}
