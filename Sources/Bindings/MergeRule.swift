import DHCPv6Wire
import LeasequerySession

/// Decides between what is known of a binding and a new statement about it, and says what is new about it.
enum MergeRule {
    /// Whether the statement is older than what is known and must be ignored: only a bulk query's can be.
    ///
    /// The last message of an active query holds the current state (RFC 7653 section 8.4.1), and what that query told
    /// before a bulk query was sent is older than the answer. While both speak, nobody can tell which is older, for
    /// the server's clock may be put back between two base times: then the active query is believed, because it will
    /// tell every change that it has not told yet.
    ///
    /// - Parameter isConfirmed: whether the record was spoken of since the bulk run began.
    @inline(__always)
    static func isOutdated(_ update: BindingUpdate, beside record: BindingRecord, isConfirmed: Bool) -> Bool {
        update.origin == .bulk && isConfirmed && !record.flags.contains(.isFromBulk)
    }

    /// What a statement that is not outdated does to a binding that is known.
    ///
    /// - Parameters:
    ///   - anchor: the base time of the statement in our clock, or when it was read; Unix seconds.
    ///   - isSameClient: whether the DUIDs are equal.
    ///   - areDetailsSame: whether the other options of the client are equal.
    static func change(
        by update: BindingUpdate, anchor: UInt32, to record: BindingRecord, isSameClient: Bool, areDetailsSame: Bool
    ) -> ChangeKind {
        if update.lease.valid == .zero { return record.state == .ended && isSameClient ? .repeated : .ended }
        if record.state == .ended { return .new }
        if !isSameClient { return .changedHolder }
        return areDetailsSame && saysTheSame(update, anchor: anchor, as: record) ? .repeated : .renewed
    }

    /// Whether a statement describes the same moments as the record: same last contact, same ends of both lifetimes.
    ///
    /// A statement delivered again after a reconnect is stamped with a later base time and counts all its seconds from
    /// there. Base time and seconds are each rounded, so that moments may differ by one second. A preferred lifetime
    /// that has run out stays at zero.
    private static func saysTheSame(_ update: BindingUpdate, anchor: UInt32, as record: BindingRecord) -> Bool {
        let shift: Int64
        if let baseTime = update.baseTime, record.flags.contains(.hasBaseTime) {
            shift = Int64(baseTime.seconds(since: record.baseTime))
        } else {
            shift = Int64(anchor) - Int64(record.anchor)
        }
        return isSameEnd(update.lease.valid, record.valid, shift: shift)
            && isSameEnd(update.lease.preferred, record.preferred, shift: shift)
            && isSameContact(update.sinceLastTransaction, record, shift: shift)
    }

    private static func isSameEnd(_ new: Lifetime, _ old: Lifetime, shift: Int64) -> Bool {
        guard let new = new.seconds, let old = old.seconds else { return new == old }
        return abs(Int64(new) - max(0, Int64(old) - shift)) <= 1
    }

    private static func isSameContact(_ new: UInt32?, _ record: BindingRecord, shift: Int64) -> Bool {
        guard let new, record.flags.contains(.hasTransactionTime) else {
            return new == nil && !record.flags.contains(.hasTransactionTime)
        }
        return abs(Int64(new) - Int64(record.sinceLastTransaction) - shift) <= 1
    }
}
