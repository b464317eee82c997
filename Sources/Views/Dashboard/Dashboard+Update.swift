import Bindings
import LeasequerySession

extension Dashboard {
    /// Does what a key says and returns what is left to do for others, in order.
    public mutating func press(_ key: Key, at now: Moment) -> [Effect] {
        if case .mouse(let event) = key { return take(event, at: now) }
        switch state.mode {
        case .help(let help):
            press(key, in: help)
            return []
        case .prompt(let prompt):
            return type(key, into: prompt, at: now)
        case .menu(let menu):
            type(key, into: menu, at: now)
            return []
        case .browsing:
            state.notice = nil
            if let command = keys.command(for: key, on: state.screen) { return perform(command, at: now) }
            if let place = keys.place(of: key) { notify(Notice("\(key.name) works on \(place) only.", at: now)) }
            return []
        }
    }

    /// Does what the user wants; also for signals that mean a command.
    public mutating func perform(_ command: Command, at now: Moment) -> [Effect] {
        switch command {
        case .show(let screen): show(screen)
        case .nextScreen: showScreen(after: 1)
        case .previousScreen: showScreen(after: -1)
        case .nextRow: showRow(.down)
        case .previousRow: showRow(.up)
        case .move(let movement):
            if isPageOpen { scrollPage(movement, at: now) } else { move(movement) }
        case .togglePage: togglePage()
        case .toggleDetail: toggleDetail()
        case .toggleOctets: toggleOctets(at: now)
        case .nextLogLevel: showNextLogLevel()
        case .zoomIn: zoom(by: -1, at: now)
        case .zoomOut: zoom(by: 1, at: now)
        case .back: goBack()
        case .editFilter: editFilter()
        case .chooseOrder: openMenu(.order, at: now)
        case .chooseColumns: openMenu(.columns, at: now)
        case .sortNext: sort(byColumnAfter: 1, at: now)
        case .sortPrevious: sort(byColumnAfter: -1, at: now)
        case .reverseOrder: reverseOrder()
        case .scrollLeft: scrollColumns(-1, at: now)
        case .scrollRight: scrollColumns(1, at: now)
        case .editCommand: state.mode = .prompt(Prompt(.command))
        case .editSearch: state.mode = .prompt(Prompt(.search, text: state.search?.text ?? ""))
        case .editJump: state.mode = .prompt(Prompt(.jump))
        case .searchNext: search(isBackward: false, at: now)
        case .searchPrevious: search(isBackward: true, at: now)
        case .copyName: return copy(shown.selectedName.map { [$0] }, at: now)
        case .copyRow: return copy(shown.selectedTexts(at: now), at: now)
        case .toggleMouse: return toggleMouse(at: now)
        case .togglePause: togglePause()
        case .follow: follow()
        case .export: state.mode = .prompt(Prompt(.exportPath, text: proposedPath(at: now)))
        case .reconnect: return reconnect(at: now)
        case .refill: return refill(at: now)
        case .acknowledge: return acknowledge(at: now)
        case .help: state.mode = .help(Help(page: .keys))
        case .reload: return [.reload]
        case .replay(let control): return self.control(control, at: now)
        case .repaint: return [.repaint]
        case .suspend: return [.suspend]
        case .quit: return [.quit]
        }
        return []
    }

    private mutating func showScreen(after step: Int) {
        let count = Screen.allCases.count
        state.screen = Screen.allCases[(state.screen.rawValue + step + count) % count]
    }

    mutating func toggleDetail() {
        state.list.isDetailOpen.toggle()
        scrollToCursor()
    }

    private mutating func goBack() {
        if isPageOpen {
            closePage()
        } else if state.list.isDetailOpen, state.screen != .servers {
            state.list.isDetailOpen = false
        } else if state.screen == .log, state.logFilter != nil {
            setLogFilter(nil)
        } else if !endVisit(), !goUp(), state.filter != nil {
            setFilter(nil)
        }
        scrollToCursor()
    }

    private mutating func reconnect(at now: Moment) -> [Effect] {
        guard let server = selectedServer else { return [] }
        notify(Notice("\(server.pollInterval == nil ? "Reconnecting" : "Polling") \(server.name).", at: now))
        return [.reconnect(server.server)]
    }

    /// Of a polled server that is the next poll.
    private mutating func refill(at now: Moment) -> [Effect] {
        guard let server = selectedServer else { return [] }
        guard server.pollInterval == nil else { return reconnect(at: now) }
        notify(Notice("\(server.name) will be asked for all bindings again.", at: now))
        return [.refill(server.server)]
    }

    /// Or takes it back.
    private mutating func acknowledge(at now: Moment) -> [Effect] {
        guard let alarm = selectedAlarm else { return [] }
        guard alarm.isOpen else {
            notify(Notice("This alarm is over.", at: now))
            return []
        }
        chosenAlarm = alarm.id
        return [.acknowledge(alarm.id, !alarm.isAcknowledged)]
    }

    private mutating func toggleMouse(at now: Moment) -> [Effect] {
        state.isMouseOn.toggle()
        let isOff = "Mouse off: \(keys.name(of: .toggleMouse)) turns it on."
        notify(Notice(state.isMouseOn ? "Mouse on: with Shift the terminal still selects." : isOff, at: now))
        return [.useMouse(state.isMouseOn)]
    }

    private func proposedPath(at now: Moment) -> String {
        let time = Times.clock(now.unixSeconds).filter { $0 != ":" }
        return "lqtop-\(Times.date(now.unixSeconds))T\(time).json"
    }

    // MARK: What the lists show

    private mutating func editFilter() {
        let prompt =
            state.screen == .log
            ? Prompt(.logFilter(before: state.logFilter), text: state.logFilter?.text ?? "")
            : Prompt(.filter(before: state.filter), text: state.filter?.text ?? "")
        state.mode = .prompt(prompt)
    }

    mutating func setFilter(_ filter: Filter?) {
        let filter = filter?.isEmpty == true ? nil : filter
        guard filter != state.filter else { return }
        state.filter = filter
        forgetRows()
    }

    /// Another list from now on: back to its start.
    mutating func forgetRows() {
        bindings = nil
        changes = nil
        chosenBinding = nil
        state.bindings.top = 0
        state.bindings.cursor = 0
        state.changes.top = 0
        state.changes.cursor = 0
    }

    private mutating func togglePause() {
        if state.list.heldAfter == nil {
            state.list.heldAfter = newest
        } else if state.screen.isInTime {
            follow()
        } else {
            state.list.heldAfter = nil
        }
    }

    private mutating func follow() {
        state.list.heldAfter = nil
        state.list.top = 0
        state.list.cursor = 0
        if state.screen == .changes { changes = nil } else { log = nil }
    }

    private mutating func showNextLogLevel() {
        state.logLevel = LogEvent.Severity(rawValue: state.logLevel.rawValue + 1) ?? .notice
        forgetLog()
    }

    // MARK: Moving

    mutating func move(_ movement: Movement) {
        let page = max(Layout(self).rows - 1, 1)
        select(movement.target(from: state.list.cursor, page: page, last: listCount - 1))
        guard movement == .first else { return }
        chosenAlarm = nil
        chosenBinding = nil
    }

    /// Selects a row of the list that is up, and stays on it.
    mutating func select(_ row: Int) {
        holdIfInTime()
        state.list.cursor = row
        scrollToCursor()
        if state.screen == .servers { chosenServer = selectedServer?.server }
        if state.screen == .alarms { chosenAlarm = selectedAlarm?.id }
        if state.screen == .bindings { chosenBinding = selectedBinding.map(key) }
    }

    /// Who moves among what happened wants to read: the list stands still until told to follow.
    mutating func holdIfInTime() {
        guard state.screen.isInTime, listCount > 0 else { return }
        state.list.heldAfter = state.list.heldAfter ?? newest
    }

    /// Scrolls so that the selected row is on screen and no row below the last is shown in vain.
    mutating func scrollToCursor() {
        let rows = max(Layout(self).rows, 1)
        let cursor = state.list.cursor
        let top = min(max(state.list.top, cursor - rows + 1), cursor)
        state.list.top = max(min(top, listCount - rows), 0)
    }
}
