/// What stands for the characters we draw with where the locale has no UTF-8.
enum PlainGlyphs {
    static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.isASCII ? scalar : substitutes[scalar] ?? "?"
    }

    private static let substitutes: [Unicode.Scalar: Unicode.Scalar] = [
        "─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "▸": ">", "▲": "^", "▼": "v", "…": "~", "·": "-",
        "▁": "_", "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "█": "#", "↑": "^", "↓": "v", "←": "<",
        "→": ">", "±": "~", "≠": "#", "›": ">", "━": "=", "░": ":",
    ]
}
