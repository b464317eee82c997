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
    public internal(set) var liveSince: Moment?
    /// Holes of `closed` whose end is the next base time.
    var awaitsEnd = false
    /// What the last complete fill asked for; nil before.
    var fill: FillScope?
    /// The newest base time of the active feed; the server's clock.
    public internal(set) var knownTo: ServerTime?
    /// When that was read.
    var knownAt: Moment?
    /// Bindings spoken of up to this second of our clock, Unix time, may have ended in a hole, unheard. Not by the
    /// server's clock: that may be put back.
    public internal(set) var doubtedTo: Int64?
    /// What was read together with the news of a hole is still to be handed over, and may be from before it.
    private var isDoubtFresh = false
    /// Whether a hole opened while the bulk run goes on: what it tells may be from before that. nil: none goes on.
    private var isRunDoubted: Bool?
    /// The latest second in which anything was read. Our own clock may be put back too.
    private var readTo = Int64.min

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

    /// Whether something was not stored that a query for everything would tell again, and none goes on.
    public var lacksStored: Bool { closed.contains { $0.cause == .storeLimit && !$0.isBeingFilled } }

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
    /// - Parameter second: when the newest statement about it was read, by our clock in Unix time.
    public func doubts(readAt second: Int64) -> Bool {
        outage != nil || doubtedTo.map { second <= $0 } ?? false
    }
}

// The active feed.
extension Ledger {
    mutating func note(phase: FeedPhase, at now: Moment) {
        switch phase {
        case .live:
            openPast(at: now)
            if let outage, !isOutageAnswered {
                open(outage)
                doubt(at: now)
            }
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
        doubt(at: now)
    }

    mutating func changesDropped(_ debt: Debt, at now: Moment) {
        extendOrOpen(Hole(.discarded, from: debt.from, to: debt.to, since: now))
        doubt(at: now)
    }

    /// Statements read up to now were not stored.
    mutating func dropped(at now: Moment) {
        extendOrOpen(Hole(.storeLimit, from: knownTo, since: now))
    }

    /// Takes the newest base time of what the active feed said and handed over.
    ///
    /// - Parameter now: when the newest message of it was read; nil if there was none.
    mutating func heard(_ base: ServerTime?, at now: Moment?) {
        let isDoubted = isDoubtFresh
        isDoubtFresh = false
        guard let now else { return }
        read(at: now)
        if isDoubted { extendDoubt(to: now) }
        knownAt = now
        guard let base else { return }
        knownTo = base
        guard awaitsEnd else { return }
        awaitsEnd = false
        for index in closed.indices where closed[index].to == nil { closed[index].to = base }
    }
}

// The bulk runs.
extension Ledger {
    mutating func bulkBegan(_ debt: Debt) {
        isRunDoubted = false
        for index in closed.indices where closed[index].isCovered(by: debt) { closed[index].isBeingFilled = true }
    }

    /// Anything was read, from whichever connection.
    mutating func read(at now: Moment) {
        readTo = max(readTo, now.unixSeconds)
    }

    /// The run that is about to end has told of every binding whether it still is.
    mutating func confirmedAll() {
        if isRunDoubted != true { doubtedTo = nil }
    }

    /// - Parameter scope: nil: the debt was not paid.
    mutating func bulkEnded(_ debt: Debt, paid scope: FillScope?, at now: Moment) {
        if isRunDoubted == true { extendDoubt(to: now) }
        isRunDoubted = nil
        guard let scope else {
            for index in closed.indices { closed[index].isBeingFilled = false }
            return
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

    /// A binding we hold may have ended in a hole before `now`: not in that before the first connection, when none was
    /// held, and not in that of the limit, which keeps none out that is held.
    private mutating func doubt(at now: Moment) {
        extendDoubt(to: now)
        isDoubtFresh = true
        if isRunDoubted != nil { isRunDoubted = true }
    }

    private mutating func extendDoubt(to now: Moment) {
        doubtedTo = max(doubtedTo ?? .min, readTo, now.unixSeconds)
    }
}

extension Hole {
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
