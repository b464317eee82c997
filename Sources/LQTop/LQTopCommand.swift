import ArgumentParser

@main
struct LQTopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "lqtop", subcommands: [])
}
