import DHCPv6Wire
import LeasequerySession

/// Finds what is worth a line in the log about one server: its events, holes that open and close, steps of clocks.
struct FeedNews: Sendable {
    private var holes: [Hole] = []
    private var steps: [ClockStep] = []
    private var isPolled = false
    private var catchUp = false
    /// Whether the last poll was answered to the end; nil: none was asked.
    private var wasPollPaid: Bool?
    private var phase = FeedPhase.stopped

    /// Of a text, which a server may make as long as a message.
    private static let longestText = 200

    /// The lines that an event is worth, with the time.
    mutating func lines(for event: SessionEvent) -> [(LogEvent, Moment)] {
        switch event {
        case .phase(let phase, let at): return enter(phase, at: at)
        case .connected(let at): return [(.connected, at)]
        case .secured(let peer, let at):
            return [
                (.secured(version: FeedNews.start(of: peer.version), subject: FeedNews.start(of: peer.subject)), at)
            ]
        case .ended(let end, let at):
            defer { catchUp = false }
            let broken: [(LogEvent, Moment)] = catchUp ? [(.catchUpEnded(.neverSaid), at)] : []
            return [(.ended(end.cause, FeedNews.start(of: end.description)), at)] + broken
        case .activeSupport(let support, let at): return [(.activeSupport(support), at)]
        case .polls:
            isPolled = true
            return []
        case .catchUpBegan(let from, let at):
            catchUp = true
            return [(.catchUpBegan(from: from), at)]
        case .catchUpCompleted(_, let at): return endCatchUp(.complete, at: at)
        case .dataMissing(_, _, let at): return endCatchUp(.dataMissing, at: at)
        // The hole that it opens is told.
        case .changesDropped: return []
        case .serverChanged(let from, let to, let at):
            let names = [from, to].map { FeedNews.start(of: $0.description) }
            return [(.serverChanged(from: names[0], to: names[1]), at)]
        case .baseTimeMissing(let at): return [(.baseTimeMissing, at)]
        case .discarded(let rule, let what, let at): return [(.discarded(rule: rule, FeedNews.start(of: what)), at)]
        case .status(let status, let text, let at): return [(.status(status, FeedNews.start(of: text)), at)]
        case .bulkBegan(let debt, let at): return isPolled ? [] : [(.bulkBegan(debt), at)]
        case .bulkEnded(let debt, let verdict, let at): return end(debt, FeedNews.bounded(verdict), at: at)
        }
    }

    /// What has become of the holes since this was asked last.
    mutating func lines(for holes: [Hole]) -> [LogEvent] {
        guard holes != self.holes else { return [] }
        defer { self.holes = holes }
        var closed = self.holes.filter { old in !holes.contains { $0.isSame(as: old) } }
        for index in closed.indices { closed[index].isBeingFilled = false }
        let opened = holes.filter { new in !self.holes.contains { $0.isSame(as: new) } }
        return closed.map { .holeClosed($0) } + opened.map { .holeOpened($0) }
    }

    /// Steps that are new, or have proved to be something else.
    mutating func lines(for steps: [ClockStep]) -> [ClockStep] {
        guard steps != self.steps else { return [] }
        defer { self.steps = steps }
        return steps.filter { step in
            !self.steps.contains {
                $0.step.id == step.step.id && $0.step.at == step.step.at && $0.step.kind == step.step.kind
            }
        }
    }

    private mutating func enter(_ phase: FeedPhase, at now: Moment) -> [(LogEvent, Moment)] {
        defer { self.phase = phase }
        return phase == .live && self.phase == .awaitingReply ? [(.live, now)] : []
    }

    private mutating func endCatchUp(_ end: CatchUpReport.End, at now: Moment) -> [(LogEvent, Moment)] {
        catchUp = false
        return [(.catchUpEnded(end), now)]
    }

    /// Of polls only what changes: they come for ever.
    private mutating func end(_ debt: Debt, _ verdict: BulkVerdict, at now: Moment) -> [(LogEvent, Moment)] {
        guard isPolled else { return [(.bulkEnded(debt, verdict), now)] }
        let isPaid = verdict.scope != nil
        defer { wasPollPaid = isPaid }
        return isPaid && wasPollPaid == true ? [] : [(.pollEnded(verdict), now)]
    }

    private static func bounded(_ verdict: BulkVerdict) -> BulkVerdict {
        switch verdict {
        case .paid: verdict
        case .unpaid(let why, let retryAt): .unpaid(start(of: why), retryAt: retryAt)
        }
    }

    static func start(of text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestText)))
    }
}

extension Hole {
    /// Whether it is the same one a little later: an outage goes on while it is being caught up.
    fileprivate func isSame(as other: Hole) -> Bool {
        since == other.since && (cause == other.cause || (isOutage && other.isOutage))
    }

    private var isOutage: Bool { cause == .down || cause == .catchUpUnfinished }
}
