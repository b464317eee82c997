/// A text and what it means.
struct Words: Hashable {
    var text: String
    var role: Style.Role

    init(_ text: String, _ role: Style.Role = .plain) {
        self.text = text
        self.role = role
    }
}

/// One column of a table.
struct Column<Row> {
    var title: String
    /// The least that is of use, and what it takes if there is room.
    var width: ClosedRange<Int>
    var alignedRight = false
    /// Addresses and identifiers that begin alike often end differently: what does not fit is left out in the middle.
    var isIdentifier = false
    /// The last character is a mark that stays.
    var endsInMark = false
    /// 0 is always shown; of the others the highest number goes first when there is no room.
    var priority: Int
    /// Rows are in the order of this column; shown behind the title.
    var sorted: Sorted?
    var cell: (Row) -> Words

    enum Sorted { case ascending, descending }

    var heading: String {
        switch sorted {
        case nil: title
        case .ascending: "\(title)▲"
        case .descending: "\(title)▼"
        }
    }
}

/// Rows under headings. Columns that do not fit are left out, lines never wrap.
struct Table<Row> {
    static var gap: Int { 2 }

    var columns: [Column<Row>]

    /// The columns that fit, each with its width.
    ///
    /// 1. While the least widths do not fit: leave out the column of the highest priority number, the rightmost of
    ///    equals.
    /// 2. Share what room is left, the lowest priority number first.
    func layout(width: Int) -> [(column: Column<Row>, width: Int)] {
        var shown = columns
        func needed() -> Int { shown.reduce(0) { $0 + $1.width.lowerBound } + max(shown.count - 1, 0) * Self.gap }
        while needed() > width, let worst = shown.map(\.priority).max(), worst > 0,
            let index = shown.lastIndex(where: { $0.priority == worst })
        {
            shown.remove(at: index)
        }
        var room = width - needed()
        var widths = shown.map(\.width.lowerBound)
        for index in shown.indices.sorted(by: { (shown[$0].priority, $0) < (shown[$1].priority, $1) }) {
            let more = max(min(shown[index].width.upperBound - widths[index], room), 0)
            widths[index] += more
            room -= more
        }
        return Array(zip(shown, widths))
    }

    /// Draws the headings and as many rows as there is room for; `selected` is marked with `▸` and as selection.
    func draw(_ rows: some Sequence<Row>, selected: Int?, in rect: Rect, into surface: inout Surface) {
        var body = rect
        let heading = body.takeTop(1)
        let layout = layout(width: rect.width - 2)
        drawLine(in: heading, layout, into: &surface) { Words($0.heading, .label) }
        for (index, row) in rows.enumerated() {
            let line = body.takeTop(1)
            guard line.height == 1 else { return }
            drawLine(in: line, layout, into: &surface) { $0.cell(row) }
            if index == selected {
                surface.put("▸", x: line.x, y: line.y)
                surface.select(line)
            }
        }
    }

    private func drawLine(
        in line: Rect, _ layout: [(column: Column<Row>, width: Int)], into surface: inout Surface,
        words: (Column<Row>) -> Words
    ) {
        var x = line.x + 2
        for (column, width) in layout {
            let words = words(column)
            let room = min(width, line.x + line.width - x)
            let text =
                column.isIdentifier || column.endsInMark
                ? words.text.clippedInMiddle(width: room, tail: column.endsInMark ? 1 : nil) : words.text
            surface.put(text, x: x, y: line.y, width: room, Style(words.role), alignedRight: column.alignedRight)
            x += width + Self.gap
        }
    }
}
