import DHCPv6Wire
import LeasequerySession

/// Some of the changes behind a place in the log, copied out for who follows them.
public struct ChangeSlice: Sendable {
    /// A change and, if nothing has become of it since, the binding as its server tells it.
    public struct Item: Hashable, Sendable {
        public var change: ChangeRow
        /// nil: the binding has changed again by now, or is forgotten.
        public var binding: BindingRow?
    }

    /// Overwritten before they were read.
    public var lost: ClosedRange<UInt64>?
    /// Oldest first: those that pass the filter.
    public var items: [Item] = []
    /// The last change that was looked at, to go on behind it.
    public var last: UInt64
    /// Whether there are more by now.
    public var hasMore = false
}

extension BindingStore {
    /// The sequence number of the newest change, 0 if there is none.
    public var lastChange: UInt64 { log.lastSequence }

    /// Looks at up to `most` changes behind `sequence`, in order.
    public func changes(
        after sequence: UInt64, most: Int, matching filter: Filter?, at now: Moment
    ) -> ChangeSlice {
        var slice = ChangeSlice(last: sequence)
        guard log.lastSequence > sequence else { return slice }
        if log.firstSequence > sequence + 1 {
            slice.lost = sequence + 1...log.firstSequence - 1
            slice.last = log.firstSequence - 1
        }
        let matcher = FilterMatcher(filter, in: self, at: now)
        let end = min(log.lastSequence, slice.last + UInt64(most))
        for sequence in slice.last + 1...end where matcher.passesAll || matcher.passes(log[sequence], of: log) {
            slice.items.append(ChangeSlice.Item(change: log.row(sequence), binding: binding(of: log[sequence])))
        }
        slice.last = end
        slice.hasMore = log.lastSequence > end
        return slice
    }

    /// The binding that a change was of, while that is what became of it last.
    private func binding(of entry: ChangeLog.Entry) -> BindingRow? {
        let server = Int(entry.server)
        guard let slot = tables[server].slot(of: BindingKey(entry)) else { return nil }
        let record = tables[server].records[slot]
        guard record.lastChange == entry.kind, record.duid == entry.duid,
            Int64(record.changedAt) == Moment(uptime: 0, utc: entry.at).unixSeconds
        else { return nil }
        return row(slot, of: server)
    }
}
