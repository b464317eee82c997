import LeasequerySession

/// A list to choose from, over the screen.
public struct Menu: Hashable, Sendable {
    public enum Purpose: Hashable, Sendable {
        /// What the list that is up is sorted by.
        case order
        /// Which of its columns are shown, and where.
        case columns

        /// Opens it, and closes it again.
        var key: Key {
            switch self {
            case .order: .character("s")
            case .columns: .character("c")
            }
        }
    }

    public let purpose: Purpose
    /// Index of the selected line.
    var cursor = 0
}

extension Dashboard {
    mutating func openMenu(_ purpose: Menu.Purpose, at now: Moment) {
        var menu = Menu(purpose: purpose)
        guard let shape = tableShape(at: now) else {
            return notify(Notice("This page has no columns.", at: now))
        }
        if purpose == .order {
            menu.cursor = sortChoices(at: now).firstIndex { $0.sorting?.mark != nil } ?? 0
        } else {
            menu.cursor = shape.heads.firstIndex { !$0.isKey } ?? 0
        }
        state.mode = .menu(menu)
    }

    mutating func type(_ key: Key, into menu: Menu, at now: Moment) {
        var menu = menu
        state.notice = nil
        if [.escape, .character("q"), menu.purpose.key].contains(key) {
            state.mode = .browsing
            return
        }
        let count = menuLines(menu, at: now).count
        if case .move(let movement)? = KeyMap.command(for: key, on: state.screen) {
            menu.cursor = movement.target(from: menu.cursor, page: count, last: count - 1)
        } else {
            switch menu.purpose {
            case .order: guard chooseOrder(key, menu, at: now) else { return }
            case .columns: guard arrangeColumns(key, &menu, at: now) else { return }
            }
        }
        state.mode = .menu(menu)
    }

    /// False: the menu is done.
    private mutating func chooseOrder(_ key: Key, _ menu: Menu, at now: Moment) -> Bool {
        switch key {
        case .enter:
            let choices = sortChoices(at: now)
            if choices.indices.contains(menu.cursor), let sorting = choices[menu.cursor].sorting {
                sort(by: sorting.key)
            }
            state.mode = .browsing
            return false
        case .character("r"): reverseOrder()
        default: break
        }
        return true
    }

    /// False: the menu is done.
    private mutating func arrangeColumns(_ key: Key, _ menu: inout Menu, at now: Moment) -> Bool {
        let heads = tableShape(at: now)?.heads ?? []
        guard heads.indices.contains(menu.cursor) else { return true }
        switch key {
        case .enter:
            state.mode = .browsing
            return false
        case .character(" "):
            if heads[menu.cursor].isKey { notify(Notice("\(heads[menu.cursor].title) says which row it is.", at: now)) }
            toggleColumn(heads[menu.cursor])
        case .character("J"), .shiftDown: menu.cursor = moveColumn(at: menu.cursor, by: 1, among: heads)
        case .character("K"), .shiftUp: menu.cursor = moveColumn(at: menu.cursor, by: -1, among: heads)
        case .character("d"): state.columns[state.screen] = nil
        default: break
        }
        return true
    }

    /// What the menu shows, a line a choice.
    func menuLines(_ menu: Menu, at now: Moment) -> [String] {
        switch menu.purpose {
        case .order:
            return sortChoices(at: now).map(\.text)
        case .columns:
            let hidden = arrangement(state.screen).hidden
            return (tableShape(at: now)?.heads ?? []).map { head in
                "[\(head.isKey || !hidden.contains(head.name) ? "x" : " ")] \(head.title)"
            }
        }
    }
}
