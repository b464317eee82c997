import ArgumentParser
import Databases
import History
import ResumeState
import Settings

/// `lqtop forget`: deletes what was remembered.
struct ForgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Delete the state file, or a history file.",
        discussion:
            "Exit status: 0 if it is gone, also if there was none; 1 if it is in use or no file of lqtop; 2 for "
            + "wrong usage.")

    @Option(help: "Configuration file, instead of ~/.config/lqtop/lqtop.toml or /etc/lqtop/lqtop.toml.")
    var config: String?

    @Option(help: ArgumentHelp("The state file, instead of the one in the configuration.", valueName: "file"))
    var stateFile: String?

    @Option(help: ArgumentHelp("Delete this history file instead.", valueName: "file"))
    var history: String?

    func run() throws {
        if let history {
            return try withReportedFailure { try report(PrivateFile.delete(history, .history), history) }
        }
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
            try report(StateFile.forget(path), path)
        }
    }

    private func report(_ deleted: [String], _ path: String) {
        let list = deleted.joined(separator: ", ")
        StandardError.print(deleted.isEmpty ? "nothing to forget: there is no \(path)" : "deleted \(list)")
    }
}
