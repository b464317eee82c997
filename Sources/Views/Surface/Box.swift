/// A frame with a title around a cleared rectangle.
enum Box {
    /// Returns the inside.
    static func draw(_ rect: Rect, title: String, into surface: inout Surface) -> Rect {
        guard rect.width >= 2, rect.height >= 2 else { return Rect(x: rect.x, y: rect.y, width: 0, height: 0) }
        let frame = Style(.dim)
        surface.fill(rect)
        let right = rect.x + rect.width - 1
        let bottom = rect.y + rect.height - 1
        for y in [rect.y, bottom] {
            surface.fill(Rect(x: rect.x, y: y, width: rect.width, height: 1), with: "─", frame)
        }
        for x in [rect.x, right] {
            surface.fill(Rect(x: x, y: rect.y, width: 1, height: rect.height), with: "│", frame)
        }
        surface.put("┌", x: rect.x, y: rect.y, frame)
        surface.put("┐", x: right, y: rect.y, frame)
        surface.put("└", x: rect.x, y: bottom, frame)
        surface.put("┘", x: right, y: bottom, frame)
        surface.put(" \(title) ", x: rect.x + 2, y: rect.y, width: rect.width - 4, Style(.strong))
        return rect.inset(columns: 2, rows: 1)
    }
}
