/// A row of bars, one a number, scaled to the largest.
enum Sparkline {
    private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// The last `width` numbers; blanks on the left where there are fewer. Zero is always the lowest bar and nothing
    /// else is.
    static func text(_ values: [UInt32], width: Int) -> String {
        let shown = values.suffix(max(width, 0))
        let largest = max(shown.max() ?? 0, 1)
        let line = shown.map { value in
            value == 0 ? bars[0] : bars[1 + Int(UInt64(value - 1) * 7 / UInt64(largest))]
        }
        return String(repeating: " ", count: max(width, 0) - shown.count) + String(line)
    }
}
