import LeasequerySession

/// A list to choose from, over the screen.
public struct Menu: Hashable, Sendable {
    public enum Purpose: Hashable, Sendable {
        /// What the list that is up is sorted by.
        case order
        /// Which of its columns are shown, and where.
        case columns

        /// Opens it, and closes it again.
        var command: Command {
            switch self {
            case .order: .chooseOrder
            case .columns: .chooseColumns
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
        state.notice = nil
        let isTaken =
            switch menu.purpose {
            case .order: chooseOrder(key, menu, at: now)
            case .columns: arrangeColumns(key, menu, at: now)
            }
        guard !isTaken else { return }
        if let movement = keys.movement(for: key, on: state.screen) { return move(menu, movement, at: now) }
        let command = keys.command(for: key, on: state.screen)
        if key == .escape || [.back, .quit, menu.purpose.command].contains(command) { state.mode = .browsing }
    }

    mutating func move(_ menu: Menu, _ movement: Movement, at now: Moment) {
        var menu = menu
        let count = menuLines(menu, at: now).count
        menu.cursor = movement.target(from: menu.cursor, page: count, last: count - 1)
        state.mode = .menu(menu)
    }

    /// False: it is none of this menu's own keys.
    private mutating func chooseOrder(_ key: Key, _ menu: Menu, at now: Moment) -> Bool {
        switch key {
        case .enter:
            let choices = sortChoices(at: now)
            if choices.indices.contains(menu.cursor), let sorting = choices[menu.cursor].sorting {
                sort(by: sorting.key)
            }
            state.mode = .browsing
        case "r": reverseOrder()
        default: return false
        }
        return true
    }

    /// As above.
    private mutating func arrangeColumns(_ key: Key, _ menu: Menu, at now: Moment) -> Bool {
        var menu = menu
        let heads = tableShape(at: now)?.heads ?? []
        guard key != .enter, heads.indices.contains(menu.cursor) else {
            state.mode = .browsing
            return true
        }
        switch key {
        case " ":
            if heads[menu.cursor].isKey { notify(Notice("\(heads[menu.cursor].title) says which row it is.", at: now)) }
            toggleColumn(heads[menu.cursor])
        case "J", .shiftDown: menu.cursor = moveColumn(at: menu.cursor, by: 1, among: heads)
        case "K", .shiftUp: menu.cursor = moveColumn(at: menu.cursor, by: -1, among: heads)
        case "d": state.columns[state.screen] = nil
        default: return false
        }
        state.mode = .menu(menu)
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
