import ArgumentParser
import LeasequerySession
import Settings

/// What is to be watched, and as whom.
struct WatchPlan {
    let configuration: Configuration
    let session: SessionConfiguration
    /// What the user should know although it works.
    let notices: [String]

    /// Leaves with status 2 if there is nothing that can be watched, and says why.
    init(_ read: () throws(ConfigurationError) -> Configuration) throws {
        let configuration = try withUsableSettings(read)
        guard !configuration.servers.isEmpty || configuration.file != nil else {
            for line in FirstRun.lines { StandardError.print(line) }
            throw ExitCode.usage
        }
        (session, notices) = try withUsableSettings { () throws(ConfigurationError) in
            guard !configuration.servers.isEmpty else { throw WatchPlan.nothingToWatch(configuration) }
            try configuration.checkRedaction()
            let identity = OwnIdentity.load()
            let session = try configuration.session(as: identity)
            return (session, configuration.warnings(session) + [identity.problem].compactMap { $0 })
        }
        self.configuration = configuration
    }

    private static func nothingToWatch(_ configuration: Configuration) -> ConfigurationError {
        ConfigurationError(
            configuration.file ?? "command line",
            "no servers: add [[server]], or name one with --server ADDRESS; 'lqtop demo' shows what it looks like")
    }
}
