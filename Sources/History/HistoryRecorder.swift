import Bindings
import DHCPv6Wire
import Databases
import LeasequerySession

/// Brings a history file up to what a store knows, one transaction at a time. Waits for nobody but the disk; what the
/// store's log of changes has overwritten by then is a hole in the history.
public struct HistoryRecorder {
    /// What a round came to.
    public struct Round: Hashable, Sendable {
        /// Whether there is more to do at once.
        public var hasMore = false
        /// Changes that were overwritten before they could be written.
        public var lost: UInt64 = 0
        /// There is no room for what begins: everything that ended was deleted, and the file is at its limit.
        public var isFull = false
    }

    /// What is known up to a commit.
    private struct State {
        /// The last change that is in the file.
        var position: UInt64 = 0
        /// Where to go on looking for bindings that hold; nil: all that do are in the file.
        var present: HistoryLook.Place?
        var feeds: [Feed]
        /// Before which time spans are to be looked through, and where to go on.
        var sweep: SpanSweep?
        var isFull = false
        /// Since when the file lacks changes; nil: it has all.
        var lacksSince: Int64?
    }

    private struct Feed {
        let place: Int64
        var stretches = StretchWriter()
        var number: Int64
        var standing: FeedStanding?
        /// Spans that the server does not know any more are to be closed as soon as it is whole.
        var owesSweep = true

        var isWhole: Bool { standing?.state.isWhole ?? false }
    }

    private let file: HistoryFile
    private let servers: ServerTables
    private let store: LiveStore
    private let limits: HistoryLimits
    private var spans: SpanTable
    private var state: State
    private var lookedAt: Int64

    /// Looks and statements in one transaction, at most.
    private static let looks = 16
    private static let atOnce = 512

    /// - Parameter configured: of the store, in the order of `ServerID`.
    /// - Throws: if the file cannot be used.
    public init(
        _ path: String, servers configured: [HistoryServer], limits: HistoryLimits, store: LiveStore, at now: Moment
    ) throws(DatabaseError) {
        file = try HistoryFile(writing: path)
        servers = ServerTables(file)
        spans = try SpanTable(file)
        self.store = store
        self.limits = limits
        try file.begin()
        var feeds: [Feed] = []
        for place in try servers.enter(configured) {
            feeds.append(Feed(place: place, number: try servers.firstNumber(of: place)))
        }
        try file.commit()
        state = State(present: configured.isEmpty ? nil : HistoryLook.Place(ServerID(rawValue: 0)), feeds: feeds)
        lookedAt = now.unixSeconds
    }

    /// Writes what is new, some thousands of changes at most.
    ///
    /// - Throws: if nothing was written; it will be tried again next time.
    public mutating func record(at now: Moment) throws(DatabaseError) -> Round {
        let before = state
        do throws(DatabaseError) {
            guard file.isInPlace else { throw DatabaseError(.history, file.path, .gone) }
            try file.begin()
            let round = try write(at: now)
            try file.commit()
            lookedAt = now.unixSeconds
            return round
        } catch {
            file.rollBack()
            spans.rolledBack()
            state = before
            throw error
        }
    }

    /// Answers from the file, as of the last round.
    public func answer(_ question: HistoryQuestion, at now: Int64) throws(DatabaseError) -> HistoryAnswer {
        try HistorySearch(file).answer(question, at: now)
    }

    /// Deletes what is too old or too much, and makes the file smaller.
    ///
    /// - Returns: spans deleted.
    public mutating func tidy(at now: Moment) throws(DatabaseError) -> Int {
        let outcome = try Retention(file, limits).run(at: now.unixSeconds)
        for index in state.feeds.indices { state.feeds[index].stretches.forget(before: outcome.horizon) }
        if state.isFull, !outcome.isFull { lookForAll() }
        state.isFull = outcome.isFull
        return outcome.deleted
    }

    // MARK: One transaction

    private mutating func write(at now: Moment) throws(DatabaseError) -> Round {
        var round = Round(isFull: state.isFull)
        for _ in 0..<HistoryRecorder.looks {
            let look = store.read {
                $0.historyLook(after: state.position, most: HistoryRecorder.atOnce, from: state.present, at: now)
            }
            try take(look, at: now, &round)
            round.hasMore = look.hasMore || look.next != nil
            guard round.hasMore else { break }
        }
        guard !round.hasMore, !state.isFull else { return round }
        let owing = state.feeds.indices.filter { state.feeds[$0].owesSweep && state.feeds[$0].isWhole }
        if state.sweep == nil, !owing.isEmpty { state.sweep = SpanSweep(of: Set(owing)) }
        if state.sweep != nil { round.hasMore = try sweep(at: now, &round) }
        return round
    }

    private mutating func take(_ look: HistoryLook, at now: Moment, _ round: inout Round) throws(DatabaseError) {
        if look.lost > 0 {
            round.lost += look.lost
            state.lacksSince = state.lacksSince ?? lookedAt
            lookForAll()
        }
        for statement in look.statements { try take(statement, look) }
        // Found in the same look, or not to be found again.
        if look.lost == 0 {
            for statement in look.present { try take(statement, look) }
            state.present = look.next
        }
        state.position = look.last
        if state.present == nil, !look.hasMore, !state.isFull { state.lacksSince = nil }
        try note(look.standings, at: now)
    }

    /// What is in the file is to be held against what the store has.
    private mutating func lookForAll() {
        state.present = state.feeds.isEmpty ? nil : HistoryLook.Place(ServerID(rawValue: 0))
        state.sweep = nil
        for index in state.feeds.indices { state.feeds[index].owesSweep = true }
    }

    private mutating func take(_ statement: BindingStatement, _ look: HistoryLook) throws(DatabaseError) {
        let server = statement.subject.server.rawValue
        let feed = state.feeds[server]
        // What held at both ends of the time since the last look held when this was said.
        let states = [feed.standing?.state, look.standings[server].state]
        let hearing = Hearing(
            isLive: states.allSatisfy { $0?.isLive ?? false }, isWhole: states.allSatisfy { $0 == .whole })
        let newest = try spans.newest(statement.subject, of: feed.place)
        let outcome = BindingSpan.outcome(of: statement, heard: hearing, after: newest?.span)
        var key = SpanTable.Key(
            prefix: statement.subject.prefix, kind: statement.subject.kind, server: feed.place,
            number: newest?.number ?? 0)
        if let changed = outcome.changed {
            try spans.update(changed, at: key, wasOpen: newest?.span.ending == .open)
        }
        guard let added = outcome.added else { return }
        if state.isFull {
            state.lacksSince = state.lacksSince ?? lookedAt
        } else {
            key.number += 1
            try spans.insert(added, at: key)
        }
    }

    private mutating func note(_ standings: [FeedStanding], at now: Moment) throws(DatabaseError) {
        for (index, standing) in standings.enumerated() {
            if let old = state.feeds[index].standing, old.generation != standing.generation {
                state.feeds[index].owesSweep = true
                state.sweep = nil
            }
            state.feeds[index].standing = standing
            var shown = standing
            if let since = state.lacksSince {
                shown.state = .unrecorded
                shown.asOf = since
            }
            let before = state.feeds[index].stretches.current
            for stretch in state.feeds[index].stretches.look(shown, at: now.unixSeconds) {
                try write(stretch, of: index)
                state.feeds[index].number += 1
            }
            if let current = state.feeds[index].stretches.current, current != before { try write(current, of: index) }
        }
    }

    private func write(_ stretch: FeedStretch, of feed: Int) throws(DatabaseError) {
        try servers.write(stretch, of: state.feeds[feed].place, number: state.feeds[feed].number)
    }

    // MARK: What nobody said

    /// Closes spans that the store knows to be over, or that nobody will hear of any more; some thousands at a time.
    ///
    /// - Returns: whether there are more.
    private mutating func sweep(at now: Moment, _ round: inout Round) throws(DatabaseError) -> Bool {
        guard var sweep = state.sweep, sweep.feeds.allSatisfy({ state.feeds[$0].isWhole }) else {
            state.sweep = nil
            return false
        }
        let open = try sweep.next(in: file)
        let indices = Dictionary(uniqueKeysWithValues: state.feeds.enumerated().map { ($1.place, $0) })
        let subjects = open.map { found in
            BindingSubject(
                server: ServerID(rawValue: indices[found.key.server] ?? 0), prefix: found.key.prefix,
                kind: found.key.kind)
        }
        // In one look, or there would always be changes in between.
        let position = state.position
        let (look, holders) = store.read { store in
            let look = store.historyLook(after: position, most: HistoryRecorder.atOnce, from: nil, at: now)
            return (look, look.hasMore ? nil : store.holders(of: subjects, after: look.last))
        }
        try take(look, at: now, &round)
        // Too many changes for one look, or they ended the sweep: the same spans again after that.
        guard let holders, state.sweep != nil else { return true }
        for (found, holder) in zip(open, holders) {
            let index = indices[found.key.server]
            if let index, holder == found.span.duid || !sweep.feeds.contains(index) { continue }
            guard var span = try stillOpen(found) else { continue }
            if index == nil { span.ending = .lapsed } else { span = span.missed(at: now.unixSeconds) }
            try spans.update(span, at: found.key, wasOpen: true)
        }
        state.sweep = sweep
        guard sweep.isDone else { return true }
        state.sweep = nil
        for index in sweep.feeds { state.feeds[index].owesSweep = false }
        return false
    }

    /// The span as it is after what was told since it was found; nil: it has ended by that.
    private func stillOpen(_ found: SpanSweep.Found) throws(DatabaseError) -> BindingSpan? {
        let subject = BindingSubject(
            server: ServerID(rawValue: 0), prefix: found.key.prefix, kind: found.key.kind)
        guard let newest = try spans.newest(subject, of: found.key.server), newest.number == found.key.number,
            newest.span.ending == .open
        else { return nil }
        return newest.span
    }
}
