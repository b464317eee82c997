import DHCPv6Wire
import LeasequerySession

/// Everything known, as a value: holds the parts and has one entry for each kind of input.
public struct BindingStore: Sendable {
    var tables: ContiguousArray<BindingTable>
    var healths: ContiguousArray<ServerHealth>
    /// Where each feed goes on from what is stored here.
    var resumePoints: ContiguousArray<ResumePoint>
    private(set) var log: ChangeLog
    private(set) var pairView: PairView
    private var rate = RateMeter()
    var dropped: UInt64 = 0
    var watch: AlarmWatch
    /// What was seen and done, for people.
    public internal(set) var eventLog = EventLog()
    var news: ContiguousArray<FeedNews>
    /// As it stands in the log.
    var keepingLogged: KeepingStatus?
    /// nil: nobody asked for a state file.
    public internal(set) var keeping: KeepingStatus?

    /// Most bindings of all servers together, ended ones included. When it is reached, the binding that ended first
    /// makes room; if none has ended, new ones are refused and counted.
    public let limit: Int

    /// Changes kept for the screen.
    public static let changesKept = 65_536
    /// Most octets of details kept, for each binding of the limit.
    public static let detailOctets = 256

    /// - Parameters:
    ///   - servers: in the order of `ServerID`.
    ///   - pairs: which of them are partners; no server twice.
    ///   - limit: at least 1 and less than 2^24.
    ///   - skewLimits: for the clocks of all servers.
    ///   - alarms: from when on something needs somebody.
    public init(
        servers: [(name: String, isInsecure: Bool)], pairs: [FailoverPair] = [], limit: Int,
        skewLimits: SkewLimits = SkewLimits(), alarms: AlarmSettings = AlarmSettings()
    ) {
        watch = AlarmWatch(servers: servers.count, alarms)
        self.limit = max(1, min(limit, BindingIndex.largestCount))
        pairView = PairView(pairs, servers: servers.count)
        tables = ContiguousArray(repeating: BindingTable(), count: servers.count)
        for server in tables.indices where pairView.partners[server] != nil { tables[server].unsettled = [] }
        healths = ContiguousArray(
            servers.enumerated().map { index, server in
                ServerHealth(
                    server: ServerID(rawValue: index), name: server.name, isInsecure: server.isInsecure,
                    skewLimits: skewLimits)
            })
        resumePoints = ContiguousArray(repeating: ResumePoint(), count: servers.count)
        news = ContiguousArray(repeating: FeedNews(), count: servers.count)
        log = ChangeLog(capacity: BindingStore.changesKept)
    }

    /// Compares what a server said with what is known, in order. Traps on a server that was not configured.
    public mutating func apply(_ batch: borrowing UpdateBatch, from server: ServerID, at now: Moment) {
        let skew = healths[server.rawValue].skew(of: batch, at: now)
        let reception = Reception(server: server, at: batch.lastMessageAt ?? now, skew: skew?.seconds)
        var outcome = BatchOutcome(isBulk: batch.updates.first?.origin == .bulk)
        var refused: UInt64 = 0
        var room = limit - tables.reduce(0) { $0 + $1.counts.kept }
        pairView.note(skew, of: server.rawValue)
        let detailRoom = limit * BindingStore.detailOctets - tables.reduce(0) { $0 + $1.pool.octetsInUse }
        var next = 0
        while next < batch.updates.count {
            next = tables[server.rawValue].apply(
                batch, from: next, room: &room, detailRoom: detailRoom, reception: reception, outcome: &outcome,
                log: &log)
            guard next < batch.updates.count else { break }
            if dropOldestEnded(at: reception.at) {
                room += 1
            } else {
                refused += 1
                next += 1
            }
        }
        settle(server.rawValue, at: reception.at)
        dropped += refused
        rate.add(outcome.rated, at: now)
        watch.note(batch, of: server.rawValue)
        healths[server.rawValue].absorb(batch, outcome, dropped: refused, at: now)
        if let resume = batch.resume { resumePoints[server.rawValue] = resume }
    }

    /// Traps on a server that was not configured.
    public mutating func note(_ event: SessionEvent, from server: ServerID) {
        switch event {
        case .serverChanged: startAfresh(server.rawValue)
        case .bulkBegan(let debt, _): tables[server.rawValue].beginRollCall(debt)
        case .bulkEnded(_, let verdict, let at): endRollCall(verdict, of: server, at: at)
        default: break
        }
        healths[server.rawValue].note(event)
        log(event, of: server)
    }

    /// Traps on a server that was not configured.
    public mutating func note(_ reading: ConnectionReading, from server: ServerID) {
        healths[server.rawValue].absorb(reading)
    }

    private mutating func endRollCall(_ verdict: BulkVerdict, of server: ServerID, at now: Moment) {
        let reception = Reception(server: server, at: now, skew: nil)
        let outcome = tables[server.rawValue].endRollCall(verdict.scope, reception, log: &log)
        settle(server.rawValue, at: now)
        healths[server.rawValue].absorb(outcome)
    }

    /// Lets time pass: bindings run out by our clock. To be called once a second.
    ///
    /// - Returns: how many ran out.
    @discardableResult
    public mutating func advance(to now: Moment) -> Int {
        var expired = 0
        for server in tables.indices {
            let reception = Reception(server: ServerID(rawValue: server), at: now, skew: nil)
            let count = tables[server].expire(reception, log: &log)
            settle(server, at: now)
            healths[server].absorb(expired: count, at: now)
            expired += count
        }
        rate.add(expired, at: now)
        logFindings(at: now)
        return expired
    }

    /// Servers to be asked for everything again, because some of what they told was not stored and now there is room.
    ///
    /// A twentieth of the limit must be free: else every binding that ends would cost a query for all of them.
    public func serversToRefill() -> [ServerID] {
        let bound = tables.reduce(0) { $0 + $1.counts.boundAddresses + $1.counts.boundPrefixes }
        guard limit - bound >= max(1, limit / 20) else { return [] }
        return healths.indices.filter { healths[$0].ledger.lacksStored }.map(ServerID.init(rawValue:))
    }

    /// One report a server, in order.
    public func serverReports(at now: Moment) -> [ServerReport] {
        var reports = tables.indices.map { healths[$0].report(tables[$0].counts, at: now) }
        for pair in pairView.pairs {
            reports[pair.first.rawValue].partner = pairView.report(of: pair, with: pair.second)
            reports[pair.second.rawValue].partner = pairView.report(of: pair, with: pair.first)
        }
        return reports
    }

    public func totals(at now: Moment) -> Totals {
        var totals = Totals()
        for (table, hidden) in zip(tables, pairView.sides.lazy.map(\.hiddenCounts)) {
            totals.boundAddresses += table.counts.boundAddresses - hidden.boundAddresses
            totals.boundPrefixes += table.counts.boundPrefixes - hidden.boundPrefixes
            totals.ended += table.counts.ended - hidden.ended
        }
        totals.bound = totals.boundAddresses + totals.boundPrefixes
        totals.dropped = dropped
        totals.lastSequence = log.lastSequence
        totals.lastLogged = eventLog.lastID
        totals.changeHistory = rate.history(at: now)
        totals.changesPerSecond = RateMeter.perSecond(totals.changeHistory)
        return totals
    }

    /// Of the server that has the most ended bindings.
    private mutating func dropOldestEnded(at now: Moment) -> Bool {
        guard let server = tables.indices.max(by: { tables[$0].counts.ended < tables[$1].counts.ended }),
            tables[server].dropOldestEnded()
        else { return false }
        // Before the slot is used again, for another binding.
        settle(server, at: now)
        return true
    }

    /// To be called whenever records of a server were written, before anybody looks.
    mutating func settle(_ server: Int, at now: Moment) { pairView.settle(server, &tables, at: now) }

    mutating func startAfresh(_ server: Int) {
        tables[server].startAfresh()
        pairView.reset(server)
        watch.startAfresh(server)
    }
}
