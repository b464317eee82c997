import Bindings
import LeasequerySession

/// The line between header and list: the screens, and which part of the list is shown in which order. Arrows at its
/// ends: there are columns that do not fit.
enum RulePanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in line: Rect, into surface: inout Surface) {
        surface.fill(line, with: "─", Style(.dim))
        let text = about(dashboard)
        var x = line.x + 1
        for tab in tabs(dashboard, beside: text, in: line) {
            x += surface.put(tab.text, x: x, y: line.y, Style(tab.role)) + 1
        }
        if !text.isEmpty {
            let room = Rect(x: x, y: line.y, width: line.x + line.width - 1 - x, height: 1)
            surface.put(" \(text) ", x: room.x, y: room.y, width: room.width, alignedRight: true)
        }
        guard let shape = dashboard.tableShape(at: now) else { return }
        if shape.scrolled > 0 { surface.put("←", x: line.x, y: line.y, Style(.key)) }
        if shape.hasMoreRight { surface.put("→", x: line.x + line.width - 1, y: line.y, Style(.key)) }
    }

    /// Which columns of the screen each tab takes.
    static func tabPlaces(_ dashboard: Dashboard, in line: Rect) -> [(screen: Screen, columns: Range<Int>)] {
        var x = line.x + 1
        return zip(Screen.allCases, tabs(dashboard, beside: about(dashboard), in: line)).map { screen, tab in
            defer { x += TextWidth.columns(of: tab.text) + 1 }
            return (screen, x..<x + TextWidth.columns(of: tab.text))
        }
    }

    private static func tabs(_ dashboard: Dashboard, beside text: String, in line: Rect) -> [Words] {
        let wanted = text.isEmpty ? 0 : TextWidth.columns(of: text) + 2
        let tabs = tabs(up: dashboard.state.screen, isBrief: false)
        let needed = tabs.reduce(2) { $0 + TextWidth.columns(of: $1.text) + 1 } + wanted
        return needed > line.width ? self.tabs(up: dashboard.state.screen, isBrief: true) : tabs
    }

    /// - Parameter isBrief: what is said behind them needs the room: only the screen that is up has its name.
    private static func tabs(up: Screen, isBrief: Bool) -> [Words] {
        Screen.allCases.map { screen in
            if screen == up { return Words("[\(screen.number) \(screen.title)]", .strong) }
            return Words(isBrief ? " \(screen.number) " : " \(screen.number) \(screen.title) ")
        }
    }

    private static func about(_ dashboard: Dashboard) -> String {
        if let title = dashboard.pageTitle { return title }
        let state = dashboard.state
        var parts: [String] = []
        let filter = state.screen == .log ? state.logFilter?.text : state.filter?.text
        if let filter { parts.append("filter: \(filter)") }
        switch state.screen {
        case .servers, .alarms: break
        case .prefixes: parts.append(SurveyWords.path(dashboard))
        case .clients: parts.append(state.clientOrder == .most ? "by most bindings" : "by newest change")
        case .log:
            if state.logLevel != .notice { parts.append(LogWords.level(state.logLevel)) }
            parts.append(state.log.heldAfter == nil ? "following" : "held")
        case .bindings:
            parts.append("by \(state.order.key.title)\(state.order.isDescending ? ", reversed" : "")")
        case .changes:
            parts.append(state.changes.heldAfter == nil ? "following" : "held")
        }
        let rows = Layout(dashboard).rows
        if dashboard.listCount > rows {
            let first = Numbers.grouped(state.list.top + 1)
            let last = Numbers.grouped(min(state.list.top + rows, dashboard.listCount))
            parts.append("rows \(first)-\(last) of \(Numbers.grouped(dashboard.listCount))")
        } else if state.screen != .servers {
            parts.append(Numbers.counted(dashboard.listCount, "row"))
        }
        return parts.joined(separator: " · ")
    }
}

extension BindingOrder.Key {
    /// As a person would say it.
    var title: String {
        switch self {
        case .prefix: "prefix"
        case .client: "client"
        case .server: "server"
        case .state: "state"
        case .change: "change"
        case .changed: "time of change"
        case .expires: "expiry"
        case .lastTransaction: "last seen"
        }
    }
}
