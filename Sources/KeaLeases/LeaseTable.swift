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

    /// Those that are held. What is over need not be remembered: a row that says so again finds nothing, and one that
    /// brings it back names its client.
    private var leases: [BindingKey: Lease] = [:]
    private(set) var clients: KeaClients
    private var timers = LeaseTimers()

    /// - Parameter subnets: Kea's, by id.
    init(subnets: [UInt32: IPv6Prefix] = [:]) {
        clients = KeaClients(subnets: subnets)
    }

    /// Takes in the next row and reports what it changes; a row that repeats what is known changes nothing.
    ///
    /// - Parameter now: unix seconds.
    mutating func take(_ row: LeaseRow, now: Int64, _ report: (BindingChange) -> Void) {
        let known = leases[row.key]
        guard row.isHeld(at: now) else {
            guard let known else { return }
            return end(row.key, known, lastTransaction: row.lastWord(after: known.lastTransaction, now: now), report)
        }
        let lease = Lease(
            client: clients.number(of: row), preferredUntil: row.preferredUntil, validUntil: row.validUntil,
            lastTransaction: row.lastTransaction)
        guard known != lease else { return }
        leases[row.key] = lease
        timers.add(row.key, at: lease.validUntil)
        report(lease.change(of: row.key))
    }

    /// Reports the leases that have run out; Kea writes that down when it reclaims them, much later or never.
    ///
    /// - Parameter now: unix seconds.
    mutating func expire(now: Int64, _ report: (BindingChange) -> Void) {
        while let key = timers.popDue(at: now) {
            guard let lease = leases[key], lease.validUntil <= now else { continue }
            end(key, lease, lastTransaction: lease.lastTransaction, report)
        }
    }

    /// Takes in a whole file from its first row on, and reports how what it comes to differs from what was known: of
    /// what ended meanwhile it may have no row any more.
    ///
    /// - Parameters:
    ///   - now: unix seconds.
    ///   - rows: calls its argument with each row.
    mutating func takeAnew<Failure: Error>(
        now: Int64, rows: ((LeaseRow) -> Void) throws(Failure) -> Void, _ report: (BindingChange) -> Void
    ) throws(Failure) {
        var anew = self
        anew.leases = [:]
        anew.timers = LeaseTimers()
        try rows { anew.take($0, now: now) { _ in } }
        let former = leases
        self = anew
        for (key, lease) in leases where former[key] != lease { report(lease.change(of: key)) }
        for (key, lease) in former where leases[key] == nil {
            report(BindingChange(key, of: lease.client, .ended, lastTransaction: lease.lastTransaction))
        }
    }

    private mutating func end(
        _ key: BindingKey, _ lease: Lease, lastTransaction: Int64, _ report: (BindingChange) -> Void
    ) {
        leases[key] = nil
        report(BindingChange(key, of: lease.client, .ended, lastTransaction: lastTransaction))
    }
}

extension LeaseTable.Lease {
    fileprivate func change(of key: BindingKey) -> BindingChange {
        BindingChange(
            key, of: client, .bound(preferredUntil: preferredUntil, validUntil: validUntil),
            lastTransaction: lastTransaction)
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
