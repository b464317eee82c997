/// A titled part of a page, laid out for some width.
struct PageSection {
    /// Pieces of text, each from its column on.
    struct Line {
        var pieces: [(x: Int, words: Words)]

        init(_ pieces: (x: Int, words: Words)...) {
            self.pieces = pieces
        }

        /// Adds characters from a column on; neighbours of one role are one piece.
        mutating func append(_ cells: [(Character, Style.Role)], x start: Int) {
            let first = pieces.count
            for (index, (character, role)) in cells.enumerated() {
                if pieces.count > first, pieces[pieces.count - 1].words.role == role {
                    pieces[pieces.count - 1].words.text.append(character)
                } else {
                    pieces.append((start + index, Words(String(character), role)))
                }
            }
        }

        /// Under a graph over time: where it begins and how fine it is, and where it ends.
        static func timeAxis(x: Int, columns: Int, from begin: String, columnLength: Int64, to end: String) -> Line {
            let begin = "\(begin), \(columnLength) s a column"
            let gap = max(columns - begin.count - end.count, 2)
            return Line((x, Words(begin + String(repeating: " ", count: gap) + end, .label)))
        }
    }

    var title: String
    var lines: [Line]

    init(_ title: String, _ lines: [Line]) {
        self.title = title
        self.lines = lines
    }

    /// Labels with what they say.
    init(_ title: String, fields: [Fields.Field], width: Int, labelWidth: Int = Fields.labelWidth) {
        self.init(
            title,
            Fields.lines(of: fields[...], width: width, labelWidth: labelWidth).map { line in
                Line((0, Words(line.label, .label)), (labelWidth, Words(line.text, line.role)))
            })
    }

    /// With the rule that has the title.
    var height: Int { lines.count + 1 }
}
