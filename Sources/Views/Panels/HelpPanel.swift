import Bindings

/// What the keys do, how a filter is written, and what the marks mean: one page each.
enum HelpPanel {
    /// A term and what it means. A term that is too long for its column has a line of its own.
    struct Line: Hashable {
        var term: String
        var meaning: String
        var role = Style.Role.key
    }

    private static let termWidth = 24

    static func draw(_ help: Help, _ dashboard: Dashboard, into surface: inout Surface) {
        let lines = lines(help.page, dashboard)
        let whole = Rect(surface.size)
        let height = min(lines.count, rows(of: surface.size)) + 4
        var inside = Box.draw(whole.centred(width: 78, height: height), title: title(help), into: &surface)
        let foot = inside.takeBottom(1)
        _ = inside.takeBottom(1)
        for line in lines.dropFirst(help.top).prefix(inside.height) {
            let place = inside.takeTop(1)
            surface.put(line.term, x: place.x, y: place.y, width: place.width, Style(line.role))
            guard !line.meaning.isEmpty else { continue }
            surface.put(line.meaning, x: place.x + termWidth, y: place.y, width: place.width - termWidth)
        }
        let last = min(help.top + rows(of: surface.size), lines.count)
        let part =
            last - help.top < lines.count ? "   lines \(help.top + 1)-\(last) of \(lines.count): Up Down PgUp PgDn" : ""
        surface.put("Tab: next page   any other key: back\(part)", x: foot.x, y: foot.y, width: foot.width, Style(.dim))
    }

    /// Lines that are shown at once.
    static func rows(of size: Size) -> Int { max(size.rows - 4, 1) }

    static func lines(_ page: Help.Page, _ dashboard: Dashboard) -> [Line] {
        switch page {
        case .keys: keys(dashboard.keys)
        case .commands: commands(dashboard.keys)
        case .filter: filter(dashboard.preferences.filters)
        case .marks: Marks.all.map { Line(term: $0.mark, meaning: $0.meaning, role: .attention) }
        }
    }

    /// The page that is up stands in brackets.
    private static func title(_ help: Help) -> String {
        Help.Page.allCases.map { $0 == help.page ? "[\($0.title)]" : $0.title }.joined(separator: " ")
    }

    /// What has no key is on the page of commands.
    private static func keys(_ keys: KeyMap) -> [Line] {
        keys.entries.filter { !$0.keys.isEmpty }.flatMap { entry in
            let names = entry.keys.map(\.name).joined(separator: " ")
            let place = entry.screens.isEmpty ? "" : " (\(entry.place))"
            return folded(names, entry.help + place)
        }
    }

    private static func commands(_ keys: KeyMap) -> [Line] {
        let forms = CommandLine.Argument.allCases.flatMap { folded(":\($0.rawValue) \($0.form)", $0.meaning) }
        let address = Line(term: ":2001:db8::1", meaning: CommandLine.Argument.jump.meaning)
        let alone = keys.entries.flatMap { entry in
            folded(entry.assignments.map { ":\($0.command.name)" }.joined(separator: " "), entry.help)
        }
        return forms + [address] + alone
    }

    private static func filter(_ saved: SavedFilters) -> [Line] {
        let joining = [
            Line(term: "a b", meaning: "both hold; also: a and b", role: .key),
            Line(term: "a or b, not a, ( )", meaning: "at least one holds, a does not, first this", role: .key),
        ]
        let names = saved.filters.sorted { $0.key < $1.key }.flatMap { folded("@\($0.key)", $0.value.text) }
        return joining + Filter.help.flatMap { folded($0.form, $0.meaning) } + names
    }

    /// As many lines as it takes.
    private static func folded(_ term: String, _ meaning: String) -> [Line] {
        let texts = meaning.wrapped(width: 74 - termWidth)
        guard TextWidth.columns(of: term) < termWidth else {
            return [Line(term: term, meaning: "")] + texts.map { Line(term: "", meaning: $0) }
        }
        return texts.enumerated().map { Line(term: $0.offset == 0 ? term : "", meaning: $0.element) }
    }
}
