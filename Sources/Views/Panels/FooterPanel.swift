import LeasequerySession

/// The last line: a notice, or the keys that work here.
enum FooterPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in line: Rect, into surface: inout Surface) {
        switch dashboard.state.mode {
        case .prompt(let prompt): drawPromptHelp(prompt, dashboard.keys, in: line, into: &surface)
        case .browsing, .help, .menu:
            if let notice = dashboard.state.notice, now.since(notice.at) < Notice.lifetime {
                let style = Style(notice.isFailure ? .bad : .strong)
                surface.put(notice.text, x: line.x + 1, y: line.y, width: line.width - 2, style)
            } else {
                drawKeys(keys(dashboard), in: line, into: &surface)
            }
        }
    }

    private static func keys(_ dashboard: Dashboard) -> [(key: Key, label: String)] {
        if case .menu(let menu) = dashboard.state.mode { return menu.keys }
        if dashboard.isPageOpen { return dashboard.pageKeys }
        return dashboard.keys.entries.filter { $0.works(on: dashboard.state.screen) }.compactMap { entry in
            guard let label = entry.footer, let key = entry.assignments[0].keys.first else { return nil }
            return (key, label)
        }
    }

    private static func drawKeys(_ keys: [(key: Key, label: String)], in line: Rect, into surface: inout Surface) {
        var x = line.x + 1
        for (key, label) in keys {
            let key = key.name
            guard x + TextWidth.columns(of: "\(key) \(label)") <= line.x + line.width - 1 else { return }
            x += surface.put(key, x: x, y: line.y, Style(.key)) + 1
            x += surface.put(label, x: x, y: line.y, Style(.dim)) + 2
        }
    }

    /// What is wrong stands under the place where it is wrong, as far as there is room.
    private static func drawPromptHelp(
        _ prompt: Prompt, _ keys: KeyMap, in line: Rect, into surface: inout Surface
    ) {
        guard let problem = prompt.problem else {
            let hint = prompt.candidates.isEmpty ? prompt.hint(keys) : prompt.candidates.joined(separator: "  ")
            surface.put(hint, x: line.x + 1, y: line.y, width: line.width - 2, Style(.dim))
            return
        }
        let column = PromptPanel.column(of: problem.range.lowerBound, in: prompt, width: line.width)
        let pointed = "↑ \(problem.reason)"
        let fits = column + TextWidth.columns(of: pointed) < line.width
        surface.put(
            fits ? pointed : problem.reason, x: line.x + (fits ? column : 1), y: line.y, width: line.width - 2,
            Style(.bad))
    }
}

/// The line being typed.
enum PromptPanel {
    static func draw(_ prompt: Prompt, in line: Rect, into surface: inout Surface) {
        let label = TextWidth.columns(of: prompt.label)
        surface.put(prompt.label, x: line.x + 1, y: line.y, Style(.strong))
        let hidden = firstShown(of: prompt, width: line.width)
        for (index, scalar) in prompt.text.enumerated().dropFirst(hidden) {
            let x = line.x + column(of: index, in: prompt, width: line.width)
            let isWrong = prompt.problem?.range.contains(index) ?? false
            surface.put(
                String(scalar), x: x, y: line.y, width: line.x + line.width - 1 - x, Style(isWrong ? .bad : .plain))
        }
        let caret = line.x + column(of: prompt.caret, in: prompt, width: line.width)
        surface.select(Rect(x: max(caret, line.x + 1 + label), y: line.y, width: 1, height: 1))
    }

    /// Column of a scalar of the line, from the left edge of the screen.
    static func column(of index: Int, in prompt: Prompt, width: Int) -> Int {
        let shown = prompt.text.prefix(index).dropFirst(firstShown(of: prompt, width: width))
        return 1 + TextWidth.columns(of: prompt.label) + shown.reduce(0) { $0 + (TextWidth.columns(of: $1) ?? 1) }
    }

    /// A long line moves to the left so that the caret stays in sight; wide characters count as two.
    private static func firstShown(of prompt: Prompt, width: Int) -> Int {
        var room = width - 3 - TextWidth.columns(of: prompt.label)
        var first = prompt.caret
        while first > 0 {
            room -= TextWidth.columns(of: prompt.text[first - 1]) ?? 1
            if room < 0 { break }
            first -= 1
        }
        return first
    }
}
