import DHCPv6Wire
import LeasequerySession

/// Whether a binding holds, as far as is known.
public enum BindingState: UInt8, Hashable, Sendable {
    case bound
    /// The server said so.
    case ended
    /// Our timer ran out; unconfirmed. Shown as `expired?`.
    case expiredUnconfirmed
}

/// One binding as a screen or an export wants it: everything copied out of the store, nothing formatted.
public struct BindingRow: Hashable, Sendable {
    public var server: ServerID
    /// An address has length 128.
    public var prefix: IPv6Prefix
    public var kind: BindingKind
    public var duid: DUID
    public var state: BindingState
    public var lastChange: ChangeKind
    /// As sent: seconds left at `baseTime`.
    public var preferred: Lifetime
    public var valid: Lifetime
    /// The server's clock; nil if the server sends no base time.
    public var baseTime: ServerTime?
    /// CLT_TIME: seconds before `baseTime`; nil if unknown.
    public var sinceLastTransaction: UInt32?
    /// Our clock, Unix seconds: when the newest statement was read.
    public var receivedAt: Int64
    /// Our clock, Unix seconds: when the last change other than a repeat was read.
    public var changedAt: Int64
    /// Our clock, Unix seconds, corrected by the skew known at reception; nil: never.
    public var expiresAt: Int64?
    /// Our clock, Unix seconds: last word from the client, corrected by the skew; nil if unknown.
    public var lastTransactionAt: Int64?
    /// The other options of the client, as they came.
    public var details: [UInt8]
    /// Last confirmed before a hole: it may have ended unheard.
    public var isUnverified = false
    /// nil: the server has no partner, or its partner does not know of the binding.
    public var partner: PartnerSource?

    public init(
        server: ServerID, prefix: IPv6Prefix, kind: BindingKind, duid: DUID, state: BindingState,
        lastChange: ChangeKind, preferred: Lifetime, valid: Lifetime, baseTime: ServerTime?,
        sinceLastTransaction: UInt32?, receivedAt: Int64, changedAt: Int64, expiresAt: Int64?,
        lastTransactionAt: Int64?, details: [UInt8]
    ) {
        self.server = server
        self.prefix = prefix
        self.kind = kind
        self.duid = duid
        self.state = state
        self.lastChange = lastChange
        self.preferred = preferred
        self.valid = valid
        self.baseTime = baseTime
        self.sinceLastTransaction = sinceLastTransaction
        self.receivedAt = receivedAt
        self.changedAt = changedAt
        self.expiresAt = expiresAt
        self.lastTransactionAt = lastTransactionAt
        self.details = details
    }
}

/// One entry of the change log.
public struct ChangeRow: Hashable, Sendable {
    /// Rises by one with every change of any server.
    public var sequence: UInt64
    public var kind: ChangeKind
    /// Our clock, Unix nanoseconds: when it was read, or when our timer ran out.
    public var at: Int64
    public var origin: UpdateOrigin
    public var server: ServerID
    public var prefix: IPv6Prefix
    public var bindingKind: BindingKind
    public var duid: DUID
    /// Who held it before; only with `.changedHolder`.
    public var previousDUID: DUID?
    public var valid: Lifetime

    public init(
        sequence: UInt64, kind: ChangeKind, at: Int64, origin: UpdateOrigin, server: ServerID, prefix: IPv6Prefix,
        bindingKind: BindingKind, duid: DUID, previousDUID: DUID?, valid: Lifetime
    ) {
        self.sequence = sequence
        self.kind = kind
        self.at = at
        self.origin = origin
        self.server = server
        self.prefix = prefix
        self.bindingKind = bindingKind
        self.duid = duid
        self.previousDUID = previousDUID
        self.valid = valid
    }
}
