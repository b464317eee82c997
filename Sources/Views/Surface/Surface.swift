/// A grid of cells that panels draw into and a terminal or a test looks at. Pure: no terminal, no locale.
///
/// Whatever text is put here, each cell stays where it is: what could move a cursor, change its neighbour or reorder
/// a line is replaced (V-27), and nothing is drawn outside.
public struct Surface: Sendable {
    public let size: Size
    /// Row by row.
    public private(set) var cells: [Cell]

    public init(_ size: Size) {
        self.size = size
        cells = [Cell](repeating: .blank, count: size.columns * size.rows)
    }

    public subscript(column: Int, row: Int) -> Cell {
        cells[row * size.columns + column]
    }

    /// The cells of one row, which must exist.
    public func row(_ row: Int) -> ArraySlice<Cell> {
        cells[row * size.columns..<(row + 1) * size.columns]
    }

    /// Draws `text` and returns how many columns it took: at most `width`, and none outside the grid. Text that does
    /// not fit ends with `…`.
    @discardableResult
    mutating func put(
        _ text: String, x: Int, y: Int, width: Int = .max, _ style: Style = Style(.plain), alignedRight: Bool = false
    ) -> Int {
        let room = min(width, size.columns - x)
        guard x >= 0, y >= 0, y < size.rows, room > 0 else { return 0 }
        let columns = TextWidth.columns(of: text)
        let start = alignedRight && columns < room ? x + room - columns : x
        var at = start
        let end = x + room - (columns > room ? 1 : 0)
        for scalar in text.unicodeScalars {
            let wide = TextWidth.columns(of: scalar)
            guard at + (wide ?? 1) <= end else { break }
            set(wide == nil ? TextWidth.replacement : scalar, x: at, y: y, width: wide ?? 1, style)
            at += wide ?? 1
        }
        if columns > room {
            set("…", x: at, y: y, width: 1, style)
            at += 1
        }
        return at - start
    }

    private mutating func set(_ scalar: Unicode.Scalar, x: Int, y: Int, width: Int, _ style: Style) {
        let index = y * size.columns + x
        separateHalves(at: index)
        cells[index] = Cell(scalar: scalar, style: style, width: UInt8(width))
        if width == 2 {
            separateHalves(at: index + 1)
            cells[index + 1] = Cell(scalar: " ", style: style, width: 0)
        }
    }

    /// Blanks the other half of a wide character that is about to be overwritten in part.
    private mutating func separateHalves(at index: Int) {
        if cells[index].width == 0 { cells[index - 1] = blank(like: cells[index - 1]) }
        if cells[index].width == 2 { cells[index + 1] = blank(like: cells[index + 1]) }
    }

    private func blank(like cell: Cell) -> Cell { Cell(scalar: " ", style: cell.style, width: 1) }

    /// Repeats a narrow scalar over a rectangle.
    mutating func fill(_ rect: Rect, with scalar: Unicode.Scalar = " ", _ style: Style = Style(.plain)) {
        let columns = max(rect.x, 0)..<max(min(rect.x + rect.width, size.columns), max(rect.x, 0))
        let rows = max(rect.y, 0)..<max(min(rect.y + rect.height, size.rows), max(rect.y, 0))
        for y in rows {
            for x in columns { set(scalar, x: x, y: y, width: 1, style) }
        }
    }

    /// Marks a rectangle as the selection and keeps what is in it.
    mutating func select(_ rect: Rect) {
        for y in max(rect.y, 0)..<max(min(rect.y + rect.height, size.rows), max(rect.y, 0)) {
            for x in max(rect.x, 0)..<max(min(rect.x + rect.width, size.columns), max(rect.x, 0)) {
                cells[y * size.columns + x].style.isSelected = true
            }
        }
    }
}

extension Surface {
    /// The rows as text, without blanks at their ends.
    public var text: String {
        lines { cell in cell.width == 0 ? nil : cell.scalar }
    }

    /// The rows as one letter a column for the role (the first of its name, a capital under the selection); plain is a
    /// blank.
    public var styles: String {
        lines { cell in
            let letter = cell.style.role == .plain ? " " : "\(cell.style.role)".unicodeScalars.first ?? " "
            return cell.style.isSelected ? letter.properties.uppercaseMapping.unicodeScalars.first : letter
        }
    }

    private func lines(_ scalar: (Cell) -> Unicode.Scalar?) -> String {
        (0..<size.rows).map { y in
            var line = String.UnicodeScalarView()
            line.append(contentsOf: row(y).compactMap(scalar))
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n")
    }
}
