import DHCPv6Wire
import LeasequerySession

/// Which times of one server's clock are covered and which are holes, and why: follows the events of its feed, does no
/// I/O and knows no clock.
///
/// Everything is covered up to `knownTo` but the holes. What it calls whole is what the server has.
public struct Ledger: Hashable, Sendable {
    /// In the order they were found; the past ones only.
    var closed: [Hole] = []
    /// The hole that goes on: no connection, or a catch-up not finished.
    var outage: Hole?
    /// The server has said what becomes of the outage: it is catching us up, or it cannot.
    private var isOutageAnswered = false
    /// The server has accepted a query, so that there is a past which it has not told.
    var hasPast = false
    /// When the feed first was live.
    var liveSince: Moment?
    /// Holes of `closed` whose end is the next base time.
    var awaitsEnd = false
    /// What the last complete fill asked for; nil before.
    var fill: FillScope?
    /// The newest base time of the active feed; the server's clock.
    public internal(set) var knownTo: ServerTime?
    /// When that was read.
    var knownAt: Moment?
    /// Rows said up to this time of the server's clock may have ended in a hole, unheard.
    public internal(set) var doubtedTo: ServerTime?

    /// Bindings put back that were read up to this second of our clock, Unix time, may have ended since; nil: none, or
    /// the catch-up will tell.
    var putBackTo: Int64?

    /// Not nil: bulk queries at an interval are all that is heard.
    var polls: PollRecord?

    /// More holes than this become wider holes: true, only less exact.
    static let mostHoles = 64

    public init() {}

    /// All that is not known up to now, the hole that goes on last.
    public var holes: [Hole] { closed + [outage].compactMap { $0 } }

    public var completeness: Completeness {
        if let polls { return closed.first.map { .overLimit(since: $0.since) } ?? polls.completeness }
        guard let liveSince else { return .unknown }
        if let outage { return .hole(since: outage.since) }
        let lost = closed.filter { $0.cause != .neverConnected && $0.cause != .storeLimit }
        if let first = lost.first {
            let span = lost.dropFirst().reduce(into: first) { $0.widen(to: $1) }
            return .missing(from: span.from, to: span.to)
        }
        if let past = closed.first(where: { $0.cause == .neverConnected }) {
            return past.isBeingFilled ? .filling(since: past.since) : .changesSince(liveSince)
        }
        if let hole = closed.first { return .overLimit(since: hole.since) }
        guard let fill, let knownAt else { return .changesSince(liveSince) }
        return .whole(asOf: knownAt, fill)
    }

    /// Whether a binding was last confirmed before a hole and may have ended in it.
    ///
    /// - Parameter base: the base time of the newest statement about it; nil if it has none.
    public func doubts(base: ServerTime?) -> Bool {
        guard outage == nil else { return true }
        if awaitsEnd, closed.contains(where: { $0.to == nil && $0.raisesDoubt }) { return true }
        guard let doubtedTo else { return false }
        return base.map { !$0.isLater(than: doubtedTo) } ?? true
    }
}

// The active feed.
extension Ledger {
    mutating func note(phase: FeedPhase, at now: Moment) {
        switch phase {
        case .live:
            openPast(at: now)
            if let outage, !isOutageAnswered { open(outage) }
            liveSince = liveSince ?? now
            outage = nil
        case .catchingUp:
            openPast(at: now)
            outage?.cause = .catchUpUnfinished
        case .stopped, .waiting, .connecting, .securing, .awaitingReply, .polling, .polled:
            isOutageAnswered = false
            guard liveSince != nil else { return }
            outage = outage ?? Hole(.down, from: knownTo, since: knownAt ?? now)
        }
    }

    mutating func catchUpBegan() { isOutageAnswered = true }

    mutating func dataMissing(from: ServerTime?, to: ServerTime?, at now: Moment) {
        isOutageAnswered = true
        open(Hole(.dataMissing, from: from, to: to, since: outage?.since ?? knownAt ?? now))
    }

    mutating func changesDropped(_ debt: Debt, at now: Moment) {
        extendOrOpen(Hole(.discarded, from: debt.from, to: debt.to, since: now))
    }

    /// Statements read up to now were not stored.
    mutating func dropped(at now: Moment) {
        extendOrOpen(Hole(.storeLimit, from: knownTo, since: now))
    }

    /// Takes the newest base time of what the active feed said, read at `now`.
    mutating func heard(_ base: ServerTime?, at now: Moment) {
        knownAt = now
        guard let base else { return }
        knownTo = base
        guard awaitsEnd else { return }
        awaitsEnd = false
        for index in closed.indices where closed[index].to == nil {
            closed[index].to = base
            if closed[index].raisesDoubt { doubt(to: base) }
        }
    }
}

// The bulk runs.
extension Ledger {
    mutating func bulkBegan(_ debt: Debt) {
        for index in closed.indices where closed[index].isCovered(by: debt) { closed[index].isBeingFilled = true }
    }

    /// - Parameter scope: nil: the debt was not paid.
    mutating func bulkEnded(_ debt: Debt, paid scope: FillScope?) {
        guard let scope else {
            for index in closed.indices { closed[index].isBeingFilled = false }
            return
        }
        if awaitsEnd, closed.contains(where: { $0.isBeingFilled && $0.to == nil && $0.raisesDoubt }), let knownTo {
            doubt(to: knownTo)
        }
        closed.removeAll(where: \.isBeingFilled)
        guard debt.from == nil else { return }
        fill = scope
        putBackTo = nil
    }
}

extension Ledger {
    private mutating func openPast(at now: Moment) {
        guard !hasPast else { return }
        hasPast = true
        open(Hole(.neverConnected, from: nil, since: now))
    }

    private mutating func open(_ hole: Hole) {
        if let to = hole.to, hole.raisesDoubt { doubt(to: to) }
        if hole.to == nil { awaitsEnd = true }
        if closed.count < Ledger.mostHoles {
            closed.append(hole)
        } else {
            closed[closed.count - 1].widen(to: hole)
            closed[closed.count - 1].cause = hole.cause
            closed[closed.count - 1].isBeingFilled = false
        }
    }

    /// One hole for many messages in a row, unless it is being filled already: then this is after that.
    private mutating func extendOrOpen(_ hole: Hole) {
        guard let last = closed.last, last.cause == hole.cause, !last.isBeingFilled else { return open(hole) }
        closed[closed.count - 1].to = nil
        awaitsEnd = true
    }

    private mutating func doubt(to time: ServerTime) {
        if let known = doubtedTo, !time.isLater(than: known) { return }
        doubtedTo = time
    }
}

extension Hole {
    /// Whether a binding we hold may have ended in it: before the first connection none was held, and what the limit
    /// kept out neither.
    fileprivate var raisesDoubt: Bool {
        switch cause {
        case .neverConnected, .storeLimit: false
        case .down, .catchUpUnfinished, .dataMissing, .discarded: true
        }
    }

    /// Whether the answer that pays the debt tells all that lies in here.
    fileprivate func isCovered(by debt: Debt) -> Bool {
        guard let start = debt.from else { return true }
        // What is not stored any more need not have changed since.
        guard cause != .storeLimit, let from, !start.isLater(than: from) else { return false }
        guard let end = debt.to else { return true }
        return to.map { !$0.isLater(than: end) } ?? false
    }

    /// To call more unknown than is may cost a look, less would be a lie.
    fileprivate mutating func widen(to other: Hole) {
        from = from.flatMap { mine in other.from.map { mine.isLater(than: $0) ? $0 : mine } }
        to = to.flatMap { mine in other.to.map { $0.isLater(than: mine) ? $0 : mine } }
    }
}
