import DHCPv6Wire
import LeasequerySession

/// What a history takes from the store at one look: what changed, how the feeds stand, and some of what there is.
public struct HistoryLook: Sendable {
    /// A place among all slots, to go on from.
    public struct Place: Hashable, Sendable {
        public var server: ServerID
        var slot: Int

        /// Before the first slot of a server.
        public init(_ server: ServerID) {
            self.server = server
            slot = 0
        }
    }

    /// Changes that were overwritten before they were read: so many.
    public var lost: UInt64 = 0
    /// Oldest first.
    public var statements: [BindingStatement] = []
    /// The last change that was looked at, to go on behind it.
    public var last: UInt64
    /// Whether there are more by now.
    public var hasMore = false
    /// Bindings that hold, as they are after these changes; only if there are no more changes.
    public var present: [BindingStatement] = []
    /// Where the next of them are; nil: there are no more.
    public var next: Place?
    /// In the order of `ServerID`.
    public var standings: [FeedStanding] = []
}

extension BindingStore {
    /// - Parameters:
    ///   - sequence: of the last change that was looked at.
    ///   - most: changes and slots to look at.
    ///   - place: where to look for bindings that hold; nil: nowhere.
    public func historyLook(
        after sequence: UInt64, most: Int, from place: HistoryLook.Place?, at now: Moment
    ) -> HistoryLook {
        var look = HistoryLook(last: sequence)
        if log.lastSequence > sequence {
            if log.firstSequence > sequence + 1 {
                look.lost = log.firstSequence - 1 - sequence
                look.last = log.firstSequence - 1
            }
            let end = min(log.lastSequence, look.last + UInt64(most))
            look.statements = (look.last + 1...end).map(statement)
            look.last = end
            look.hasMore = log.lastSequence > end
        }
        look.next = place
        if let place, !look.hasMore { addPresent(from: place, most: most, to: &look) }
        look.standings = tables.indices.map { standing(of: $0, at: now) }
        return look
    }

    /// Who holds these bindings; nil for those that nobody holds. To be asked when all changes were looked at.
    ///
    /// - Returns: nil if there are changes behind `sequence`.
    public func holders(of subjects: [BindingSubject], after sequence: UInt64) -> [DUID?]? {
        guard log.lastSequence == sequence else { return nil }
        return subjects.map { subject in
            let table = tables[subject.server.rawValue]
            guard let slot = table.slot(of: BindingKey(subject)), table.records[slot].isBound else { return nil }
            return table.duid(of: table.records[slot])
        }
    }

    private func statement(_ sequence: UInt64) -> BindingStatement {
        let entry = log[sequence]
        let server = Int(entry.server)
        let at = Moment(uptime: 0, utc: entry.at).unixSeconds
        let subject = BindingSubject(
            server: ServerID(rawValue: server), prefix: IPv6Prefix(entry.address, length: entry.length),
            kind: entry.bindingKind)
        var statement = BindingStatement(
            subject, entry.kind, entry.origin, log.duid(entry), at: at,
            until: entry.valid.seconds.map { at + Int64($0) })
        // The binding says more, while that is what became of it last.
        guard let slot = tables[server].slot(of: BindingKey(entry)) else { return statement }
        let record = tables[server].records[slot]
        if record.lastChange == entry.kind, record.duid == entry.duid, Int64(record.changedAt) == at {
            statement.contact = record.lastTransactionAt.map { min($0, at) }
            if entry.valid != .zero { statement.until = record.expiresAt }
        }
        return statement
    }

    private func addPresent(from place: HistoryLook.Place, most: Int, to look: inout HistoryLook) {
        let table = tables[place.server.rawValue]
        let end = min(place.slot + most, table.records.count)
        for slot in place.slot..<end {
            let record = table.records[slot]
            guard !record.isVacant, record.isBound else { continue }
            let subject = BindingSubject(
                server: place.server, prefix: IPv6Prefix(record.address, length: record.length), kind: record.kind)
            look.present.append(
                BindingStatement(
                    subject, .repeated, .bulk, table.duid(of: record), at: Int64(record.receivedAt),
                    contact: record.lastTransactionAt, until: record.expiresAt))
        }
        look.next?.slot = end
        guard end == table.records.count else { return }
        let next = place.server.rawValue + 1
        look.next = next < tables.count ? HistoryLook.Place(ServerID(rawValue: next)) : nil
    }

    private func standing(of server: Int, at now: Moment) -> FeedStanding {
        let ledger = healths[server].ledger
        var standing = FeedStanding(.down, asOf: now.unixSeconds)
        standing.connection = healths[server].reconnects
        standing.generation = tables[server].generation
        func heard(_ state: FeedStretch.State) {
            standing.state = state
            standing.asOf = ledger.knownAt?.unixSeconds ?? now.unixSeconds
        }
        switch ledger.completeness {
        case .unknown: break
        case .changesSince: heard(.changesOnly)
        case .filling: heard(.filling)
        case .missing: heard(.missing)
        case .overLimit:
            if ledger.polls == nil { heard(.overLimit) } else { standing.state = .notYetPolled }
        case .whole: heard(ledger.doubtedTo == nil && ledger.putBackTo == nil ? .whole : .unverified)
        case .hole(let since): standing.asOf = since.unixSeconds
        case .firstPoll: standing.state = .notYetPolled
        case .polled(let asOf, _, _):
            standing.state = .polled
            standing.asOf = asOf.unixSeconds
        }
        return standing
    }
}
