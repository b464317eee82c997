/// Where things are on the screen.
///
///     header   two lines, always there
///     rule     which screen, which part of the list
///     status   what the rows of a screen that counts rest on
///     list     headings and rows
///     detail   a rule and what is known about the selection, if open
///     prompt   the line being typed and what is wrong with it, if any
///     footer   the keys that work here, or a notice
struct Layout {
    /// Under this size only a notice is shown.
    static let smallest = Size(columns: 80, rows: 24)

    let header: Rect
    let rule: Rect
    /// All between rule and prompt, for a screen that is no list.
    let page: Rect
    let status: Rect
    let list: Rect
    let detail: Rect
    let prompt: Rect
    let footer: Rect
    /// Rows of the list under its headings.
    var rows: Int { max(list.height - 1, 0) }

    init(_ dashboard: Dashboard) {
        let state = dashboard.state
        var rest = Rect(state.size)
        header = rest.takeTop(2)
        rule = rest.takeTop(1)
        footer = rest.takeBottom(1)
        if case .prompt = state.mode {
            prompt = rest.takeBottom(1)
        } else {
            prompt = rest.takeBottom(0)
        }
        page = rest
        status = rest.takeTop(state.screen.subject == nil ? 0 : 1)
        detail = rest.takeBottom(state.list.isDetailOpen ? 1 + Layout.detailLines(state.screen) : 0)
        list = rest
    }

    private static func detailLines(_ screen: Screen) -> Int {
        switch screen {
        case .servers: 10
        case .bindings: 11
        case .changes: 8
        case .clients, .prefixes: 0
        case .alarms: 11
        case .log: 8
        }
    }
}
