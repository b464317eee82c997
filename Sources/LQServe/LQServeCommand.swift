import ArgumentParser
import Glibc
import Settings

/// `lqserve`: a reference leasequery server with bindings from somewhere; each source is a subcommand.
@main
struct LQServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lqserve",
        abstract: "Serve DHCPv6 bindings by Active and Bulk Leasequery (RFC 7653, RFC 5460).",
        discussion: "For a Kea that has no Active Leasequery, and for tests and demonstrations.",
        subcommands: [KeaFileCommand.self, KeaHACommand.self, SimulateCommand.self, CheckCommand.self])

    /// Exits with 0 when all is well; else says why in one line and exits with 1 on failure, 2 on wrong usage.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            if code.isSuccess { exit(withError: error) }
            let isOption = code == .validationFailure
            StandardError.print(message(for: error) + (isOption ? " (--help lists what can be given)" : ""))
            let isUsage = isOption || error is ConfigurationError
            Glibc.exit(isUsage ? 2 : code.rawValue)
        }
    }
}
