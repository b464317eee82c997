/// Rows under headings. Columns that do not fit are left out, lines never wrap.
struct Table<Row> {
    static var gap: Int { 2 }
    /// Columns of the screen in front of each line, for the mark of the selected row.
    static var margin: Int { 2 }

    typealias Placed = (column: Column<Row>, width: Int)

    var columns: [Column<Row>]
    var arrangement = ColumnArrangement()

    /// All columns in the order chosen, hidden ones among them.
    var arranged: [Column<Row>] {
        let places = arrangement.order.enumerated().map { ($0.element, $0.offset) }
        let rank = Dictionary(places) { first, _ in first }
        return columns.enumerated().sorted { left, right in
            (rank[left.element.head.name] ?? .max, left.offset) < (rank[right.element.head.name] ?? .max, right.offset)
        }.map(\.element)
    }

    private var shown: [Column<Row>] {
        arranged.filter { $0.isKey || !arrangement.hidden.contains($0.head.name) }
    }

    /// The columns that fit, each with its width, how many are scrolled out, and whether there are more.
    ///
    /// 1. Scrolled: the key column, then those from where it is scrolled to on, as many as fit. Else leave out the
    ///    column of the highest priority number, the rightmost of equals, while the least widths do not fit.
    /// 2. Share what room is left, the lowest priority number first.
    func layout(width: Int) -> (columns: [Placed], scrolled: Int, hasMoreRight: Bool) {
        let all = shown
        let (columns, scrolled) = scrolledColumns(of: all, width: width)
        let fitting = scrolled == 0 ? mostImportant(of: columns, width: width) : leading(columns, width: width)
        return (widened(fitting, to: width), scrolled, fitting.count + scrolled < all.count)
    }

    /// Nothing is scrolled out in vain: not more than it takes to see the last column.
    private func scrolledColumns(of all: [Column<Row>], width: Int) -> (columns: [Column<Row>], scrolled: Int) {
        let keys = all.filter(\.isKey)
        let others = all.filter { !$0.isKey }
        var scrolled = min(arrangement.scrolled, others.count)
        while scrolled > 0, needed(keys + others[(scrolled - 1)...]) <= width { scrolled -= 1 }
        return scrolled == 0 ? (all, 0) : (keys + others[scrolled...], scrolled)
    }

    private func needed(_ columns: [Column<Row>]) -> Int {
        columns.reduce(0) { $0 + $1.width.lowerBound } + max(columns.count - 1, 0) * Self.gap
    }

    /// The first of them, as many as fit; one at least.
    private func leading(_ columns: [Column<Row>], width: Int) -> [Column<Row>] {
        var count = columns.count
        while count > 1, needed(Array(columns.prefix(count))) > width { count -= 1 }
        return Array(columns.prefix(count))
    }

    private func mostImportant(of columns: [Column<Row>], width: Int) -> [Column<Row>] {
        var shown = columns
        while needed(shown) > width, let worst = shown.map(\.priority).max(), worst > 0,
            let index = shown.lastIndex(where: { $0.priority == worst })
        {
            shown.remove(at: index)
        }
        return shown
    }

    private func widened(_ shown: [Column<Row>], to width: Int) -> [Placed] {
        var room = width - needed(shown)
        var widths = shown.map(\.width.lowerBound)
        for index in shown.indices.sorted(by: { (shown[$0].priority, $0) < (shown[$1].priority, $1) }) {
            let more = max(min(shown[index].width.upperBound - widths[index], room), 0)
            widths[index] += more
            room -= more
        }
        return Array(zip(shown, widths))
    }

    /// Where its columns are on a screen of this width.
    func shape(width: Int) -> TableShape {
        let layout = layout(width: width - Self.margin)
        var x = Self.margin
        var shape = TableShape(
            heads: arranged.map(\.head), scrolled: layout.scrolled, hasMoreRight: layout.hasMoreRight)
        for (column, width) in layout.columns {
            shape.places.append((column.head, x..<x + width))
            x += width + Self.gap
        }
        return shape
    }

    /// Draws the headings and as many rows as there is room for; `selected` is marked with `▸` and as selection.
    func draw(_ rows: some Sequence<Row>, selected: Int?, in rect: Rect, into surface: inout Surface) {
        var body = rect
        let heading = body.takeTop(1)
        let placed = layout(width: rect.width - Self.margin).columns
        drawLine(in: heading, placed, into: &surface) { Words($0.head.text, .label) }
        for (index, row) in rows.enumerated() {
            let line = body.takeTop(1)
            guard line.height == 1 else { return }
            drawLine(in: line, placed, into: &surface) { $0.cell(row) }
            if index == selected {
                surface.put("▸", x: line.x, y: line.y)
                surface.select(line)
            }
        }
    }

    /// What a row says, column by column in the order chosen, hidden ones left out.
    func texts(of row: Row) -> [String] { shown.map { $0.cell(row).text } }

    private func drawLine(
        in line: Rect, _ placed: [Placed], into surface: inout Surface, words: (Column<Row>) -> Words
    ) {
        var x = line.x + Self.margin
        for (column, width) in placed {
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

/// A table without its rows, as it is on the screen.
struct TableShape {
    /// All in the order chosen, hidden ones among them.
    var heads: [ColumnHead]
    /// How many are scrolled out on the left.
    var scrolled: Int
    /// There are more than fit.
    var hasMoreRight: Bool
    /// Those that are shown, each with the columns of the screen that it takes.
    var places: [(head: ColumnHead, columns: Range<Int>)] = []
}
