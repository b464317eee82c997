import LeasequerySession

/// A list to choose from, at the right edge of the screen so that the list it is about stays in sight.
enum MenuPanel {
    /// Where its frame and its lines are, and which of them stands on top.
    static func place(_ menu: Menu, _ dashboard: Dashboard, now: Moment, in rect: Rect)
        -> (frame: Rect, inside: Rect, top: Int)
    {
        let lines = dashboard.menuLines(menu, at: now)
        let columns = lines.map(TextWidth.columns).max() ?? 0
        let width = min(max(columns, TextWidth.columns(of: menu.title)) + 8, rect.width)
        let height = min(lines.count + 2, rect.height)
        let frame = Rect(x: rect.x + rect.width - width, y: rect.y, width: width, height: height)
        let inside = frame.inset(columns: 2, rows: 1)
        return (frame, inside, max(menu.cursor - inside.height + 1, 0))
    }

    static func draw(_ menu: Menu, _ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        let (frame, inside, top) = place(menu, dashboard, now: now, in: rect)
        _ = Box.draw(frame, title: menu.title, into: &surface)
        for (index, line) in dashboard.menuLines(menu, at: now).enumerated().dropFirst(top).prefix(inside.height) {
            let row = Rect(x: inside.x, y: inside.y + index - top, width: inside.width, height: 1)
            surface.put(line, x: row.x + 2, y: row.y, width: row.width - 2)
            guard index == menu.cursor else { continue }
            surface.put("▸", x: row.x, y: row.y)
            surface.select(row)
        }
    }
}

extension Menu {
    var title: String {
        switch purpose {
        case .order: "sort by"
        case .columns: "columns"
        }
    }

    /// The keys that work here besides those that move.
    var keys: [(key: Key, label: String)] {
        switch purpose {
        case .order: [(.enter, "sort, again: reverse"), ("r", "reverse"), (.escape, "close")]
        case .columns:
            [
                (" ", "show or hide"), ("J", "down"), ("K", "up"), ("d", "as usual"), (.enter, "close"),
            ]
        }
    }
}
