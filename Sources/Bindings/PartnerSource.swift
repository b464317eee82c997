import DHCPv6Wire
import LeasequerySession

/// What the partner says about a binding beside the statement that is shown.
public struct PartnerSource: Hashable, Sendable {
    public var server: ServerID
    public var duid: DUID
    public var state: BindingState
    /// As sent: seconds left at `baseTime`.
    public var valid: Lifetime
    /// The partner's clock; nil if it sends no base time.
    public var baseTime: ServerTime?
    /// Our clock, Unix seconds: when the statement was read.
    public var receivedAt: Int64
    /// Our clock, Unix seconds: when the last change other than a repeat was read.
    public var changedAt: Int64
    /// Our clock, Unix seconds, corrected by the skew known at reception; nil: never.
    public var expiresAt: Int64?
    /// Our clock, Unix seconds: last word from the client, corrected by the skew; nil if unknown.
    public var lastTransactionAt: Int64?
    /// Last confirmed before a hole of the partner's feed.
    public var isUnverified: Bool
    /// nil: the two do not contradict each other.
    public var conflict: PartnerConflict?
    /// Our clock, Unix seconds: from when on this run knows of two statements that contradict each other.
    public var conflictSince: Int64?
    /// The two clocks are not known well enough to tell which server heard the client last.
    public var isUndecided = false

    /// What the row of the partner's table says.
    public init(_ row: BindingRow, conflict: PartnerConflict? = nil, since: Int64? = nil) {
        server = row.server
        duid = row.duid
        state = row.state
        valid = row.valid
        baseTime = row.baseTime
        receivedAt = row.receivedAt
        changedAt = row.changedAt
        expiresAt = row.expiresAt
        lastTransactionAt = row.lastTransactionAt
        isUnverified = row.isUnverified
        self.conflict = conflict
        conflictSince = since
    }
}

extension BindingRow {
    /// Whether partners contradict each other; nil if that is not known, because only one of them speaks of the binding
    /// or because one of two that differ may not have said its last word.
    public var isInConflict: Bool? {
        guard let partner else { return nil }
        guard partner.conflict != nil else { return false }
        return isUnverified || partner.isUnverified ? nil : true
    }

    /// Whether the binding may have ended unheard: a statement from before a hole is as good as ever while the partner,
    /// which has none, says that the same client holds it.
    public var isDoubtful: Bool {
        guard isUnverified, let partner else { return isUnverified }
        return partner.isUnverified || partner.state != .bound || partner.conflict != nil || partner.duid != duid
    }
}
