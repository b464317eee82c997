import ArgumentParser

@main
struct LQServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "lqserve")
}
