import DHCPv6Wire
import LeasequerySession

/// Whether what is shown of a server is all there is.
public enum Completeness: Hashable, Sendable {
    /// Nothing was ever received: nothing is known.
    case unknown
    /// Only what changed since this moment is known: the bindings from before were never asked for.
    case changesSince(Moment)
    /// Changes are being missed or caught up; what is shown is old since this moment.
    case hole(since: Moment)
    /// The server could not fill a hole (DataMissing): these times of its clock are unknown for good.
    case missing(from: ServerTime?, to: ServerTime?)
}

/// Follows the events of one feed and says what they mean for completeness. A bulk query is no part of it yet.
struct CompletenessTracker {
    /// When the feed first was live.
    private var liveSince: Moment?
    /// When the hole began that nothing has filled so far.
    private var holeSince: Moment?
    /// The server has said what becomes of the hole: it is catching us up, or it cannot.
    private var isHoleAnswered = false
    /// What DataMissing, or a reconnect without catch-up, left unknown for good.
    private var lost: (from: ServerTime?, to: ServerTime?)?

    var completeness: Completeness {
        if let holeSince { return .hole(since: holeSince) }
        if let lost { return .missing(from: lost.from, to: lost.to) }
        return liveSince.map { .changesSince($0) } ?? .unknown
    }

    /// - Parameters:
    ///   - lastMessageAt: when the newest message was read: a hole begins there, not when it was noticed.
    ///   - lastBaseTime: the newest base time seen before the event.
    mutating func note(phase: FeedPhase, at now: Moment, lastMessageAt: Moment?, lastBaseTime: ServerTime?) {
        switch phase {
        case .live:
            if holeSince != nil, !isHoleAnswered { lose(from: lastBaseTime, to: nil) }
            liveSince = liveSince ?? now
            holeSince = nil
        case .catchingUp:
            holeSince = holeSince ?? now
        case .stopped, .waiting, .connecting, .securing, .awaitingReply:
            isHoleAnswered = false
            if liveSince != nil { holeSince = holeSince ?? lastMessageAt ?? now }
        }
    }

    mutating func catchUpBegan() { isHoleAnswered = true }

    mutating func dataMissing(from: ServerTime?, to: ServerTime?) {
        isHoleAnswered = true
        lose(from: from, to: to)
    }

    /// Everything known was said by another server.
    mutating func serverChanged() { self = CompletenessTracker() }

    /// Two lost times become one that spans both: to call more unknown than is may cost a look, less would be a lie.
    private mutating func lose(from: ServerTime?, to: ServerTime?) {
        guard let known = lost else {
            lost = (from, to)
            return
        }
        lost = (
            known.from.flatMap { old in from.map { $0.isLater(than: old) ? old : $0 } },
            known.to.flatMap { old in to.map { $0.isLater(than: old) ? $0 : old } }
        )
    }
}
