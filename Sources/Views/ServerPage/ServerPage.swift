import Bindings
import LeasequerySession

/// One server in depth, over the whole screen: sections below each other, in two columns if there is room.
///
/// A section with nothing to say is not there.
enum ServerPage {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        guard let server = dashboard.selectedServer else { return }
        for (index, column) in columns(server, dashboard, now: now, width: rect.width).enumerated() {
            let width = columnWidth(rect.width)
            let part = Rect(x: rect.x + index * width, y: rect.y, width: width, height: rect.height)
            draw(column, from: dashboard.state.serverPage ?? 0, in: part, into: &surface)
        }
    }

    /// Lines of the page, as many as its longest column has; 0 if there is no server.
    static func height(_ dashboard: Dashboard, now: Moment) -> Int {
        guard let server = dashboard.selectedServer else { return 0 }
        let columns = columns(server, dashboard, now: now, width: dashboard.state.size.columns)
        return columns.map { $0.reduce(0) { $0 + $1.height } }.max() ?? 0
    }

    private static func sections(
        _ server: ServerReport, _ dashboard: Dashboard, now: Moment, width: Int
    ) -> [PageSection] {
        let fields = ServerFields(server, dashboard, now: now)
        let connection = ConnectionFields(server, now: now)
        return [
            PageSection("feed", fields: fields.feed + fields.security, width: width),
            PageSection("catch-up", fields: fields.catchUp + fields.catchUpInDepth + fields.holes, width: width),
            PageSection("clock", fields: fields.clock + fields.clockInDepth, width: width),
            PageSection("connection", fields: connection.connection, width: width),
            PageSection("rates", fields: connection.rates(width: width), width: width),
            SkewGraph.section(server, now: now, width: width),
            PageSection("clock steps", fields: fields.clockSteps, width: width),
            PageSection("bindings", fields: fields.contents, width: width),
            PageSection("ended connections", fields: connection.ends, width: width),
        ].compactMap { $0 }.filter { !$0.lines.isEmpty }
    }

    // MARK: Layout

    private static func columnWidth(_ width: Int) -> Int { width >= Fields.twoColumns ? width / 2 : width }

    /// The first column takes sections until it has half of all lines.
    private static func columns(
        _ server: ServerReport, _ dashboard: Dashboard, now: Moment, width: Int
    ) -> [[PageSection]] {
        let inner = columnWidth(width) - 3
        let sections = sections(server, dashboard, now: now, width: inner)
        guard width >= Fields.twoColumns else { return [sections] }
        let half = sections.reduce(0) { $0 + $1.height } / 2
        var height = 0
        let first = sections.prefix { section in
            defer { height += section.height }
            return height < half
        }
        return [Array(first), Array(sections.dropFirst(first.count))]
    }

    private static func draw(
        _ sections: [PageSection], from top: Int, in rect: Rect, into surface: inout Surface
    ) {
        var y = rect.y - top
        func isShown(_ y: Int) -> Bool { (rect.y..<rect.y + rect.height).contains(y) }
        for section in sections {
            if isShown(y) {
                let line = Rect(x: rect.x, y: y, width: rect.width, height: 1)
                Fields.drawRule(section.title, in: line, into: &surface)
            }
            y += 1
            for line in section.lines {
                for piece in line.pieces where isShown(y) {
                    surface.put(
                        piece.words.text, x: rect.x + 2 + piece.x, y: y, width: rect.width - 3 - piece.x,
                        Style(piece.words.role))
                }
                y += 1
            }
        }
    }
}
