import DHCPv6Wire
import LeasequerySession

/// What alarms are made of besides reports: how lively each server is, learnt second by second.
struct AlarmWatch: Sendable {
    struct Server: Sendable {
        var pace = ChangePace()
        var storm = StormWatch()
        /// Live changes since the last second.
        var changes = 0
    }

    private(set) var book: AlarmBook
    private(set) var servers: ContiguousArray<Server>
    /// Uptime in whole seconds up to which everything was looked at; nil before the first time.
    private var second: UInt64?
    /// The newest change that was looked at.
    private var sequence: UInt64 = 0

    /// Most changes looked at in a second, the newest: some 0.1 ms for a thousand.
    static let mostCounted: UInt64 = 4096
    /// After so long without a look, the time before counts for nothing.
    private static let longestGap: UInt64 = 3600

    init(servers: Int, _ settings: AlarmSettings) {
        book = AlarmBook(settings)
        self.servers = ContiguousArray(repeating: Server(), count: servers)
    }

    /// What a feed has told; nothing of a bulk query or a catch-up: that happened before.
    @inline(__always)
    mutating func note(_ outcome: borrowing BatchOutcome, origin: UpdateOrigin?, of server: Int) {
        if origin == .live { servers[server].changes += outcome.rated }
    }

    /// Another server answers in its place.
    mutating func startAfresh(_ server: Int) { servers[server] = Server() }

    @discardableResult
    mutating func acknowledge(_ id: Alarm.ID, _ isAcknowledged: Bool) -> Bool {
        book.acknowledge(id, isAcknowledged)
    }

    /// How many whole seconds are over since this was asked last.
    mutating func takeSeconds(at now: Moment) -> Int {
        let current = now.uptime / 1_000_000_000
        defer { second = current }
        guard let second else { return 1 }
        return Int(min(current - min(second, current), AlarmWatch.longestGap))
    }

    /// The changes to look at, if any server may have a storm; nothing twice.
    mutating func takeChanges(of log: borrowing ChangeLog, in reports: [ServerReport], seconds: Int) -> Range<UInt64> {
        let end = log.lastSequence + 1
        defer { sequence = end - 1 }
        var isWanted = false
        for index in servers.indices where reports[index].phase == .live {
            let (pace, changes) = (servers[index].pace, servers[index].changes)
            guard
                servers[index].storm.isWorthCounting(pace, changes: UInt32(clamping: changes / seconds), book.settings)
            else { continue }
            servers[index].storm.begin(changes: changes)
            isWanted = true
        }
        guard isWanted else { return end..<end }
        return max(sequence + 1, log.firstSequence, end - min(end, AlarmWatch.mostCounted))..<end
    }

    /// Counts a change of the log if its server may have a storm.
    mutating func count(_ entry: ChangeLog.Entry, link: IPv6Address?) {
        servers[Int(entry.server)].storm.tally?.count(client: entry.duid, address: entry.address, link: link)
    }

    func isCounting(_ server: Int) -> Bool { servers[server].storm.tally != nil }

    /// Learns from the seconds that are over and asks all rules.
    ///
    /// - Returns: whether an alarm came, went or changed its severity.
    mutating func advance(_ reports: [ServerReport], _ keeping: KeepingStatus?, seconds: Int, at now: Moment) -> Bool {
        var isChanged = book.judge(keeping, at: now)
        for index in servers.indices {
            learn(index, isLive: reports[index].phase == .live, seconds: seconds, at: now)
            let subject = AlarmRule.Subject(
                report: reports[index], pace: servers[index].pace, storm: servers[index].storm,
                settings: book.settings, now: now)
            if book.judge(subject) { isChanged = true }
        }
        book.tidy(at: now)
        return isChanged
    }

    /// Changes of several seconds are shared out evenly: when in them they came is not known.
    private mutating func learn(_ index: Int, isLive: Bool, seconds: Int, at now: Moment) {
        defer { servers[index].changes = 0 }
        guard isLive else {
            servers[index].pace.interrupt()
            servers[index].storm.end()
            return
        }
        let (each, rest) = servers[index].changes.quotientAndRemainder(dividingBy: max(seconds, 1))
        let isStormy = servers[index].storm.isOn
        for second in 0..<seconds {
            servers[index].pace.second(
                changes: UInt32(clamping: each + (second < rest ? 1 : 0)), isStormy: isStormy)
        }
        servers[index].storm.second(servers[index].pace, book.settings, at: now)
    }
}

extension StormWatch {
    fileprivate mutating func begin(changes: Int) {
        tally = tally ?? StormTally()
        tally?.changes += UInt64(changes)
    }
}
