import ArgumentParser
import DHCPv6Wire
import Responder

/// `lqserve simulate`: bindings of subscribers that exist only here.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serve the bindings of simulated subscribers.",
        discussion: """
            All addresses are out of documentation space. The same seed gives the same subscribers and events.
            Example: lqserve simulate --enable-active --insecure --rate 200 --bindings 100000
            """)

    @OptionGroup var service: ServiceOptions

    @Option(help: "About how many bindings there are.")
    var bindings = 10_000

    @Option(help: "About how many bindings change in a second, renewals included. Lifetimes follow from it.")
    var rate = 50.0

    @Option(help: "The seed of everything that looks random.")
    var seed: UInt64 = 1

    @Option(help: "0 to 127: sites of different numbers have no address in common.")
    var site: UInt8 = 0

    @Option(help: ArgumentHelp("Cut every connection after so many seconds, again and again.", valueName: "from-to"))
    var dropEvery: SecondsRange?

    private var parameters: SimulationParameters {
        SimulationParameters(bindings: bindings, rate: rate, seed: seed, site: site)
    }

    func validate() throws {
        if let fault = parameters.fault { throw ValidationError("--\(fault)") }
    }

    func run() throws {
        let serverID = DUID(octets: [0, 2, 0, 0, 0x7e, 0xd9] + Array("lqserve-\(site)".utf8))
        var configuration = try ServiceSettings(service, try service.file()).configuration(serverID: serverID)
        if let dropEvery { configuration.faults = FaultPlan(dropEvery: dropEvery.range, seed: seed) }
        try ServerProcess().run(configuration, feed: Simulator(parameters))
    }
}
