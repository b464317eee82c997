import DHCPv6Wire
import LeasequerySession

/// Everything known, as a value: holds the parts and has one entry for each kind of input.
public struct BindingStore: Sendable {
    var tables: ContiguousArray<BindingTable>
    var healths: ContiguousArray<ServerHealth>
    /// Where each feed goes on from what is stored here.
    var resumePoints: ContiguousArray<ResumePoint>
    private(set) var log: ChangeLog
    private var rate = RateMeter()
    var dropped: UInt64 = 0
    /// nil: nobody asked for a state file.
    var keeping: KeepingStatus?

    /// Most bindings of all servers together, ended ones included. When it is reached, the binding that ended first
    /// makes room; if none has ended, new ones are refused and counted.
    public let limit: Int

    /// Changes kept for the screen.
    public static let changesKept = 65_536
    /// Most octets of details kept, for each binding of the limit.
    public static let detailOctets = 256

    /// - Parameters:
    ///   - servers: in the order of `ServerID`.
    ///   - limit: at least 1 and less than 2^24.
    public init(servers: [(name: String, isInsecure: Bool)], limit: Int) {
        self.limit = max(1, min(limit, BindingIndex.largestCount))
        tables = ContiguousArray(repeating: BindingTable(), count: servers.count)
        healths = ContiguousArray(
            servers.enumerated().map { index, server in
                ServerHealth(server: ServerID(rawValue: index), name: server.name, isInsecure: server.isInsecure)
            })
        resumePoints = ContiguousArray(repeating: ResumePoint(), count: servers.count)
        log = ChangeLog(capacity: BindingStore.changesKept)
    }

    /// Compares what a server said with what is known, in order. Traps on a server that was not configured.
    public mutating func apply(_ batch: borrowing UpdateBatch, from server: ServerID, at now: Moment) {
        let reception = Reception(
            server: server, at: batch.lastMessageAt ?? now, skew: batch.skew?.seconds)
        var outcome = BatchOutcome(isBulk: batch.updates.first?.origin == .bulk)
        var refused: UInt64 = 0
        var room = limit - tables.reduce(0) { $0 + $1.counts.kept }
        let detailRoom = limit * BindingStore.detailOctets - tables.reduce(0) { $0 + $1.pool.octetsInUse }
        var next = 0
        while next < batch.updates.count {
            next = tables[server.rawValue].apply(
                batch, from: next, room: &room, detailRoom: detailRoom, reception: reception, outcome: &outcome,
                log: &log)
            guard next < batch.updates.count else { break }
            if dropOldestEnded() {
                room += 1
            } else {
                refused += 1
                next += 1
            }
        }
        dropped += refused
        rate.add(outcome.rated, at: now)
        healths[server.rawValue].absorb(batch, outcome, dropped: refused, at: now)
        if let resume = batch.resume { resumePoints[server.rawValue] = resume }
    }

    /// Traps on a server that was not configured.
    public mutating func note(_ event: SessionEvent, from server: ServerID) {
        if case .serverChanged = event { tables[server.rawValue].startAfresh() }
        healths[server.rawValue].note(event)
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
            healths[server].absorb(expired: count, at: now)
            expired += count
        }
        rate.add(expired, at: now)
        return expired
    }

    /// One report a server, in order.
    public func serverReports(at now: Moment) -> [ServerReport] {
        tables.indices.map { healths[$0].report(tables[$0].counts, at: now) }
    }

    public func totals(at now: Moment) -> Totals {
        var totals = Totals()
        for table in tables {
            totals.boundAddresses += table.counts.boundAddresses
            totals.boundPrefixes += table.counts.boundPrefixes
            totals.ended += table.counts.ended
        }
        totals.bound = totals.boundAddresses + totals.boundPrefixes
        totals.dropped = dropped
        totals.lastSequence = log.lastSequence
        totals.changeHistory = rate.history(at: now)
        totals.changesPerSecond = RateMeter.perSecond(totals.changeHistory)
        return totals
    }

    /// Of the server that has the most ended bindings.
    private mutating func dropOldestEnded() -> Bool {
        guard let server = tables.indices.max(by: { tables[$0].counts.ended < tables[$1].counts.ended }) else {
            return false
        }
        return tables[server].dropOldestEnded()
    }
}
