/// Sections below each other over the whole screen, in two columns if there is room.
struct PageLayout {
    /// From left to right.
    private let columns: [[PageSection]]

    /// - Parameters:
    ///   - width: of the whole page.
    ///   - sections: laid out for the width that it is given; those without lines are left out.
    init(width: Int, sections: (_ width: Int) -> [PageSection]) {
        let sections = sections(PageLayout.columnWidth(width) - 3).filter { !$0.lines.isEmpty }
        guard width >= Fields.twoColumns else {
            columns = [sections]
            return
        }
        // The first column takes sections until it has half of all lines.
        let half = sections.reduce(0) { $0 + $1.height } / 2
        var height = 0
        let first = sections.prefix { section in
            defer { height += section.height }
            return height < half
        }
        columns = [Array(first), Array(sections.dropFirst(first.count))]
    }

    /// Lines, as many as the longest column has.
    var height: Int { columns.map { $0.reduce(0) { $0 + $1.height } }.max() ?? 0 }

    /// - Parameter top: the first line shown.
    func draw(from top: Int, in rect: Rect, into surface: inout Surface) {
        let width = PageLayout.columnWidth(rect.width)
        for (index, column) in columns.enumerated() {
            let part = Rect(x: rect.x + index * width, y: rect.y, width: width, height: rect.height)
            PageLayout.draw(column, from: top, in: part, into: &surface)
        }
    }

    private static func columnWidth(_ width: Int) -> Int { width >= Fields.twoColumns ? width / 2 : width }

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
