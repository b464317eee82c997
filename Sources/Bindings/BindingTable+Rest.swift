import DHCPv6Wire
import LeasequerySession

// What does not fit into a record: long DUIDs and the other options of a client.
extension BindingTable {
    func duid(of record: BindingRecord) -> DUID {
        DUID(octets: record.duid.isWhole ? record.duid.octets : Array(longDUID(of: record)))
    }

    /// Empty also if there was no room to keep them.
    func details(of record: BindingRecord) -> ArraySlice<UInt8> {
        pool.octets(record.rest).dropFirst(record.duid.isWhole ? 0 : Int(record.duid.count))
    }

    /// As above, without anything made for it.
    @inline(__always)
    func withDetails<Result>(of record: borrowing BindingRecord, _ body: (RawSpan) -> Result) -> Result {
        let start = record.duid.isWhole ? 0 : Int(record.duid.count)
        return pool.withOctets(record.rest) { body($0.extracting(min(start, $0.byteCount)..<$0.byteCount)) }
    }

    /// Whether the long DUID at the start of `rest` is the record's, whose head is known to be the same.
    func isSameLongDUID(_ record: BindingRecord, _ rest: RawSpan) -> Bool {
        guard !record.duid.isWhole else { return true }
        return rest.extracting(0..<Int(record.duid.count)).withUnsafeBytes { longDUID(of: record).elementsEqual($0) }
    }

    /// Keeps the rest of a statement, or only the DUID in it if there is no room for details.
    mutating func store(
        rest update: BindingUpdate, octets: RawSpan, in record: inout BindingRecord, context: inout Context,
        outcome: inout BatchOutcome
    ) {
        guard update.rest.count > 0 else { return }
        if let stored = context.stored, stored.range == update.rest {
            pool.retain(stored.name)
            record.rest = stored.name
            record.flags.formUnion(stored.flags)
            return
        }
        let duidCount = update.duid.isWhole ? 0 : Int(update.duid.count)
        var range = update.rest.range
        var flags: BindingRecord.Flags = []
        if pool.octetsInUse + range.count > context.mostOctets, range.count > duidCount {
            range = range.prefix(duidCount)
            flags = .lacksDetails
            outcome.detailsDropped += 1
        } else if ClientDetails.hasLinkLayerAddress(octets.extracting(range.dropFirst(duidCount))) {
            flags = .hasLinkLayerAddress
        }
        record.rest = pool.insert(octets.extracting(range))
        record.flags.formUnion(flags)
        context.stored = (update.rest, record.rest, flags)
    }

    /// The DUID of a record if its head does not hold it, else nothing.
    func longDUID(of record: BindingRecord) -> ArraySlice<UInt8> {
        record.duid.isWhole ? [] : pool.octets(record.rest).prefix(Int(record.duid.count))
    }

    /// Writes the last change of a record to the log.
    @inline(__always)
    func tell(
        _ record: BindingRecord, previous: DUID?, origin: UpdateOrigin, _ reception: Reception, _ log: inout ChangeLog
    ) {
        let entry = ChangeLog.Entry(record, at: reception.at, server: reception.server, origin: origin)
        if record.duid.isWhole, previous == nil {
            log.append(entry)
        } else {
            log.append(entry, longDUID: longDUID(of: record), previous: previous?.octets[...] ?? [])
        }
    }

    /// Everything about one binding, copied out.
    func row(_ slot: Int, of server: ServerID) -> BindingRow {
        let record = records[slot]
        return BindingRow(
            server: server, prefix: IPv6Prefix(record.address, length: record.length), kind: record.kind,
            duid: duid(of: record), state: record.state, lastChange: record.lastChange, preferred: record.preferred,
            valid: record.valid, baseTime: record.flags.contains(.hasBaseTime) ? record.baseTime : nil,
            sinceLastTransaction: record.flags.contains(.hasTransactionTime) ? record.sinceLastTransaction : nil,
            receivedAt: Int64(record.receivedAt), changedAt: Int64(record.changedAt), expiresAt: record.expiresAt,
            lastTransactionAt: record.lastTransactionAt, details: Array(details(of: record)))
    }
}
