/// Guesses what a mistyped word was meant to be.
public enum NearestWord {
    /// The known word that fewest edits turn into `word`; nil if none is near enough to be meant.
    public static func to(_ word: String, among known: [String]) -> String? {
        let nearest = known.map { (word: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= max(2, nearest.word.count / 3) else { return nil }
        return nearest.word
    }

    /// Insertions, deletions and replacements of one character (Levenshtein).
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (character == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
