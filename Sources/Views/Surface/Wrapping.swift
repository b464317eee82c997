extension String {
    /// Cuts at blanks into lines of at most `width` columns; a word that is longer is cut where the line ends.
    func wrapped(width: Int) -> [String] {
        guard width > 0 else { return [] }
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            let joined = line.isEmpty ? String(word) : "\(line) \(word)"
            if TextWidth.columns(of: joined) <= width {
                line = joined
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = String(word)
            while TextWidth.columns(of: line) > width {
                let head = line.head(width: width)
                lines.append(head)
                line = String(line.unicodeScalars.dropFirst(head.unicodeScalars.count))
            }
        }
        return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
    }

    /// Start and end with `…` between if there are more than `width` columns; for narrow characters.
    ///
    /// - Parameter tail: columns of the end, less than `width` - 1; nil: as many as of the start.
    func clippedInMiddle(width: Int, tail: Int? = nil) -> String {
        let columns = TextWidth.columns(of: self)
        guard columns > width, width > 2, columns == unicodeScalars.count else { return self }
        let tail = tail ?? (width - 1) / 2
        return String(unicodeScalars.prefix(width - 1 - tail)) + "…" + String(unicodeScalars.suffix(tail))
    }

    /// The longest start of at most `width` columns, and one scalar at least.
    private func head(width: Int) -> String {
        var room = width
        let scalars = unicodeScalars.prefix { scalar in
            room -= TextWidth.columns(of: scalar) ?? 1
            return room >= 0
        }
        return scalars.isEmpty ? String(unicodeScalars.prefix(1)) : String(scalars)
    }
}
