import DHCPv6Wire
import LeasequerySession

/// What became known of a binding, as a history takes it: without what can change from one renewal to the next.
public struct BindingStatement: Hashable, Sendable {
    public var subject: BindingSubject
    public var change: ChangeKind
    public var origin: UpdateOrigin
    public var duid: DUID
    /// When it was read or our timer ran out: Unix seconds of our clock, as the next two.
    public var at: Int64
    /// Last word from the client, corrected by the skew; nil if unknown.
    public var contact: Int64?
    /// When the lease ends, corrected by the skew; nil: never.
    public var until: Int64?

    public init(
        _ subject: BindingSubject, _ change: ChangeKind, _ origin: UpdateOrigin, _ duid: DUID, at: Int64,
        contact: Int64? = nil, until: Int64?
    ) {
        self.subject = subject
        self.change = change
        self.origin = origin
        self.duid = duid
        self.at = at
        self.contact = contact.map { min($0, at) }
        self.until = until
    }

    /// The earliest time at which the client is known to have held it.
    var heldFrom: Int64 { contact ?? at }
}

/// How well a feed was heard when a statement was made.
public struct Hearing: Hashable, Sendable {
    /// It told every change as it happened.
    public var isLive: Bool
    /// And all that was bound before was known: what is new then is new.
    public var isWhole: Bool

    public init(isLive: Bool, isWhole: Bool) {
        self.isLive = isLive
        self.isWhole = isWhole
    }
}
