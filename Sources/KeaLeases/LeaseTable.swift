import DHCPv6Wire
import Responder

/// What the rows of Kea's lease file, in order, come to: who holds what, and what changed.
///
/// A row that ends a lease has lost whose it was, and a lease that runs out gets its row late or never: so holders are
/// remembered here, and every lease has a timer.
struct LeaseTable: Sendable {
    fileprivate struct Lease: Equatable {
        var client: ClientNumber
        var preferredUntil: Int64
        /// `Int64.max`: for ever.
        var validUntil: Int64
        var lastTransaction: Int64
    }

    /// The leases that are held. What is over need not be remembered: a row that says so again finds nothing, and one
    /// that brings it back names its client.
    fileprivate struct Level {
        var leases: [BindingKey: Lease] = [:]
        var timers = LeaseTimers()
    }

    private var level = Level()
    /// What the rows come to that are being taken anew, from the first one on.
    private var anew: Level?
    private(set) var clients: KeaClients

    /// - Parameter subnets: Kea's, by id.
    init(subnets: [UInt32: IPv6Prefix] = [:]) {
        clients = KeaClients(subnets: subnets)
    }

    /// Takes in the next row and reports what it changes; a row that repeats what is known changes nothing.
    ///
    /// - Parameter now: unix seconds.
    mutating func take(_ row: LeaseRow, now: Int64, _ report: (BindingChange) -> Void) {
        if anew != nil {
            _ = anew?.take(row, now: now, &clients)
        } else if let change = level.take(row, now: now, &clients) {
            tell(change, report)
        }
    }

    /// Reports the leases that have run out; Kea writes that down when it reclaims them, much later or never.
    ///
    /// - Parameter now: unix seconds.
    mutating func expire(now: Int64, _ report: (BindingChange) -> Void) {
        while let change = level.popExpired(now: now, &clients) { tell(change, report) }
    }

    /// The next row is the first of all there are: what is known holds until `completeAnew`.
    mutating func beginAnew() {
        anew?.removeAll(&clients)
        anew = Level()
    }

    /// All rows were taken: reports how what they come to differs from what was known. Of what ended meanwhile there may
    /// be no row any more.
    mutating func completeAnew(_ report: (BindingChange) -> Void) {
        guard let anew else { return }
        var former = level
        level = anew
        self.anew = nil
        for (key, lease) in level.leases where former.leases[key] != lease { tell(lease.change(of: key), report) }
        for (key, lease) in former.leases where level.leases[key] == nil { tell(lease.end(of: key), report) }
        former.removeAll(&clients)
    }

    /// Nobody asks for this client any more.
    mutating func forget(_ client: ClientNumber) { clients.forget(client) }

    private mutating func tell(_ change: BindingChange, _ report: (BindingChange) -> Void) {
        clients.reported(change.client)
        report(change)
    }
}

extension LeaseTable.Level {
    /// - Returns: what the row changes, if anything.
    mutating func take(_ row: LeaseRow, now: Int64, _ clients: inout KeaClients) -> BindingChange? {
        let known = leases[row.key]
        guard row.isHeld(at: now) else {
            guard let known else { return nil }
            return end(row.key, known, lastTransaction: row.lastWord(after: known.lastTransaction, now: now), &clients)
        }
        let lease = LeaseTable.Lease(
            client: clients.addLease(row), preferredUntil: row.preferredUntil, validUntil: row.validUntil,
            lastTransaction: row.lastTransaction)
        if let known { clients.removeLease(of: known.client) }
        guard known != lease else { return nil }
        leases[row.key] = lease
        timers.add(row.key, at: lease.validUntil)
        return lease.change(of: row.key)
    }

    /// - Returns: the end of a lease that has run out and was not returned before.
    mutating func popExpired(now: Int64, _ clients: inout KeaClients) -> BindingChange? {
        while let key = timers.popDue(at: now) {
            guard let lease = leases[key], lease.validUntil <= now else { continue }
            return end(key, lease, lastTransaction: lease.lastTransaction, &clients)
        }
        return nil
    }

    mutating func removeAll(_ clients: inout KeaClients) {
        for lease in leases.values { clients.removeLease(of: lease.client) }
        self = Self()
    }

    private mutating func end(
        _ key: BindingKey, _ lease: LeaseTable.Lease, lastTransaction: Int64, _ clients: inout KeaClients
    ) -> BindingChange {
        leases[key] = nil
        clients.removeLease(of: lease.client)
        return BindingChange(key, of: lease.client, .ended, lastTransaction: lastTransaction)
    }
}

extension LeaseTable.Lease {
    fileprivate func change(of key: BindingKey) -> BindingChange {
        BindingChange(
            key, of: client, .bound(preferredUntil: preferredUntil, validUntil: validUntil),
            lastTransaction: lastTransaction)
    }

    fileprivate func end(of key: BindingKey) -> BindingChange {
        BindingChange(key, of: client, .ended, lastTransaction: lastTransaction)
    }
}

extension LeaseRow {
    fileprivate func isHeld(at now: Int64) -> Bool { state == .held && valid > 0 && validUntil > now }

    /// Unix seconds; `Int64.max` for ever.
    fileprivate var validUntil: Int64 { valid == .max ? .max : expire }

    fileprivate var preferredUntil: Int64 { preferred == .max ? .max : lastTransaction + Int64(preferred) }

    /// When the client was last heard, of a row that ends its lease: a release and a decline are its words, to reclaim
    /// and to delete are not.
    fileprivate func lastWord(after known: Int64, now: Int64) -> Int64 {
        switch state {
        case .released, .declined: min(max(lastTransaction, known), now)
        case .held, .reclaimed: known
        }
    }
}
