import ArgumentParser
import Databases
import History
import OpenSSLTLS
import Requestor
import ResumeState
import Settings

/// `lqtop check`: reads the configuration and prints what it comes to.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration and print what is in effect.",
        discussion: """
            Prints a configuration file that means the same, with where each value comes from, and reads the files for \
            TLS; or prints everything that is wrong, each with its line. Exit status: 0 usable, 2 not.
            """)

    @OptionGroup var servers: ServerOptions

    func run() throws {
        try withUsableSettings { () throws(ConfigurationError) in
            let reading = try ConfigurationFile.read(servers.config)
            for problem in reading.problems.list.dropLast() { StandardError.print("\(problem)") }
            if let last = reading.problems.list.last { throw last }
            let configuration = try servers.configuration(choosingFrom: reading.configuration)
            let identity = OwnIdentity.load()
            print(ConfigurationListing(configuration: configuration, file: reading).text)
            print("# own DUID \(identity.duid)")
            for warning in configuration.warnings(try configuration.session(as: identity)) {
                StandardError.print(warning)
            }
            try check(configuration)
            if let problem = identity.problem { StandardError.print(problem) }
            if configuration.servers.isEmpty { StandardError.print("no servers: add [[server]] or give --server") }
        }
    }

    /// Looks into the files that it names.
    private func check(_ configuration: Configuration) throws(ConfigurationError) {
        try configuration.checkRedaction()
        for server in configuration.servers {
            do throws(TLSFailure) {
                try server.protection.checkFiles()
            } catch {
                throw ConfigurationError(configuration.file ?? "command line", key: server.name, "\(error)")
            }
        }
        if let path = configuration.stateFile {
            do throws(StateFileError) {
                try StateFile.check(path)
            } catch {
                throw ConfigurationError(configuration.file ?? "command line", key: "state-file", "\(error)")
            }
        }
        if let path = configuration.history.file {
            do throws(DatabaseError) {
                try PrivateFile.check(path, .history)
            } catch {
                throw ConfigurationError(configuration.file ?? "command line", key: "history.file", "\(error)")
            }
        }
    }
}
