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
    }

    /// What few entries have.
    struct Extra {
        /// A DUID that is not whole in the entry.
        var duid: DUID?
        var previous: DUID?
    }

    private var ring: ContiguousArray<Entry> = []
    private var extras: [UInt64: Extra] = [:]
    /// The sequence number of the newest change, 0 if there is none.
    private(set) var lastSequence: UInt64 = 0
    let capacity: Int

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    var count: Int { ring.count }
    var firstSequence: UInt64 { lastSequence - UInt64(ring.count) + 1 }

    mutating func append(_ entry: Entry, extra: Extra?) {
        lastSequence += 1
        if ring.count < capacity {
            ring.append(entry)
        } else {
            ring[place(lastSequence)] = entry
            if !extras.isEmpty { extras[lastSequence - UInt64(capacity)] = nil }
        }
        if let extra { extras[lastSequence] = extra }
    }

    subscript(sequence: UInt64) -> Entry { ring[place(sequence)] }

    func row(_ sequence: UInt64) -> ChangeRow {
        let entry = self[sequence]
        let extra = extras[sequence]
        return ChangeRow(
            sequence: sequence, kind: entry.kind, at: entry.at, origin: entry.origin,
            server: ServerID(rawValue: Int(entry.server)), prefix: IPv6Prefix(entry.address, length: entry.length),
            bindingKind: entry.bindingKind, duid: extra?.duid ?? DUID(octets: entry.duid.octets),
            previousDUID: extra?.previous, valid: entry.valid)
    }

    /// The whole DUID of an entry that has only the head of it.
    func longDUID(_ sequence: UInt64) -> DUID? { extras[sequence]?.duid }

    private func place(_ sequence: UInt64) -> Int { Int((sequence - 1) % UInt64(capacity)) }
}
