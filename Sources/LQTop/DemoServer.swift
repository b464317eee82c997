import Bindings
import DHCPv6Wire
import NIOCore
import NIOPosix
import Requestor
import Responder

/// One embedded reference server with simulated subscribers.
struct DemoServer {
    struct Plan {
        var name: String
        var bindings: Int
        /// Changes a second.
        var rate: Double
        var clockOffset: Duration = .zero
        var dropEvery: ClosedRange<Duration>?
        /// The partner of this server: has the same subscribers, and hears of them from it.
        var follows: String?

        var partner: String? { follows ?? DemoServer.plans.first { $0.follows == name }?.name }
    }

    /// Everybody renews within half a minute, so that all kinds of change are soon seen.
    static let plans = [
        Plan(name: "steady", bindings: 600, rate: 20),
        Plan(name: "skewed", bindings: 600, rate: 20, clockOffset: .milliseconds(2_700), follows: "steady"),
        Plan(name: "flaky", bindings: 240, rate: 8, dropEvery: .seconds(20) ... .seconds(40)),
    ]

    /// Those of the first server: of each of its links the prefixes, and of one the addresses.
    static let pools =
        (0..<4 as Range<UInt64>).map { link in
            Pool(
                "homes \(link + 1)", IPv6Prefix(IPv6Address(high: 0x3fff << 48 | link << 26, low: 0), length: 47),
                .prefixes(length: 56))
        } + [
            Pool(
                "link 1", IPv6Prefix(IPv6Address(high: 0x2001_0db8 << 32, low: 0), length: 64),
                .addresses(
                    IPv6Address(high: 0x2001_0db8 << 32, low: 0)...IPv6Address(high: 0x2001_0db8 << 32, low: .max)))
        ]

    let name: String
    let endpoint: ServerEndpoint
    private let partner: String?
    private let server: LeasequeryServer

    /// Listens on a free port of the IPv6 loopback address; waits until it does.
    init(_ plan: Plan, seed: UInt64, on group: any EventLoopGroup) throws {
        let site = UInt8(DemoServer.plans.firstIndex { $0.name == plan.follows ?? plan.name } ?? 0)
        var rules = SessionRules(serverID: DUID(octets: [0, 2, 0, 0, 0x7e, 0xd9] + Array(plan.name.utf8)))
        rules.activeLeasequery = true
        rules.keepalive = .seconds(5)
        var configuration = ServerConfiguration(
            rules: rules, addresses: [try SocketAddress(ipAddress: "::1", port: 0)], protection: .insecure)
        configuration.clockOffset = plan.clockOffset
        configuration.faults = plan.dropEvery.map { FaultPlan(dropEvery: $0, seed: seed) }
        let population = Simulator(
            SimulationParameters(bindings: plan.bindings, rate: plan.rate, seed: seed, site: site))
        let feed: any BindingFeed = plan.follows == nil ? population : LateFeed(population, by: .seconds(2))
        server = try LeasequeryServer(configuration, feed: feed, on: group)
        let port = try server.start().wait().first?.port ?? 0
        endpoint = try ServerEndpoint("[::1]:\(port)")
        name = plan.name
        partner = plan.partner
    }

    var asConfigured: Configuration.Server {
        Configuration.Server(name: name, endpoint: endpoint, protection: .insecure, partner: partner)
    }

    /// Says QueryTerminated to whoever listens, and is gone.
    func stop() {
        // The process is about to end: what cannot be shut down goes with it.
        try? server.shutDown().wait()
    }
}

/// What happens in another feed, told later: as a failover partner learns of it (the lazy updates of RFC 8156).
private struct LateFeed<Feed: BindingFeed>: BindingFeed {
    private var feed: Feed
    private let delay: Duration

    init(_ feed: Feed, by delay: Duration) {
        self.feed = feed
        self.delay = delay
    }

    var links: [IPv6Prefix] { feed.links }

    mutating func start(at now: ServerMoment, _ report: (BindingChange) -> Void) { feed.start(at: now, report) }

    mutating func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {
        feed.advance(to: now.advanced(by: .zero - delay), report)
    }

    func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        feed.describe(client, into: &description)
    }
}
