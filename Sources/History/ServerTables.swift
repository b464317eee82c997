import Bindings
import Databases

/// A server as the configuration has it: what its spans are filed under.
public struct HistoryServer: Hashable, Sendable {
    public var name: String
    public var address: String
    /// The place of the one that tells the same bindings among these servers; nil: there is none.
    public var partner: Int?

    public init(name: String, address: String, partner: Int?) {
        self.name = name
        self.address = address
        self.partner = partner
    }
}

/// The tables `server` and `stretch`. `HistoryFile` has their columns.
struct ServerTables {
    private let file: HistoryFile

    init(_ file: HistoryFile) {
        self.file = file
    }

    /// Finds or makes the places of servers.
    ///
    /// - Returns: in their order.
    func enter(_ servers: [HistoryServer]) throws(DatabaseError) -> [Int64] {
        try file.connection.execute("UPDATE server SET is_watched = 0, partner = NULL")
        let entry = try file.connection.prepare(
            """
            INSERT INTO server (name, address, is_watched) VALUES (?, ?, 1)
            ON CONFLICT DO UPDATE SET is_watched = 1 RETURNING id
            """)
        var places: [Int64] = []
        for server in servers {
            entry.bind(1, server.name)
            entry.bind(2, server.address)
            guard try entry.step(), let id = entry.integer(0) else { throw file.damaged("server \(server.name)") }
            entry.reset()
            places.append(id)
        }
        for (server, place) in zip(servers, places) {
            guard let partner = server.partner else { continue }
            try file.connection.execute("UPDATE server SET partner = \(places[partner]) WHERE id = \(place)")
        }
        return places
    }

    /// All that there ever were, with their places.
    func servers() throws(DatabaseError) -> (places: [Int64], servers: [HistoryAnswer.Server]) {
        var places: [Int64] = []
        var partners: [Int64?] = []
        var servers: [HistoryAnswer.Server] = []
        let statement = try file.connection.prepare(
            "SELECT id, name, address, partner, is_watched FROM server ORDER BY id")
        while try statement.step() {
            let place = statement.integer(0) ?? 0
            places.append(place)
            partners.append(statement.integer(3))
            servers.append(
                HistoryAnswer.Server(
                    name: statement.text(1), address: statement.text(2), partner: nil,
                    isWatched: statement.integer(4) == 1, record: FeedRecord(try stretches(of: place))))
        }
        for (index, partner) in partners.enumerated() { servers[index].partner = partner.flatMap(places.firstIndex) }
        return (places, servers)
    }

    private func stretches(of server: Int64) throws(DatabaseError) -> [FeedStretch] {
        let statement = try file.connection.prepare(
            "SELECT from_time, to_time, state FROM stretch WHERE server = ? ORDER BY number")
        statement.bind(1, server)
        var stretches: [FeedStretch] = []
        while try statement.step() {
            guard let from = statement.integer(0), let to = statement.integer(1), from <= to,
                let state = statement.integer(2).flatMap(UInt8.init(exactly:)).flatMap(
                    FeedStretch.State.init(rawValue:))
            else { throw file.damaged("a time of server \(server)") }
            stretches.append(FeedStretch(from: from, to: to, state))
        }
        return stretches
    }

    /// The number of the first stretch of a run.
    func firstNumber(of server: Int64) throws(DatabaseError) -> Int64 {
        try file.connection.integer("SELECT coalesce(max(number), 0) + 1 FROM stretch WHERE server = \(server)")
    }

    func write(_ stretch: FeedStretch, of server: Int64, number: Int64) throws(DatabaseError) {
        try file.connection.execute(
            """
            INSERT INTO stretch VALUES (\(server), \(number), \(stretch.from), \(stretch.to), \(stretch.state.rawValue))
            ON CONFLICT DO UPDATE SET from_time = excluded.from_time, to_time = excluded.to_time, state = excluded.state
            """)
    }

    /// Forgets what was before a time.
    func forget(before time: Int64) throws(DatabaseError) {
        try file.connection.execute(
            """
            DELETE FROM stretch WHERE to_time < \(time);
            UPDATE stretch SET from_time = \(time) WHERE from_time < \(time);
            DELETE FROM server WHERE is_watched = 0 AND id NOT IN (SELECT server FROM stretch)
                AND NOT EXISTS (SELECT 1 FROM span WHERE span.server = server.id)
            """)
    }
}
