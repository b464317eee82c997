import DHCPv6Wire
import LeasequerySession

/// Looks at the tables of partners as at one: of a binding that both hold, one record is shown and the other hidden.
///
/// The tables stay as they are. Which record is shown is settled when either has been written, with one search a
/// record, so that looking for the rows of a screen stays one scan without any.
struct PairView {
    let pairs: [FailoverPair]
    /// By server; nil: it has no partner.
    let partners: ContiguousArray<Int?>
    /// By server.
    private(set) var sides: ContiguousArray<PairSide>
    /// When conflicts began, by the first server of a pair and the slots of its table.
    private var conflicts: ContiguousArray<ConflictList>
    /// By server, as of its newest batch.
    private var tolerances: ContiguousArray<Int64>
    /// Keeps the compiler from dropping loads made ahead of need.
    private var touched: UInt64 = 0

    /// - Parameter pairs: of different servers each.
    init(_ pairs: [FailoverPair], servers: Int) {
        self.pairs = pairs
        var partners = ContiguousArray<Int?>(repeating: nil, count: servers)
        for pair in pairs {
            partners[pair.first.rawValue] = pair.second.rawValue
            partners[pair.second.rawValue] = pair.first.rawValue
        }
        self.partners = partners
        sides = ContiguousArray(repeating: PairSide(), count: servers)
        conflicts = ContiguousArray(repeating: ConflictList(), count: servers)
        tolerances = ContiguousArray(repeating: PairRule.tolerance(nil), count: servers)
    }

    /// Takes what is known of a server's clock from now on.
    mutating func note(_ skew: SkewEstimate?, of server: Int) { tolerances[server] = PairRule.tolerance(skew) }

    /// Whole seconds by which times of two partners may seem apart when they are the same.
    func tolerance(_ server: Int, _ partner: Int) -> Int64 { tolerances[server] + tolerances[partner] }

    /// Starts afresh because the table of a server did.
    mutating func reset(_ server: Int) {
        guard let partner = partners[server] else { return }
        sides[server] = PairSide()
        sides[partner] = PairSide()
        conflicts[min(server, partner)] = ConflictList()
    }

    /// Decides what is shown of each record of a server that was written since the last time.
    mutating func settle(_ server: Int, _ tables: inout ContiguousArray<BindingTable>, at now: Moment) {
        guard let partner = partners[server], var slots = tables[server].unsettled, !slots.isEmpty else { return }
        tables[server].unsettled = []
        for start in stride(from: 0, to: slots.count, by: 64) {
            let range = start..<min(start + 64, slots.count)
            let hashes = touchAhead(slots, range, &tables, server, partner)
            for position in range {
                let slot = Int(slots[position])
                let key = BindingKey(tables[server].records[slot])
                let other = tables[partner].slot(of: key, hash: hashes[position - start])
                settle(slot, of: server, beside: other, of: partner, tables, at: now)
            }
        }
        slots.removeAll(keepingCapacity: true)
        tables[server].unsettled = slots
    }

    /// - Parameter partner: of whom the report speaks.
    func report(of pair: FailoverPair, with partner: ServerID) -> PartnerReport {
        let conflicts = conflicts[pair.first.rawValue]
        return PartnerReport(
            server: partner,
            shared: sides[pair.first.rawValue].hidden.count + sides[pair.second.rawValue].hidden.count,
            conflicts: conflicts.count, oldestConflict: conflicts.oldest.map(Int64.init))
    }

    /// Since when two partners disagree on a binding, Unix seconds of our clock; nil: they do not.
    func conflictSince(_ slot: Int, of server: Int, beside other: Int, of partner: Int) -> Int64? {
        conflicts[min(server, partner)].since(server < partner ? slot : other).map(Int64.init)
    }
}

extension PairView {
    private typealias Place = (server: Int, slot: Int)

    /// Hashes up to 64 keys for the partner's table, and loads the entries and records that they lead to.
    private mutating func touchAhead(
        _ slots: ContiguousArray<UInt32>, _ range: Range<Int>, _ tables: inout ContiguousArray<BindingTable>,
        _ server: Int, _ partner: Int
    ) -> [64 of UInt64] {
        var hashes = [64 of UInt64](repeating: 0)
        for position in range {
            let key = BindingKey(tables[server].records[Int(slots[position])])
            hashes[position - range.lowerBound] = tables[partner].index.hash(key)
        }
        for position in range { tables[partner].index.touch(hashes[position - range.lowerBound]) }
        for position in range {
            if let slot = tables[partner].index.firstCandidate(hashes[position - range.lowerBound]) {
                touched &+= tables[partner].records[slot].address.high &+ UInt64(tables[partner].records[slot].rest)
            }
        }
        return hashes
    }

    /// - Parameter other: the slot of the same binding in the partner's table; nil: the partner does not know it.
    private mutating func settle(
        _ slot: Int, of server: Int, beside other: Int?, of partner: Int,
        _ tables: borrowing ContiguousArray<BindingTable>, at now: Moment
    ) {
        let record = tables[server].records[slot]
        guard let other, !record.isVacant else {
            release(slot, of: server)
            if let other { release(other, of: partner) }
            if let first = server < partner ? slot : other { conflicts[min(server, partner)].remove(first) }
            return
        }
        let (here, there): (Place, Place) = ((server, slot), (partner, other))
        let (first, second) = server < partner ? (here, there) : (there, here)
        let (mine, theirs) = (tables[first.server].records[first.slot], tables[second.server].records[second.slot])
        let tolerance = tolerance(first.server, second.server)
        let isSameClient = tables[first.server].isClient(of: mine, theirs, of: tables[second.server])
        let isFirstShown = PairRule.isFirstShown(mine, theirs, isSameClient: isSameClient, tolerance: tolerance)
        let (shown, hidden) = isFirstShown ? (first, second) : (second, first)
        sides[shown.server].show(shown.slot)
        sides[hidden.server].hide(hidden.slot, isFirstShown ? theirs : mine)
        if PairRule.conflict(mine, theirs, isSameClient: isSameClient) != nil {
            conflicts[first.server].insert(first.slot, since: UInt32(clamping: now.unixSeconds))
            sides[first.server].contested.insert(first.slot)
            sides[second.server].contested.insert(second.slot)
        } else {
            conflicts[first.server].remove(first.slot)
            sides[first.server].contested.remove(first.slot)
            sides[second.server].contested.remove(second.slot)
        }
    }

    /// Of a record that has no counterpart.
    private mutating func release(_ slot: Int, of server: Int) {
        sides[server].show(slot)
        sides[server].contested.remove(slot)
    }
}

extension BindingTable {
    func slot(of key: BindingKey) -> Int? { slot(of: key, hash: index.hash(key)) }

    fileprivate func slot(of key: BindingKey, hash: UInt64) -> Int? {
        index.slot(hash) { BindingKey(records[$0]) == key }
    }

    /// Whether a record of this table and one of another name the same client.
    func isClient(of record: BindingRecord, _ other: BindingRecord, of table: borrowing BindingTable) -> Bool {
        record.duid == other.duid && (record.duid.isWhole || longDUID(of: record) == table.longDUID(of: other))
    }
}
