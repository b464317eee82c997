import DHCPv6Wire
import LeasequerySession

// Bindings that run out by our clock, and ended ones that must make room.
extension BindingTable {
    /// Marks the bindings whose valid lifetime has run out without a word from the server.
    ///
    /// - Returns: how many.
    mutating func expire(_ reception: Reception, log: inout ChangeLog) -> Int {
        var expired = 0
        let now = reception.at.unixSeconds
        var expiries = self.expiries
        self.expiries = ExpiryQueue()
        expiries.takeDue(at: now, count: records.count) { slot in
            let record = records[slot]
            guard !record.isVacant, record.state == .bound, let expiresAt = record.expiresAt else { return nil }
            guard expiresAt <= now else { return expiresAt }
            markExpired(slot, record, reception, log: &log)
            expired += 1
            return nil
        }
        self.expiries = expiries
        ended.compact(ended: counts.ended, among: records)
        return expired
    }

    private mutating func markExpired(
        _ slot: Int, _ record: BindingRecord, _ reception: Reception, log: inout ChangeLog
    ) {
        var record = record
        record.flags.insert(.isExpired)
        record.lastChange = .expiredLocally
        end(slot, as: &record, by: .live, reception, log: &log)
    }

    /// Puts a record that no longer is bound in the place of what was known.
    mutating func end(
        _ slot: Int, as record: inout BindingRecord, by origin: UpdateOrigin, _ reception: Reception,
        log: inout ChangeLog
    ) {
        record.changedAt = reception.receivedAt
        counts.add(records[slot], -1)
        counts.add(record, 1)
        records[slot] = record
        unkept?.insert(slot)
        ended.append(slot: slot, changedAt: record.changedAt)
        unsettled?.append(UInt32(slot))
        tell(record, previous: nil, origin: origin, reception, &log)
    }

    /// Makes room for one binding by forgetting the one that ended first.
    ///
    /// - Returns: false if none has ended, or only while a bulk run goes on: its answer may be older, and must find the
    ///   end that was told.
    mutating func dropOldestEnded() -> Bool {
        guard counts.ended > 0, let slot = ended.oldest(among: records),
            !(rollCall?.confirmed.contains(slot) ?? false)
        else { return false }
        vacate(slot)
        return true
    }

    /// Forgets the binding in a slot.
    mutating func vacate(_ slot: Int) {
        var record = records[slot]
        index.remove(slot: slot, among: records)
        counts.add(record, -1)
        pool.release(record.rest)
        record.rest = OctetPool.none
        record.flags.insert(.isVacant)
        records[slot] = record
        unkept?.insert(slot)
        vacant.append(UInt32(slot))
        unsettled?.append(UInt32(slot))
    }
}
