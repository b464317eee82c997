import Bindings
import LeasequerySession

extension Dashboard {
    /// What to ask the store for the next picture: the rows on screen and a screenful on each side, so that the
    /// selection can be followed a little way.
    public func question() -> Question {
        Question(
            filter: state.filter, table: table, subject: isBindingPageOpen ? pageSubject : nil, seek: seek)
    }

    private var table: Question.Table {
        switch state.screen {
        case .servers, .clients, .alarms: .none
        case .prefixes: .changeCounts(in: countedPrefixes)
        case .bindings:
            // A page needs none of the rows, only those beside it to go on to.
            if seek == nil, state.bindings.heldAfter != nil || isBindingPageOpen, let bindings,
                bindings.covers(visible)
            {
                .none
            } else {
                .bindings(order: state.order, window: window)
            }
        case .changes:
            .changes(through: state.changes.heldAfter, skip: window.lowerBound, count: window.count)
        case .log: logQuestion
        }
    }

    private var visible: Range<Int> {
        state.list.top..<state.list.top + Layout(self).rows
    }

    var window: Range<Int> {
        let rows = max(Layout(self).rows, 1)
        return max(visible.lowerBound - rows, 0)..<visible.upperBound + rows
    }

    /// Takes the answer to `question`, which must be the one asked last.
    public mutating func accept(_ answer: Answer, to question: Question, at now: Moment) {
        totals = answer.totals
        servers = answer.servers
        keeping = answer.keeping
        alarms = answer.alarms
        binding = answer.binding
        followChosenAlarm()
        listServers()
        switch question.table {
        case .none: break
        case .changeCounts(let prefixes): accept(answer.changeCounts, of: prefixes)
        case .bindings(_, let window):
            bindings = Excerpt(
                start: answer.sought?.start ?? window.lowerBound, rows: answer.bindings, total: answer.matching)
            // Held rows that had to be fetched, for another part or order, are those of now.
            if state.bindings.heldAfter != nil { state.bindings.heldAfter = totals.lastSequence }
            if question.seek == nil { followChosenBinding() }
        case .changes(_, var skip, let count):
            skip = answer.sought?.start ?? skip
            let isEnd = answer.changes.count < count
            changes = Excerpt(
                start: skip, rows: answer.changes,
                total: isEnd && skip <= answer.matching ? skip + answer.changes.count : answer.matching)
        case .log(_, _, let skip, _): accept(log: answer.log, from: skip, of: answer.matching)
        }
        if let seek = question.seek, let sought = answer.sought { accept(sought, to: seek, at: now) }
        seek = nil
        nameSubject()
        state.list.cursor = max(min(state.list.cursor, listCount - 1), 0)
        scrollToCursor()
    }

    /// Keeps the selection on its alarm while others come and go.
    private mutating func followChosenAlarm() {
        guard let chosenAlarm, let place = alarms.firstIndex(where: { $0.id == chosenAlarm }) else { return }
        state.alarms.top = max(state.alarms.top + place - state.alarms.cursor, 0)
        state.alarms.cursor = place
    }

    /// Keeps the selection on its row, and the row where it is on screen.
    private mutating func followChosenBinding() {
        guard let chosenBinding, let bindings else { return }
        guard let found = bindings.rows.firstIndex(where: { key($0) == chosenBinding }) else {
            self.chosenBinding = bindings[state.bindings.cursor].map(key)
            return
        }
        let step = bindings.start + found - state.bindings.cursor
        state.bindings.cursor += step
        state.bindings.top = max(state.bindings.top + step, 0)
    }
}
