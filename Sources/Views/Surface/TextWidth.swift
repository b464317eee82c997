/// How a terminal shows a scalar, by our own table: the C library's answer depends on the locale, and tests have none.
enum TextWidth {
    /// What takes the place of a scalar that could disturb the grid.
    static let replacement: Unicode.Scalar = "\u{fffd}"

    /// Columns of `scalar`: 1 or 2; nil if it must not reach a terminal.
    ///
    /// Not shown are controls, formats (among them all bidirectional marks and joiners), combining marks, letters
    /// written from right to left (a terminal that knows bidi would turn columns around), private use, and emoji whose
    /// width depends on their neighbours.
    static func columns(of scalar: Unicode.Scalar) -> Int? {
        if scalar.value < 0x7f { return scalar.value < 0x20 ? nil : 1 }
        if scalar.value < 0x300 { return scalar.value < 0xa0 || scalar.value == 0xad ? nil : 1 }
        if contains(joining, scalar) || contains(rightToLeft, scalar) { return nil }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .nonspacingMark, .spacingMark, .enclosingMark:
            return nil
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol,
            .otherSymbol, .spaceSeparator:
            break
        @unknown default:
            return nil
        }
        return contains(wide, scalar) || scalar.properties.isEmojiPresentation ? 2 : 1
    }

    /// Columns of `text` as `Surface.put` draws it.
    static func columns(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (columns(of: $1) ?? 1) }
    }

    /// `text` as `Surface.put` draws it.
    static func printable(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: text.unicodeScalars.map { columns(of: $0) == nil ? replacement : $0 })
        return String(shown)
    }

    private static func contains(_ ranges: [ClosedRange<UInt32>], _ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) }
    }

    /// Hangul parts, regional indicators and skin tones: their width depends on what stands beside them.
    private static let joining: [ClosedRange<UInt32>] = [
        0x1160...0x11ff, 0xd7b0...0xd7ff, 0x1f1e6...0x1f1ff, 0x1f3fb...0x1f3ff,
    ]
    private static let rightToLeft: [ClosedRange<UInt32>] = [
        0x0590...0x08ff, 0xfb1d...0xfdff, 0xfe70...0xfeff, 0x10800...0x10fff, 0x1e800...0x1efff,
    ]
    /// East Asian Wide and Fullwidth (Unicode Standard Annex 11).
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff,
        0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18aff, 0x1aff0...0x1b2ff,
        0x1f200...0x1f265, 0x20000...0x3fffd,
    ]
}
