import DHCPv6Wire
import LeasequerySession

/// What alarms are made of besides reports: how lively each server is, learnt second by second.
struct AlarmWatch: Sendable {
    struct Server: Sendable {
        var pace = ChangePace()
        var storm = StormWatch()
        /// Live statements since the last second.
        var statements = 0
        /// Of these, as many were looked at for a storm.
        var counted = 0
    }

    var book: AlarmBook
    private(set) var servers: ContiguousArray<Server>
    /// Of those we show, the one that expires first; nil: not known.
    var ownCertificate: OwnCertificate?
    /// Uptime in whole seconds up to which everything was looked at; nil before the first time.
    private var second: UInt64?

    /// Most statements of a server looked at in a second of a storm.
    static let mostCounted = 4096
    /// After so long without a look, the time before counts for nothing.
    private static let longestGap: UInt64 = 3600

    init(servers: Int, _ settings: AlarmSettings) {
        book = AlarmBook(settings)
        self.servers = ContiguousArray(repeating: Server(), count: servers)
    }

    /// What a feed has told; nothing of a bulk query or a catch-up: that happened before.
    ///
    /// Statements without news count as well: a client that renews every second says nothing new.
    @inline(__always)
    mutating func note(_ batch: borrowing UpdateBatch, of server: Int) {
        guard batch.updates.first?.origin == .live else { return }
        note(statements: batch.updates.count, of: server)
        if servers[server].storm.tally != nil { count(batch, of: server) }
    }

    @inline(__always)
    mutating func note(statements: Int, of server: Int) { servers[server].statements += statements }

    /// Counts who is behind a storm; no more than so many in a second.
    private mutating func count(_ batch: borrowing UpdateBatch, of server: Int) {
        guard var tally = servers[server].storm.tally else { return }
        // Held once, so that it is changed in place.
        servers[server].storm.tally = nil
        let updates = batch.updates.span
        let octets = batch.octets.span.bytes
        let count = min(updates.count, AlarmWatch.mostCounted - servers[server].counted)
        for index in 0..<count {
            let update = updates[index]
            let details = update.rest.range.dropFirst(update.duid.isWhole ? 0 : Int(update.duid.count))
            tally.count(
                client: update.duid, address: update.lease.address,
                link: ClientLink.address(in: octets.extracting(details)))
        }
        servers[server].counted += count
        servers[server].storm.tally = tally
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

    /// Learns from the seconds that are over and asks all rules.
    ///
    /// - Returns: whether an alarm came, went or changed its severity.
    mutating func advance(_ reports: [ServerReport], _ keeping: KeepingStatus?, seconds: Int, at now: Moment) -> Bool {
        var isChanged = book.judge(keeping, ownCertificate, at: now)
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

    /// Statements of several seconds are shared out evenly: when in them they came is not known.
    private mutating func learn(_ index: Int, isLive: Bool, seconds: Int, at now: Moment) {
        let statements = servers[index].statements
        servers[index].statements = 0
        servers[index].counted = 0
        guard isLive else {
            servers[index].pace.interrupt()
            servers[index].storm.end()
            return
        }
        let (each, rest) = statements.quotientAndRemainder(dividingBy: max(seconds, 1))
        let isStormy = servers[index].storm.isOn
        for second in 0..<seconds {
            servers[index].pace.second(
                changes: UInt32(clamping: each + (second < rest ? 1 : 0)), isStormy: isStormy)
        }
        servers[index].storm.second(servers[index].pace, statements, book.settings, at: now)
    }
}
