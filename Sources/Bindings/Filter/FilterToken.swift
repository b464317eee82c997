/// A piece of a filter's text and where it stands.
struct FilterToken {
    enum Kind: Hashable {
        case open, close
        /// Characters without a blank between them, or with blanks inside quotes.
        case word
    }

    let kind: Kind
    /// Characters of the whole text before it.
    let column: Int
    /// Characters it takes, quotes included.
    var length: Int
    /// Without quotes.
    var text: String
    /// Quoted words are never `and`, `or`, `not`.
    var isQuoted = false

    func error(_ reason: String) -> FilterError { FilterError(column: column, length: length, reason: reason) }

    /// Whether it is this word of the language.
    func isWord(_ word: String) -> Bool { kind == .word && !isQuoted && text == word }

    /// Cuts at blanks and parentheses that are not in quotes.
    static func list(_ text: String) throws(FilterError) -> [FilterToken] {
        var tokens: [FilterToken] = []
        var quote: Int?
        for (column, character) in text.enumerated() {
            if quote == nil, character.isWhitespace { continue }
            if quote == nil, character == "(" || character == ")" {
                tokens.append(
                    FilterToken(kind: character == "(" ? .open : .close, column: column, length: 1, text: ""))
                continue
            }
            if tokens.last.map({ $0.kind != .word || $0.column + $0.length != column }) ?? true {
                tokens.append(FilterToken(kind: .word, column: column, length: 0, text: ""))
            }
            tokens[tokens.count - 1].length += 1
            if character == "\"" {
                quote = quote == nil ? column : nil
                tokens[tokens.count - 1].isQuoted = true
            } else {
                tokens[tokens.count - 1].text.append(character)
            }
        }
        if let quote { throw FilterError(column: quote, length: text.count - quote, reason: "the quote is not closed") }
        return tokens
    }
}
