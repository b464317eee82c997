import DHCPv6Wire
import LeasequerySession

/// All bindings of one server: dense records behind an index from prefix to slot.
struct BindingTable {
    var records = Pages<BindingRecord>()
    var index = BindingIndex()
    var pool = OctetPool()
    var expiries = ExpiryQueue()
    var ended = EndedQueue()
    var vacant: ContiguousArray<UInt32> = []
    var counts = Counts()
    /// Slots written since they were last taken; nil: nobody keeps them.
    var unkept: SlotSet?
    /// Rises when the table starts afresh: its slots then mean other bindings.
    var generation: UInt32 = 0
    /// Slots written since partners were last compared; nil: there is no partner to compare with.
    var unsettled: ContiguousArray<UInt32>?
    /// While a bulk run goes on.
    var rollCall: RollCall?
    /// Keeps the compiler from dropping loads made ahead of need.
    private var touched: UInt64 = 0

    /// Bindings by state and kind.
    struct Counts {
        var boundAddresses = 0
        var boundPrefixes = 0
        var ended = 0

        var kept: Int { boundAddresses + boundPrefixes + ended }

        @inline(__always)
        mutating func add(_ record: BindingRecord, _ amount: Int) {
            if !record.isBound {
                ended += amount
            } else if record.flags.contains(.isPrefix) {
                boundPrefixes += amount
            } else {
                boundAddresses += amount
            }
        }
    }

    /// Applies the statements of a batch from the one at `first` on.
    ///
    /// - Parameters:
    ///   - room: how many bindings may still be added; counted down.
    ///   - detailRoom: octets of details that may still be added; beyond it bindings lose them, never their DUIDs.
    /// - Returns: the statement for which there was no room, or the number of statements.
    mutating func apply(
        _ batch: borrowing UpdateBatch, from first: Int, room: inout Int, detailRoom: Int,
        reception: Reception, outcome: inout BatchOutcome, log: inout ChangeLog
    ) -> Int {
        let updates = batch.updates.span
        let octets = batch.octets.span.bytes
        var context = Context(reception: reception, mostOctets: pool.octetsInUse + detailRoom)
        var next = first
        while next < updates.count {
            let end = min(next + 64, updates.count)
            index.makeRoom(for: end - next, among: records)
            let ahead = touchAhead(updates, next..<end)
            // Through a span: the array itself would be copied for every look.
            let hashes = ahead.span
            for position in next..<end {
                let isApplied = apply(
                    updates[position], hash: hashes[position - next], octets: octets, room: &room, context: &context,
                    outcome: &outcome, log: &log)
                guard isApplied else { return position }
            }
            next = end
        }
        return next
    }

    /// Hashes the keys of up to 64 updates and loads the index entries and then the records they lead to. The loads
    /// of a round do not wait for each other, those of one update after another would.
    private mutating func touchAhead(_ updates: Span<BindingUpdate>, _ range: Range<Int>) -> [64 of UInt64] {
        var hashes = [64 of UInt64](repeating: 0)
        for position in range {
            let hash = index.hash(BindingKey(updates[position].lease))
            hashes[position - range.lowerBound] = hash
            index.touch(hash)
        }
        var sum: UInt64 = 0
        for position in range {
            if let slot = index.firstCandidate(hashes[position - range.lowerBound]) {
                // The first and the last field: a record lies on two cache lines.
                sum &+= records[slot].address.high &+ UInt64(records[slot].rest)
            }
        }
        touched = sum
        return hashes
    }

    /// What one call of `apply` knows besides the statement.
    struct Context {
        let reception: Reception
        let mostOctets: Int
        /// The `rest` stored last: the leases of one client share it.
        var stored: (range: ByteRange, name: OctetPool.Name, flags: BindingRecord.Flags)?
        /// The base time met last, in our clock: the statements of a message share it.
        private var anchored: (baseTime: ServerTime?, anchor: UInt32)

        init(reception: Reception, mostOctets: Int) {
            self.reception = reception
            self.mostOctets = mostOctets
            anchored = (nil, reception.anchor(nil))
        }

        @inline(__always)
        mutating func anchor(_ baseTime: ServerTime?) -> UInt32 {
            if baseTime != anchored.baseTime { anchored = (baseTime, reception.anchor(baseTime)) }
            return anchored.anchor
        }
    }

    /// - Returns: false if there is no room.
    @inline(__always)
    private mutating func apply(
        _ update: BindingUpdate, hash: UInt64, octets: RawSpan, room: inout Int, context: inout Context,
        outcome: inout BatchOutcome, log: inout ChangeLog
    ) -> Bool {
        let key = BindingKey(update.lease)
        let (known, entry) = index.look(for: hash) { BindingKey(records[$0]) == key }
        if let slot = known {
            merge(update, into: slot, octets: octets, context: &context, outcome: &outcome, log: &log)
            return true
        }
        guard room > 0 else { return false }
        room -= 1
        insert(update, hash: hash, entry: entry, octets: octets, context: &context, outcome: &outcome, log: &log)
        return true
    }

    private mutating func insert(
        _ update: BindingUpdate, hash: UInt64, entry: Int, octets: RawSpan, context: inout Context,
        outcome: inout BatchOutcome, log: inout ChangeLog
    ) {
        var record = BindingRecord(update, context.reception, anchor: context.anchor(update.baseTime))
        record.lastChange = update.lease.valid == .zero ? .ended : .new
        store(rest: update, octets: octets, in: &record, context: &context, outcome: &outcome)
        let slot: Int
        if let reused = vacant.popLast() {
            slot = Int(reused)
            records[slot] = record
        } else {
            slot = records.count
            records.append(record)
        }
        index.insert(hash, slot: slot, at: entry)
        rollCall?.confirm(slot, by: update.origin)
        settle(record, in: slot)
        if !record.isBound { ended.append(slot: slot, changedAt: record.changedAt) }
        outcome.changes[Int(record.lastChange.rawValue)] += 1
        tell(record, previous: nil, origin: update.origin, context.reception, &log)
    }

    private mutating func merge(
        _ update: BindingUpdate, into slot: Int, octets: RawSpan, context: inout Context, outcome: inout BatchOutcome,
        log: inout ChangeLog
    ) {
        let old = records[slot]
        let isConfirmed = rollCall?.confirmed.contains(slot) ?? false
        rollCall?.confirm(slot, by: update.origin)
        guard !MergeRule.isOutdated(update, beside: old, isConfirmed: isConfirmed) else {
            outcome.outdated += 1
            return
        }
        let rest = octets.extracting(update.rest.range)
        let isRestSame = pool.holds(rest, as: old.rest)
        let isSameClient = old.duid == update.duid && (isRestSame || isSameLongDUID(old, rest))
        var record = BindingRecord(update, context.reception, anchor: context.anchor(update.baseTime))
        let change = MergeRule.change(
            by: update, anchor: record.anchor, to: old, isSameClient: isSameClient,
            areDetailsSame: isRestSame || old.flags.contains(.lacksDetails))
        outcome.changes[Int(change.rawValue)] += 1
        let previous = change == .changedHolder ? duid(of: old) : nil
        if isRestSame {
            record.rest = old.rest
            record.flags.formUnion(old.flags.intersection([.hasLinkLayerAddress, .lacksDetails]))
        } else {
            store(rest: update, octets: octets, in: &record, context: &context, outcome: &outcome)
            pool.release(old.rest)
        }
        if change == .repeated {
            record.lastChange = old.lastChange
            record.changedAt = old.changedAt
            record.flags.formUnion(old.flags.intersection(.isExpired))
        } else {
            record.lastChange = change
        }
        counts.add(old, -1)
        records[slot] = record
        settle(record, in: slot)
        if change != .repeated {
            if !record.isBound { ended.append(slot: slot, changedAt: record.changedAt) }
            tell(record, previous: previous, origin: update.origin, context.reception, &log)
        }
    }

    /// Counts a record that has just been written and notes when it ends.
    @inline(__always)
    mutating func settle(_ record: BindingRecord, in slot: Int) {
        counts.add(record, 1)
        expiries.note(slot: slot, expiresAt: record.isBound ? record.expiresAt : nil)
        unkept?.insert(slot)
        unsettled?.append(UInt32(slot))
    }
}
