import DHCPv6Wire
import LeasequerySession

// To a state file and back.
extension BindingTable {
    /// Forgets everything.
    mutating func startAfresh() {
        let generation = generation + 1
        let (isKept, hasPartner) = (unkept != nil, unsettled != nil)
        self = BindingTable()
        self.generation = generation
        if isKept { unkept = SlotSet() }
        if hasPartner { unsettled = [] }
    }

    /// Copies one slot out.
    func save(_ slot: Int, into saved: inout SavedBindings) {
        let record = records[slot]
        let start = saved.octets.count
        if record.duid.isWhole { record.duid.append(to: &saved.octets) }
        saved.octets.append(contentsOf: pool.octets(record.rest))
        let duidCount = record.isVacant ? 0 : Int(record.duid.count)
        saved.rows.append(
            SavedBinding(
                slot: slot, isVacant: record.isVacant, address: record.address, length: record.length,
                kind: record.kind, lastChange: record.lastChange, preferred: record.preferred, valid: record.valid,
                sinceLastTransaction: record.flags.contains(.hasTransactionTime) ? record.sinceLastTransaction : nil,
                baseTime: record.flags.contains(.hasBaseTime) ? record.baseTime : nil, anchor: record.anchor,
                receivedAt: record.receivedAt, changedAt: record.changedAt,
                isFromBulk: record.flags.contains(.isFromBulk), isExpired: record.flags.contains(.isExpired),
                lacksDetails: record.flags.contains(.lacksDetails), duid: ByteRange(start: start, count: duidCount),
                detailsCount: saved.octets.count - start - duidCount))
    }

    /// Puts a binding back where it stood; the slot stays empty if there is no place for it.
    ///
    /// - Parameters:
    ///   - saved: of a slot behind all that are there.
    ///   - terms: says whether there is room, and what to do about our clock.
    /// - Returns: false if there is no room.
    mutating func restore(_ saved: SavedBinding, octets: RawSpan, _ terms: RestoreTerms) -> Bool {
        while records.count < saved.slot { appendVacant() }
        let key = BindingKey(saved)
        let hash = index.hash(key)
        // The file may hold a binding twice: where it stood, and where it came back after it had made room.
        let other = index.slot(hash, where: { BindingKey(records[$0]) == key })
        guard other.map({ records[$0].receivedAt < saved.receivedAt }) ?? terms.hasRoom else {
            appendVacant()
            unkept?.insert(saved.slot)
            return other != nil
        }
        if let other { vacate(other) }
        var record = BindingRecord(saved, DUIDHead(of: octets, in: saved.duid))
        terms.adjust(&record)
        restore(rest: saved, octets: octets, terms, in: &record)
        index.makeRoom(for: 1, among: records)
        records.append(record)
        index.insert(hash, slot: saved.slot, at: index.look(for: hash) { _ in false }.entry)
        settle(record, in: saved.slot)
        if record.state != .bound { ended.append(slot: saved.slot, changedAt: record.changedAt) }
        if terms.clockWentBack == 0 { unkept?.remove(saved.slot) }
        return true
    }

    private mutating func appendVacant() {
        vacant.append(UInt32(records.count))
        records.append(.vacant)
    }

    private mutating func restore(
        rest saved: SavedBinding, octets: RawSpan, _ terms: RestoreTerms, in record: inout BindingRecord
    ) {
        let start = record.duid.isWhole ? saved.details.lowerBound : saved.duid.lowerBound
        var range = start..<saved.details.upperBound
        if pool.octetsInUse + range.count > terms.mostOctets, saved.detailsCount > 0 {
            range = start..<saved.details.lowerBound
            record.flags.insert(.lacksDetails)
        } else if ClientDetails.hasLinkLayerAddress(octets.extracting(saved.details.range)) {
            record.flags.insert(.hasLinkLayerAddress)
        }
        record.rest = pool.insert(octets.extracting(range))
    }
}

/// On which terms a binding is put back.
struct RestoreTerms {
    /// Unix seconds of our clock.
    let now: Int64
    /// Seconds that our clock has been put back by since it was kept.
    let clockWentBack: UInt32
    var hasRoom = true
    /// Of details; beyond it a binding loses its own.
    var mostOctets = 0

    /// Brings the times of our clock into those of now; what ran out since ended then.
    fileprivate func adjust(_ record: inout BindingRecord) {
        record.anchor -= min(record.anchor, clockWentBack)
        record.receivedAt -= min(record.receivedAt, clockWentBack)
        record.changedAt -= min(record.changedAt, clockWentBack)
        guard record.state == .bound, let expiresAt = record.expiresAt, expiresAt <= now else { return }
        record.flags.insert(.isExpired)
        record.lastChange = .expiredLocally
        record.changedAt = UInt32(clamping: expiresAt)
    }
}

extension BindingKey {
    fileprivate init(_ saved: SavedBinding) {
        address = saved.address
        length = saved.length
        kind = saved.kind
    }
}

extension BindingRecord {
    /// Without `rest` and what is found in it.
    fileprivate init(_ saved: SavedBinding, _ duid: DUIDHead) {
        self.init(
            address: saved.address, duid: duid, length: saved.length, flags: [], lastChange: saved.lastChange,
            preferred: saved.preferred, valid: saved.valid, sinceLastTransaction: saved.sinceLastTransaction ?? 0,
            baseTime: saved.baseTime ?? ServerTime(rawValue: 0), anchor: saved.anchor, receivedAt: saved.receivedAt,
            changedAt: saved.changedAt, rest: OctetPool.none)
        if saved.kind == .prefix { flags.insert(.isPrefix) }
        if saved.baseTime != nil { flags.insert(.hasBaseTime) }
        if saved.sinceLastTransaction != nil { flags.insert(.hasTransactionTime) }
        if saved.isFromBulk { flags.insert(.isFromBulk) }
        if saved.isExpired { flags.insert(.isExpired) }
        if saved.lacksDetails { flags.insert(.lacksDetails) }
    }

    /// No binding.
    fileprivate static let vacant = BindingRecord(
        address: .unspecified, duid: DUIDHead([]), length: 0, flags: .isVacant, lastChange: .ended, preferred: .zero,
        valid: .zero, sinceLastTransaction: 0, baseTime: ServerTime(rawValue: 0), anchor: 0, receivedAt: 0,
        changedAt: 0, rest: OctetPool.none)
}
