import Bindings
import DHCPv6Wire
import Databases
import LeasequerySession

/// The tables `server`, `debt` and `hole`: how the feed of each server stood. `StateFile` has their columns.
struct FeedTable {
    let file: StateFile
    private let writeServer: SQLiteStatement
    private let writeDebt: SQLiteStatement
    private let writeHole: SQLiteStatement

    init(_ file: StateFile) throws(StateFileError) {
        self.file = file
        writeServer = try file.connection.prepare(
            "INSERT OR REPLACE INTO server VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        writeDebt = try file.connection.prepare("INSERT INTO debt VALUES (?, ?, ?, ?)")
        writeHole = try file.connection.prepare("INSERT INTO hole VALUES (?, ?, ?, ?, ?, ?, ?)")
    }

    /// Puts `feed` in the place of what was there.
    func write(_ feed: SavedFeed, of server: SavedServer, id: Int64) throws(StateFileError) {
        try delete(id)
        try write(server, feed, id)
        for (position, debt) in feed.resume.owed.enumerated() {
            writeDebt.bind(1, id)
            writeDebt.bind(2, position)
            writeDebt.bind(3, debt.from?.rawValue)
            writeDebt.bind(4, debt.to?.rawValue)
            try writeDebt.run()
        }
        let holes = feed.ledger.closed + [feed.ledger.outage].compactMap { $0 }
        for (position, hole) in holes.enumerated() {
            writeHole.bind(1, id)
            writeHole.bind(2, position)
            writeHole.bind(3, position == feed.ledger.closed.count ? 1 : 0)
            writeHole.bind(4, hole.cause.rawValue)
            writeHole.bind(5, hole.from?.rawValue)
            writeHole.bind(6, hole.to?.rawValue)
            writeHole.bind(7, hole.since.utc)
            try writeHole.run()
        }
    }

    func delete(_ id: Int64) throws(StateFileError) {
        for column in ["server WHERE id", "debt WHERE server", "hole WHERE server"] {
            try file.connection.execute("DELETE FROM \(column) = \(id)")
        }
    }

    private func write(_ server: SavedServer, _ feed: SavedFeed, _ id: Int64) throws(StateFileError) {
        writeServer.bind(1, id)
        writeServer.bind(2, server.name)
        writeServer.bind(3, server.address)
        writeServer.bind(4, server.links.map { $0.flatMap(\.octets) })
        writeServer.bind(5, feed.savedAt.utc)
        writeServer.bind(6, feed.resume.serverID?.octets)
        writeServer.bind(7, feed.resume.saved?.rawValue)
        writeServer.bind(8, feed.ledger.hasPast ? 1 : 0)
        writeServer.bind(9, feed.ledger.awaitsEnd ? 1 : 0)
        writeServer.bind(10, feed.ledger.fill?.links)
        writeServer.bind(11, feed.ledger.liveSince?.utc)
        writeServer.bind(12, feed.ledger.knownTo?.rawValue)
        writeServer.bind(13, feed.ledger.knownAt?.utc)
        writeServer.bind(14, feed.ledger.doubtedTo)
        writeServer.bind(15, feed.ledger.putBackTo)
        try writeServer.run()
    }
}

extension FeedTable {
    struct Entry {
        let id: Int64
        let server: SavedServer
        var feed: SavedFeed
        let clock: SavedClock
    }

    /// Everything that was kept, its times brought into the clock of `now`.
    func entries(at now: Moment) throws(StateFileError) -> [Entry] {
        var entries: [Entry] = []
        let statement = try file.connection.prepare("SELECT * FROM server ORDER BY id")
        while try statement.step() {
            guard let id = statement.integer(0), (1...BindingRows.largestServer).contains(id),
                let savedAt = statement.integer(4)
            else { throw file.damaged("server \(statement.integer(0) ?? 0)") }
            let clock = SavedClock(savedAt: savedAt, now: now)
            let server = SavedServer(
                name: statement.text(1), address: statement.text(2), links: try links(statement, of: id))
            let resume = ResumePoint(
                saved: serverTime(statement, 6), serverID: statement.octets(5).map { DUID(octets: Array($0)) },
                debts: try debts(of: id), owesCheck: statement.integer(13) != nil)
            entries.append(
                Entry(
                    id: id, server: server,
                    feed: SavedFeed(
                        resume: resume, ledger: try ledger(statement, of: id, clock), savedAt: clock.moment(savedAt)),
                    clock: clock))
        }
        return entries
    }

    private func ledger(
        _ statement: SQLiteStatement, of id: Int64, _ clock: SavedClock
    ) throws(StateFileError) -> Ledger.Facts {
        var facts = Ledger.Facts()
        facts.hasPast = statement.integer(7) == 1
        facts.awaitsEnd = statement.integer(8) == 1
        facts.fill = statement.integer(9).map { $0 == 0 ? .everything : .links(Int($0)) }
        facts.liveSince = statement.integer(10).map(clock.moment)
        facts.knownTo = serverTime(statement, 11)
        facts.knownAt = statement.integer(12).map(clock.moment)
        facts.doubtedTo = statement.integer(13).map { $0 &- Int64(clock.secondsBack) }
        facts.putBackTo = statement.integer(14).map { $0 &- Int64(clock.secondsBack) }
        let holes = try file.connection.prepare("SELECT * FROM hole WHERE server = ? ORDER BY position")
        holes.bind(1, id)
        while try holes.step() {
            guard let cause = Hole.Cause(rawValue: holes.text(3)), let since = holes.integer(6) else {
                throw file.damaged("hole of server \(id)")
            }
            let hole = Hole(
                cause, from: serverTime(holes, 4), to: serverTime(holes, 5), since: clock.moment(since))
            if holes.integer(2) == 1 { facts.outage = hole } else { facts.closed.append(hole) }
        }
        return facts
    }

    private func debts(of id: Int64) throws(StateFileError) -> [Debt] {
        var debts: [Debt] = []
        let statement = try file.connection.prepare("SELECT * FROM debt WHERE server = ? ORDER BY position")
        statement.bind(1, id)
        while try statement.step() {
            debts.append(Debt(from: serverTime(statement, 2), to: serverTime(statement, 3)))
        }
        return debts
    }

    private func links(_ statement: SQLiteStatement, of id: Int64) throws(StateFileError) -> [IPv6Address]? {
        guard let octets = statement.octets(3) else { return nil }
        guard octets.count % 16 == 0 else { throw file.damaged("links of server \(id)") }
        return stride(from: 0, to: octets.count, by: 16).compactMap { IPv6Address(octets: octets[$0..<$0 + 16]) }
    }

    private func serverTime(_ statement: SQLiteStatement, _ column: Int32) -> ServerTime? {
        statement.integer(column).map { ServerTime(rawValue: UInt32(truncatingIfNeeded: $0)) }
    }
}

extension FillScope {
    /// How many links; 0: all.
    fileprivate var links: Int {
        switch self {
        case .everything: 0
        case .links(let count): count
        }
    }
}
