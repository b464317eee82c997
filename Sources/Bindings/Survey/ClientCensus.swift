import DHCPv6Wire
import LeasequerySession

/// Groups bindings by client, by sorting them: 24 octets a binding, and nothing that grows with what a client holds.
struct ClientCensus: Sendable {
    private struct Place {
        var client: UInt64
        var slot: UInt32
        var changedAt: UInt32
        var server: UInt16
        var holding: Holding
    }

    private struct Tally {
        var client: UInt64
        /// In `places`.
        var places: Range<Int>
        var holdings: Holdings
        var changedAt: UInt32
    }

    private let fingerprint: ClientFingerprint
    private var places: ContiguousArray<Place> = []
    private var counts = (holding: 0, former: 0)
    /// By order; to be named.
    private var leaders: [[Tally]] = []
    /// By order; those that were there to be named.
    private var rows: [[ClientRow]] = []
    /// The next one to be named.
    private var next = (order: 0, place: 0)

    init(_ fingerprint: ClientFingerprint) {
        self.fingerprint = fingerprint
    }

    mutating func add(_ slice: borrowing ContiguousArray<SurveySample>) {
        for index in slice.indices {
            let sample = slice[index]
            places.append(
                Place(
                    client: sample.client, slot: sample.slot, changedAt: sample.changedAt, server: sample.server,
                    holding: sample.holding))
        }
    }

    /// After the last binding: finds the clients that lead in each order.
    mutating func rank() {
        places.sort { $0.client < $1.client }
        var most = Leaders<Tally>(ClientRanking.listed) { left, right in
            if left.holdings.bound != right.holdings.bound { return left.holdings.bound > right.holdings.bound }
            if left.changedAt != right.changedAt { return left.changedAt > right.changedAt }
            return left.client < right.client
        }
        var newest = Leaders<Tally>(ClientRanking.listed) { left, right in
            if left.changedAt != right.changedAt { return left.changedAt > right.changedAt }
            if left.holdings.bound != right.holdings.bound { return left.holdings.bound > right.holdings.bound }
            return left.client < right.client
        }
        var start = 0
        while start < places.count {
            let tally = tally(from: start)
            start = tally.places.upperBound
            if tally.holdings.bound > 0 { counts.holding += 1 } else { counts.former += 1 }
            most.insert(tally)
            newest.insert(tally)
        }
        leaders = [most.sorted(), newest.sorted()]
        rows = [[], []]
    }

    private func tally(from start: Int) -> Tally {
        let client = places[start].client
        var tally = Tally(client: client, places: start..<start, holdings: Holdings(), changedAt: 0)
        var end = start
        while end < places.count, places[end].client == client {
            tally.holdings.add(places[end].holding)
            tally.changedAt = max(tally.changedAt, places[end].changedAt)
            end += 1
        }
        tally.places = start..<end
        return tally
    }

    /// Looks up who up to `most` of the leading clients are.
    mutating func name(_ most: Int, in store: borrowing BindingStore) {
        for _ in 0..<max(most, 1) {
            while next.order < leaders.count, next.place == leaders[next.order].count { next = (next.order + 1, 0) }
            guard next.order < leaders.count else { return }
            // Nobody left: all its bindings went meanwhile, which counts among the changes meanwhile.
            if let row = row(leaders[next.order][next.place], in: store) { rows[next.order].append(row) }
            next.place += 1
        }
    }

    /// Bindings of one client that are looked at for its relay data and its servers.
    private static let lookedAt = 16

    private func row(_ tally: Tally, in store: borrowing BindingStore) -> ClientRow? {
        var row: ClientRow?
        for place in places[tally.places].prefix(ClientCensus.lookedAt) {
            let (server, slot) = (Int(place.server), Int(place.slot))
            let record = store.tables[server].records[slot]
            guard !record.isVacant, isClient(record, of: store.tables[server], tally.client) else { continue }
            var named =
                row
                ?? ClientRow(
                    duid: store.tables[server].duid(of: record), holdings: tally.holdings,
                    changedAt: Int64(tally.changedAt))
            if named.details.isEmpty { named.details = Array(store.tables[server].details(of: record)) }
            let id = ServerID(rawValue: server)
            if !named.servers.contains(id) { named.servers.append(id) }
            row = named
        }
        row?.servers.sort()
        return row
    }

    private func isClient(_ record: BindingRecord, of table: borrowing BindingTable, _ client: UInt64) -> Bool {
        let long = table.longDUID(of: record)
        return fingerprint(record.duid, long: long) == client
    }

    /// nil: not all leading clients are named.
    var ranking: ClientRanking? {
        guard rows.count == 2, next.order == leaders.count else { return nil }
        return ClientRanking(holding: counts.holding, former: counts.former, most: rows[0], newest: rows[1])
    }
}

/// The clients that lead in some order, and how many there are in all.
public struct ClientRanking: Sendable {
    /// As many are listed in each order, at most.
    public static let listed = 5_000

    /// Clients that hold something.
    public var holding: Int
    /// Clients of which only ended bindings are kept.
    public var former: Int
    /// Those with most bindings first.
    public var most: [ClientRow]
    /// Those with the newest change first.
    public var newest: [ClientRow]

    public init(holding: Int, former: Int, most: [ClientRow], newest: [ClientRow]) {
        self.holding = holding
        self.former = former
        self.most = most
        self.newest = newest
    }
}

/// What one client holds.
public struct ClientRow: Hashable, Sendable {
    public var duid: DUID
    public var holdings: Holdings
    /// Our clock, Unix seconds: the newest change, other than a repeat, of any of its bindings.
    public var changedAt: Int64
    /// The other options of the client, as they came with one of its bindings; empty: with none.
    public var details: [UInt8] = []
    /// Who told its bindings; of a client with very many, not all.
    public var servers: [ServerID] = []

    public init(duid: DUID, holdings: Holdings, changedAt: Int64) {
        self.duid = duid
        self.holdings = holdings
        self.changedAt = changedAt
    }
}
