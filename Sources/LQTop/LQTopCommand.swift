import ArgumentParser
import Glibc

@main
struct LQTopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lqtop", abstract: "Watch the bindings of DHCPv6 servers live.", version: lqtopVersion,
        subcommands: [
            WatchCommand.self, StreamCommand.self, DemoCommand.self, ReplayCommand.self, SnapshotCommand.self,
            DiffCommand.self, WhoCommand.self,
            DecodeCommand.self, SkewCommand.self, CheckCommand.self, ForgetCommand.self,
        ],
        defaultSubcommand: WatchCommand.self)

    /// As ArgumentParser's own, but options that cannot be used are told in one line and with status 2.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            StandardError.print("\(message(for: error)) (--help lists what can be given)")
            Glibc.exit(ExitCode.usage.rawValue)
        }
    }
}
