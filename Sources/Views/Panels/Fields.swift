/// Labels with their values, one a line, in two columns if there is room.
enum Fields {
    typealias Field = (label: String, words: Words)

    private static let labelWidth = 12
    private static let twoColumns = 150

    /// Draws a rule with a title and the fields under it.
    static func draw(_ fields: [Field], title: String, in rect: Rect, into surface: inout Surface) {
        var body = rect
        let rule = body.takeTop(1)
        surface.fill(rule, with: "─", Style(.dim))
        surface.put(" \(title) ", x: rule.x + 1, y: rule.y, width: rule.width - 2, Style(.strong))
        let columns = rect.width >= twoColumns ? 2 : 1
        let perColumn = (fields.count + columns - 1) / columns
        let width = rect.width / columns
        for (index, field) in fields.enumerated() {
            let line = Rect(
                x: rect.x + index / perColumn * width, y: body.y + index % perColumn, width: width, height: 1)
            guard line.y < body.y + body.height else { continue }
            surface.put(field.label, x: line.x + 2, y: line.y, width: labelWidth - 1, Style(.label))
            surface.put(
                field.words.text, x: line.x + 2 + labelWidth, y: line.y, width: width - labelWidth - 3,
                Style(field.words.role))
        }
    }
}
