/// A titled part of a page, laid out for some width.
struct PageSection {
    /// Pieces of text, each from its column on.
    struct Line {
        var pieces: [(x: Int, words: Words)]

        init(_ pieces: (x: Int, words: Words)...) {
            self.pieces = pieces
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
