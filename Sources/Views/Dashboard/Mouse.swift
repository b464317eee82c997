import LeasequerySession

/// What the mouse did, at a place of the screen counted from 0.
public struct MouseEvent: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
        case press, wheelUp, wheelDown
    }

    public var action: Action
    public var column: Int
    public var row: Int

    public init(_ action: Action, column: Int, row: Int) {
        self.action = action
        self.column = column
        self.row = row
    }
}

extension Dashboard {
    /// Rows that one notch of the wheel moves by.
    private static let notch = 3
    /// Two presses on a row within this time are one on Enter.
    private static let doubleClick: Duration = .milliseconds(400)

    /// What is typed into a prompt goes on whatever the mouse does.
    mutating func take(_ event: MouseEvent, at now: Moment) -> [Effect] {
        if case .prompt = state.mode { return [] }
        state.notice = nil
        switch event.action {
        case .wheelUp: return (0..<Self.notch).flatMap { _ in turnWheel(.up, at: now) }
        case .wheelDown: return (0..<Self.notch).flatMap { _ in turnWheel(.down, at: now) }
        case .press: return pressButton(event, at: now)
        }
    }

    private mutating func turnWheel(_ movement: Movement, at now: Moment) -> [Effect] {
        switch state.mode {
        case .prompt: break
        case .help(let help): scroll(help, movement)
        case .menu(let menu): move(menu, movement, at: now)
        case .browsing: return perform(.move(movement), at: now)
        }
        return []
    }

    private mutating func pressButton(_ event: MouseEvent, at now: Moment) -> [Effect] {
        let layout = Layout(self)
        switch state.mode {
        case .prompt: return []
        case .help: return press(.escape, at: now)
        case .menu(let menu): return press(event, in: menu, layout, at: now)
        case .browsing: break
        }
        if event.row == layout.rule.y {
            let tab = RulePanel.tabPlaces(self, in: layout.rule).first { $0.columns.contains(event.column) }
            if let tab { state.screen = tab.screen }
            return []
        }
        guard let shape = tableShape(at: now) else { return [] }
        if event.row == layout.list.y {
            let head = shape.places.last { $0.columns.lowerBound <= event.column }?.head
            if let key = head?.sorting?.key { sort(by: key) }
            return []
        }
        return pressRow(event.row - layout.list.y - 1, of: layout.rows, at: now)
    }

    private mutating func pressRow(_ line: Int, of rows: Int, at now: Moment) -> [Effect] {
        let row = state.list.top + line
        guard (0..<rows).contains(line), row < listCount else { return [] }
        let isSecond = lastPress.map { $0.row == row && now.since($0.at) < Self.doubleClick } ?? false
        select(row)
        lastPress = isSecond ? nil : (row, now)
        return isSecond ? perform(.togglePage, at: now) : []
    }

    /// Beside the menu it is closed.
    private mutating func press(_ event: MouseEvent, in menu: Menu, _ layout: Layout, at now: Moment) -> [Effect] {
        var menu = menu
        let place = MenuPanel.place(menu, self, now: now, in: layout.page)
        guard place.frame.contains(x: event.column, y: event.row) else { return press(.escape, at: now) }
        guard place.inside.contains(x: event.column, y: event.row) else { return [] }
        menu.cursor = place.top + event.row - place.inside.y
        state.mode = .menu(menu)
        return press(menu.purpose == .order ? .enter : .character(" "), at: now)
    }
}
