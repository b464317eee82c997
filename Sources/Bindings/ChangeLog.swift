import DHCPv6Wire
import LeasequerySession

/// The last changes in a ring. Sequence numbers rise by one, so that a reader knows what it missed.
struct ChangeLog {
    struct Entry {
        var at: Int64
        var address: IPv6Address
        var duid: DUIDHead
        var length: UInt8
        var bindingKind: BindingKind
        var kind: ChangeKind
        var valid: Lifetime
        var server: UInt16
        var origin: UpdateOrigin
        /// Octets of the DUID before; only with `.changedHolder`.
        fileprivate var previousCount: UInt8 = 0
        /// Where in the stream of `octets` its long DUID, if it has one, and then the DUID before begin.
        fileprivate var start: UInt64 = 0

        init(_ record: BindingRecord, at: Moment, server: ServerID, origin: UpdateOrigin) {
            self.at = at.utc
            address = record.address
            duid = record.duid
            length = record.length
            bindingKind = record.kind
            kind = record.lastChange
            valid = record.lastChange == .absent ? .zero : record.valid
            self.server = UInt16(truncatingIfNeeded: server.rawValue)
            self.origin = origin
        }

        fileprivate var longCount: Int { duid.isWhole ? 0 : Int(duid.count) }
    }

    private var ring: HugeArray<Entry>
    /// A ring too, for what few entries have. Entries whose octets are overwritten are forgotten.
    private var octets = HugeArray<UInt8>(count: ChangeLog.octetsKept, isDense: false)
    private var octetsWritten: UInt64 = 0
    /// The sequence number of the oldest change that is kept.
    private(set) var firstSequence: UInt64 = 1
    /// The sequence number of the newest change, 0 if there is none.
    private(set) var lastSequence: UInt64 = 0
    private let capacity: Int

    /// Sixteen octets a change: enough for one long DUID in eight.
    private static let octetsKept = 1 << 20

    /// - Parameter capacity: changes to keep; a power of two.
    init(capacity: Int) {
        precondition(capacity.nonzeroBitCount == 1)
        self.capacity = capacity
        ring = HugeArray(count: capacity, isDense: false)
    }

    /// Changes that are kept.
    var count: Int { Int(lastSequence + 1 - firstSequence) }

    @inline(__always)
    mutating func append(_ entry: Entry) {
        lastSequence += 1
        var entry = entry
        entry.start = octetsWritten
        ring[place(lastSequence)] = entry
        if count > capacity { firstSequence += 1 }
    }

    /// - Parameters:
    ///   - longDUID: the DUID of the entry if its head does not hold it, else nothing.
    ///   - previous: who held the binding before, else nothing.
    mutating func append(_ entry: Entry, longDUID: ArraySlice<UInt8>, previous: ArraySlice<UInt8>) {
        append(entry)
        ring[place(lastSequence)].previousCount = UInt8(truncatingIfNeeded: previous.count)
        write(longDUID)
        write(previous)
        while octetsWritten - self[firstSequence].start > UInt64(ChangeLog.octetsKept) { firstSequence += 1 }
    }

    subscript(sequence: UInt64) -> Entry { ring[place(sequence)] }

    /// The whole DUID of an entry.
    func duid(_ entry: Entry) -> DUID {
        entry.duid.isWhole ? DUID(octets: entry.duid.octets) : DUID(octets: read(entry.start, entry.longCount))
    }

    func row(_ sequence: UInt64) -> ChangeRow {
        let entry = self[sequence]
        let previous = read(entry.start + UInt64(entry.longCount), Int(entry.previousCount))
        return ChangeRow(
            sequence: sequence, kind: entry.kind, at: entry.at, origin: entry.origin,
            server: ServerID(rawValue: Int(entry.server)), prefix: IPv6Prefix(entry.address, length: entry.length),
            bindingKind: entry.bindingKind, duid: duid(entry),
            previousDUID: previous.isEmpty ? nil : DUID(octets: previous), valid: entry.valid)
    }

    private func place(_ sequence: UInt64) -> Int { Int(sequence - 1) & (capacity - 1) }

    private mutating func write(_ part: ArraySlice<UInt8>) {
        var place = Int(octetsWritten)
        octets.withMutableSpan(0..<ChangeLog.octetsKept) { ring in
            for octet in part {
                ring[place & (ChangeLog.octetsKept - 1)] = octet
                place += 1
            }
        }
        octetsWritten += UInt64(part.count)
    }

    private func read(_ start: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { octets[(Int(start) + $0) & (ChangeLog.octetsKept - 1)] }
    }
}
