import DHCPv6Wire
import LeasequerySession

/// How long one client held one binding, as one server told it: leases that go on from each other are one span.
///
/// All times are Unix seconds of our clock. What the server says by its own clock was corrected by the skew that was
/// known when it was read.
public struct BindingSpan: Hashable, Sendable {
    /// The raw values stand in history files.
    public enum Ending: UInt8, CaseIterable, Hashable, Sendable {
        /// It goes on, as far as is known.
        case open
        /// The server said so.
        case ended
        /// The lease ran out, and nothing was said.
        case expired
        /// Another client has it.
        case changedHolder
        /// Left out of a complete answer.
        case absent
        /// Its lease ran out while nothing was heard; nobody knows whether it was renewed.
        case lapsed
    }

    public var duid: DUID
    /// The client is known to have held it from then on.
    public var began: Int64
    /// It did not hold it before: its beginning was heard. Else it may have.
    public var isBeginKnown: Bool
    /// The last time at which the server said that it holds.
    public var seen: Int64
    /// When the last lease that was heard of ends; nil: never.
    public var until: Int64?
    /// The client did not hold it any more from then on; it may have ended earlier, after `seen`. nil: not known.
    public var gone: Int64?
    public var ending: Ending

    public init(
        _ duid: DUID, began: Int64, isBeginKnown: Bool, seen: Int64, until: Int64?, gone: Int64? = nil,
        ending: Ending = .open
    ) {
        self.duid = duid
        self.began = began
        self.isBeginKnown = isBeginKnown
        self.seen = seen
        self.until = until
        self.gone = gone
        self.ending = ending
    }

    /// After that time nothing is in here; nil: it goes on.
    public var over: Int64? {
        switch ending {
        case .open: nil
        case .lapsed: until ?? seen
        case .ended, .expired, .changedHolder, .absent: gone ?? seen
        }
    }
}

extension BindingSpan {
    /// What a statement makes of the newest span of its binding: how that one is from now on, and one that begins.
    public struct Outcome: Hashable, Sendable {
        public var changed: BindingSpan?
        public var added: BindingSpan?
    }

    /// - Parameter last: the newest span of the binding as this server told it; nil: there is none.
    public static func outcome(of statement: BindingStatement, heard hearing: Hearing, after last: BindingSpan?)
        -> Outcome
    {
        switch statement.change {
        case .new, .renewed, .changedHolder, .repeated: held(statement, hearing, last)
        case .ended: ended(statement, hearing, last)
        case .expiredLocally: expired(statement, hearing, last)
        case .absent: absent(statement, last)
        }
    }

    private static func held(_ statement: BindingStatement, _ hearing: Hearing, _ last: BindingSpan?) -> Outcome {
        if var span = last, span.goesOn(with: statement) {
            span.seen = max(span.seen, statement.at)
            span.until = statement.until
            span.gone = nil
            span.ending = .open
            return Outcome(changed: span)
        }
        let isNew = statement.change == .new || statement.change == .changedHolder
        let began = max(statement.heldFrom, min(last.map { $0.gone ?? $0.seen } ?? .min, statement.at))
        let added = BindingSpan(
            statement.duid, began: began,
            isBeginKnown: isNew && statement.origin == .live && hearing.isWhole, seen: statement.at,
            until: statement.until)
        return Outcome(
            changed: last?.ending == .open ? last?.givenUp(at: began, statement, hearing) : nil, added: added)
    }

    /// Whether the client has held it all the time since, by the leases that are known.
    private func goesOn(with statement: BindingStatement) -> Bool {
        guard duid == statement.duid else { return false }
        // Times are rounded to seconds, and our timer may run out before a renewal comes that was made in time.
        let isInTime = until.map { statement.heldFrom <= $0 + 1 } ?? true
        switch ending {
        case .open: return isInTime
        case .expired: return isInTime && statement.change == .renewed
        case .ended, .changedHolder, .absent, .lapsed: return false
        }
    }

    /// As the span of whoever held it before.
    private func givenUp(at began: Int64, _ statement: BindingStatement, _ hearing: Hearing) -> BindingSpan {
        var span = self
        if let until, until <= began {
            span.ending = .lapsed
            return span
        }
        span.ending = .changedHolder
        span.gone = began
        if hearing.isLive, statement.origin == .live { span.seen = max(seen, began) }
        return span
    }

    private static func ended(_ statement: BindingStatement, _ hearing: Hearing, _ last: BindingSpan?) -> Outcome {
        guard var span = last, span.duid == statement.duid else {
            // Of the client that held it only the end was heard.
            let held = max(statement.heldFrom, min(last.map { $0.gone ?? $0.seen } ?? .min, statement.at))
            let added = BindingSpan(
                statement.duid, began: held, isBeginKnown: false, seen: held, until: statement.at, gone: statement.at,
                ending: .ended)
            return Outcome(
                changed: last?.ending == .open ? last?.givenUp(at: held, statement, hearing) : nil, added: added)
        }
        switch span.ending {
        case .expired, .lapsed: span.ending = .ended
        case .open:
            span.ending = .ended
            span.seen = max(span.seen, statement.heldFrom)
            span.gone = max(min(statement.at, span.until ?? statement.at), span.seen)
            if hearing.isLive, statement.origin == .live { span.seen = span.gone ?? span.seen }
        case .ended, .changedHolder, .absent: return Outcome()
        }
        if span.gone == nil { span.gone = span.until }
        return Outcome(changed: span)
    }

    private static func expired(_ statement: BindingStatement, _ hearing: Hearing, _ last: BindingSpan?) -> Outcome {
        guard var span = last, span.ending == .open, span.duid == statement.duid else { return Outcome() }
        span.ending = .expired
        span.gone = max(span.until ?? statement.at, span.seen)
        if hearing.isLive { span.seen = span.gone ?? span.seen }
        return Outcome(changed: span)
    }

    private static func absent(_ statement: BindingStatement, _ last: BindingSpan?) -> Outcome {
        guard let span = last, span.ending == .open else { return Outcome() }
        return Outcome(changed: span.missed(at: statement.at))
    }

    /// As it is known to be when a server that knows all of its bindings does not know it any more.
    public func missed(at time: Int64) -> BindingSpan {
        var span = self
        if let until, until <= time {
            span.ending = .lapsed
        } else {
            span.ending = .absent
            span.gone = max(time, seen)
        }
        return span
    }
}
