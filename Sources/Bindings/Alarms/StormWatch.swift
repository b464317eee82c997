import DHCPv6Wire
import LeasequerySession

/// Whether a server tells far more changes than usual, and who is behind them.
struct StormWatch: Hashable, Sendable {
    /// The rate is the mean of so many seconds.
    static let meanOf = 10

    private(set) var isOn = false
    /// Who is behind it: counted once a second is like one of a storm, from the next on.
    var tally: StormTally?
    private(set) var report: StormReport?

    /// Some seconds are over, with so many statements. Who told them has been counted already, if there is a tally.
    mutating func second(_ pace: ChangePace, _ statements: Int, _ settings: AlarmSettings, at now: Moment) {
        guard let usual = pace.usual, let rate = pace.rate else { return end() }
        let limit = StormWatch.limit(usual, settings)
        if tally != nil {
            tally?.statements += UInt64(statements)
        } else if Double(pace.lastSecond) >= limit {
            tally = StormTally()
        }
        // Half as much ends it: a rate that swings around the limit is one storm.
        isOn = rate >= (isOn ? limit / 2 : limit)
        guard isOn else {
            report = nil
            if max(rate, Double(pace.lastSecond)) < limit / 2 { tally = nil }
            return
        }
        var report = StormReport(
            perSecond: rate, usualPerSecond: usual.perSecond, peak: max(rate, self.report?.peak ?? 0), at: now)
        tally?.fill(&report)
        self.report = report
    }

    /// The feed is not live any more.
    mutating func end() {
        self = StormWatch()
    }

    private static func limit(_ usual: UsualPace, _ settings: AlarmSettings) -> Double {
        max(settings.stormFloor, settings.stormFactor * usual.perSecond)
    }
}

/// Who is behind a storm.
struct StormTally: Hashable, Sendable {
    /// Statements that there were.
    var statements: UInt64 = 0
    private var clients = HeavyHitters<DUIDHead>(capacity: 32)
    private var links = HeavyHitters<IPv6Address>(capacity: 32)
    private var networks = HeavyHitters<IPv6Address>(capacity: 32)

    /// Counts one statement.
    ///
    /// - Parameter link: of the client, as its relay named it; nil: not known.
    mutating func count(client: DUIDHead, address: IPv6Address, link: IPv6Address?) {
        clients.count(client)
        networks.count(address.masked(to: 48))
        if let link { links.count(link) }
    }

    func fill(_ report: inout StormReport) {
        report.statements = statements
        report.counted = clients.total
        report.clients = clients.top(StormReport.listed).map {
            StormReport.Share(DUID(octets: $0.key.octets), isPart: !$0.key.isWhole, atLeast: $0.atLeast)
        }
        report.links = links.top(StormReport.listed).map { StormReport.Share($0.key, atLeast: $0.atLeast) }
        report.networks = networks.top(StormReport.listed).map {
            StormReport.Share(IPv6Prefix($0.key, length: 48), atLeast: $0.atLeast)
        }
    }
}

/// How much a server tells, and who is behind it.
public struct StormReport: Hashable, Sendable {
    /// Somebody who has a part in it.
    public struct Share<Who: Hashable & Sendable>: Hashable, Sendable {
        public var who: Who
        /// The beginning of a longer one; all that begin so are counted together.
        public var isPart: Bool
        /// Statements that were counted: no fewer than this.
        public var atLeast: UInt32

        public init(_ who: Who, isPart: Bool = false, atLeast: UInt32) {
            self.who = who
            self.isPart = isPart
            self.atLeast = atLeast
        }
    }

    /// As many of each sort are listed.
    public static let listed = 5

    /// Statements a second, over the ten seconds before `at`.
    public var perSecond: Double
    public var usualPerSecond: Double
    /// The most that `perSecond` has been.
    public var peak: Double
    /// When this was measured.
    public var at: Moment
    /// Statements since counting began.
    public var statements: UInt64 = 0
    /// Of these, as many were looked at: in a second with very many only the first are.
    public var counted: UInt64 = 0
    /// The most frequent first.
    public var clients: [Share<DUID>] = []
    /// The links that relays named; empty if the server does not tell relay data.
    public var links: [Share<IPv6Address>] = []
    /// The /48 that the bindings lie in.
    public var networks: [Share<IPv6Prefix>] = []

    public init(perSecond: Double, usualPerSecond: Double, peak: Double, at: Moment) {
        self.perSecond = perSecond
        self.usualPerSecond = usualPerSecond
        self.peak = peak
        self.at = at
    }
}
