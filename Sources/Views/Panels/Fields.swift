/// Labels with what they say; in two columns if there is room, and over several lines where one is too short.
enum Fields {
    typealias Field = (label: String, words: Words)
    typealias Line = (label: String, text: String, role: Style.Role)

    static let labelWidth = 11
    /// From so many columns on there is room for two of them.
    static let twoColumns = 160

    /// Draws a rule with a title and the fields under it; what has no room is cut off at the end.
    static func draw(_ fields: [Field], title: String, in rect: Rect, into surface: inout Surface) {
        var body = rect
        drawRule(title, in: body.takeTop(1), into: &surface)
        let columns = rect.width >= twoColumns ? 2 : 1
        let perColumn = (fields.count + columns - 1) / columns
        for column in 0..<columns {
            let width = rect.width / columns
            let part = Rect(x: rect.x + column * width + 2, y: body.y, width: width - 3, height: body.height)
            draw(fields.dropFirst(column * perColumn).prefix(perColumn), in: part, into: &surface)
        }
    }

    static func drawRule(_ title: String, in line: Rect, into surface: inout Surface) {
        surface.fill(line, with: "─", Style(.dim))
        surface.put(" \(title) ", x: line.x + 1, y: line.y, width: line.width - 2, Style(.strong))
    }

    /// Those that have something to say.
    static func present(_ fields: [(label: String, words: Words?)]) -> [Field] {
        fields.compactMap { label, words in words.map { (label, $0) } }
    }

    private static func draw(_ fields: ArraySlice<Field>, in rect: Rect, into surface: inout Surface) {
        let width = rect.width - labelWidth
        let lines = lines(of: fields, width: rect.width)
        for (index, line) in lines.prefix(rect.height).enumerated() {
            let isCut = index == rect.height - 1 && lines.count > rect.height
            surface.put(line.label, x: rect.x, y: rect.y + index, width: labelWidth - 1, Style(.label))
            surface.put(
                isCut ? line.text + " …" : line.text, x: rect.x + labelWidth, y: rect.y + index, width: width,
                Style(line.role))
        }
    }

    /// As many lines as it takes to say everything in so many columns, labels included.
    static func lines(of fields: ArraySlice<Field>, width: Int, labelWidth: Int = labelWidth) -> [Line] {
        fields.flatMap { field in
            field.words.text.wrapped(width: width - labelWidth).enumerated().map { index, text in
                Line(label: index == 0 ? field.label : "", text: text, role: field.words.role)
            }
        }
    }
}
