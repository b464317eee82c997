import DHCPv6Wire
import LeasequerySession

/// Whether what is shown of a server is all there is: what its `Ledger` comes to.
public enum Completeness: Hashable, Sendable {
    /// Nothing was ever received: nothing is known.
    case unknown
    /// Only what changed since this moment is known: what was bound before has not been told.
    case changesSince(Moment)
    /// As `changesSince`, and what was bound before is being asked for since this moment.
    case filling(since: Moment)
    /// Changes are being missed or caught up; what is shown is old since this moment.
    case hole(since: Moment)
    /// Changes between these times of the server's clock are not known (DataMissing, dropped messages); nil is
    /// open-ended.
    case missing(from: ServerTime?, to: ServerTime?)
    /// Bindings were told and not stored since this moment, for want of room.
    case overLimit(since: Moment)
    /// Poll mode: no poll was answered to the end yet, since the first began; what is shown is a part.
    case firstPoll(since: Moment)
    /// Poll mode: every binding the server had when the last complete poll began, at this moment, as far as it asked,
    /// and nothing that changed since; overdue from `lateFrom` on, two intervals later.
    case polled(asOf: Moment, FillScope, lateFrom: Moment)
    /// Every binding the server had when its newest message was read, at this moment, as far as its fill reached.
    ///
    /// Bindings may be shown that have ended in a hole: a recovery need not tell ends. `BindingRow.isUnverified` marks
    /// all that may have, until a query for everything is answered. That check opens no hole and changes nothing here,
    /// whether it is owed, runs or fails: nothing that is bound is missing because of it.
    case whole(asOf: Moment, FillScope)
}

/// Times of the server's clock of which not everything is known, and why.
public struct Hole: Hashable, Sendable {
    /// The raw values stand in state files.
    public enum Cause: String, Hashable, Sendable, CaseIterable {
        /// From before the first connection; only a fill can tell.
        case neverConnected
        /// No connection, and not caught up.
        case down
        /// The server is catching us up, or began to and did not finish.
        case catchUpUnfinished
        /// The server said DataMissing.
        case dataMissing
        /// A message that may have told changes could not be used.
        case discarded
        /// What was told was not stored.
        case storeLimit
    }

    public internal(set) var cause: Cause
    /// nil: from the beginning.
    public internal(set) var from: ServerTime?
    /// nil: it goes on, or its end is not known yet.
    public internal(set) var to: ServerTime?
    /// When it opened, by our clock.
    public internal(set) var since: Moment
    /// A bulk run that covers it goes on.
    public internal(set) var isBeingFilled = false

    public init(_ cause: Cause, from: ServerTime?, to: ServerTime? = nil, since: Moment) {
        self.cause = cause
        self.from = from
        self.to = to
        self.since = since
    }
}
