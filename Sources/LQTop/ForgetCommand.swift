import ArgumentParser
import ResumeState
import Settings

/// `lqtop forget`: deletes what was remembered.
struct ForgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Delete the state file.",
        discussion:
            "Exit status: 0 if it is gone, also if there was none; 1 if it is in use or no file of lqtop; 2 for "
            + "wrong usage.")

    @Option(help: "Configuration file, instead of ~/.config/lqtop/lqtop.toml or /etc/lqtop/lqtop.toml.")
    var config: String?

    @Option(help: ArgumentHelp("The state file, instead of the one in the configuration.", valueName: "file"))
    var stateFile: String?

    func run() throws {
        let path = try withUsableSettings { () throws(ConfigurationError) in
            if let stateFile { return stateFile }
            let configuration = try ConfigurationFile.load(config)
            guard let path = configuration.stateFile else {
                throw ConfigurationError(
                    configuration.file ?? "no configuration file", key: "state-file",
                    "is not there, so nothing is remembered; --state-file names one")
            }
            return path
        }
        try withReportedFailure {
            let deleted = try StateFile.forget(path)
            let list = deleted.joined(separator: ", ")
            StandardError.print(deleted.isEmpty ? "nothing to forget: there is no \(path)" : "deleted \(list)")
        }
    }
}
