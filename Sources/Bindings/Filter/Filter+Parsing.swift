/// What is wrong with the text of a filter, and where.
public struct FilterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Characters of the text before the wrong term.
    public let column: Int
    /// Characters of the wrong term.
    public let length: Int
    /// One line that says why.
    public let reason: String

    public var description: String { "column \(column + 1): \(reason)" }
}

extension Filter {
    /// Least octets of a client term: fewer would match by chance.
    public static let leastClientOctets = 3

    /// Reads terms that stand side by side, all of which must hold, or are joined by `or`, `not` and parentheses. Empty
    /// text is a filter that everything passes.
    ///
    /// - `2001:db8::/32`: inside, the prefix itself included; `2001:db8::1`: this address, or a prefix that covers it;
    ///   `>2001:db8:1::/48`: covers; `=2001:db8:1::/56`: exactly this; `/56`: of this length.
    /// - Three octets or more in any notation (`00:03:00:01`, `00-03-00-01`, `0003.0001`, `00030001`, `00 03 00 01`):
    ///   clients with these octets in their DUID or link-layer address. Eight pairs of digits between colons are
    ///   octets, not an address: nobody writes an address that way.
    /// - `conflict`: bindings on which failover partners disagree.
    /// - A key and what it asks for: `FilterKey`.
    /// - `@name`: what is saved under this name.
    ///
    /// - Parameter saved: filters by name.
    public init(parsing text: String, saved: [String: Filter] = [:]) throws(FilterError) {
        let tokens = try FilterToken.list(text)
        var parser = FilterParser(tokens, saved: saved, end: text.count)
        self.init(text: text, condition: try parser.whole())
        for token in tokens.reversed() {
            guard let name = token.savedName, let filter = saved[name] else { continue }
            let start = fullText.index(fullText.startIndex, offsetBy: token.column)
            let end = fullText.index(start, offsetBy: token.length)
            fullText.replaceSubrange(start..<end, with: "(\(filter.fullText))")
        }
    }
}

/// Reads a condition from its tokens by recursive descent.
private struct FilterParser {
    private var tokens: ArraySlice<FilterToken>
    private let saved: [String: Filter]
    private let end: Int

    /// Deeper parentheses are a slip.
    private static let deepest = 50

    init(_ tokens: [FilterToken], saved: [String: Filter], end: Int) {
        self.tokens = tokens[...]
        self.saved = saved
        self.end = end
    }

    mutating func whole() throws(FilterError) -> Filter.Condition {
        guard !tokens.isEmpty else { return .all([]) }
        let condition = try disjunction(depth: 0)
        if let token = tokens.first { throw token.error("nothing was opened that this could close") }
        return condition
    }

    private mutating func disjunction(depth: Int) throws(FilterError) -> Filter.Condition {
        var parts = [try conjunction(depth: depth)]
        while tokens.first?.isWord("or") == true {
            tokens.removeFirst()
            parts.append(try conjunction(depth: depth))
        }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction(depth: Int) throws(FilterError) -> Filter.Condition {
        var parts = [try factor(depth: depth)]
        while let token = tokens.first, token.kind != .close, !token.isWord("or") {
            if token.isWord("and") { tokens.removeFirst() }
            parts.append(try factor(depth: depth))
        }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func factor(depth: Int) throws(FilterError) -> Filter.Condition {
        guard let token = tokens.first else {
            throw FilterError(column: end, length: 1, reason: "something to look for is missing here")
        }
        guard depth < FilterParser.deepest else { throw token.error("nested too deep") }
        switch token.kind {
        case .close: throw token.error("something to look for is missing before this")
        case .open:
            tokens.removeFirst()
            let inner = try disjunction(depth: depth + 1)
            guard tokens.first?.kind == .close else { throw token.error("this parenthesis is not closed") }
            tokens.removeFirst()
            return inner
        case .word:
            if token.isWord("or") || token.isWord("and") {
                throw token.error("something to look for is missing before '\(token.text)'")
            }
            if token.isWord("not") {
                tokens.removeFirst()
                return .not(try factor(depth: depth + 1))
            }
            return try term()
        }
    }

    private mutating func term() throws(FilterError) -> Filter.Condition {
        let pairs = tokens.prefix(while: \.isPairOfDigits)
        guard pairs.isEmpty else {
            tokens = tokens.dropFirst(pairs.count)
            return .term(try FilterTerm(pairs: pairs))
        }
        let word = tokens.removeFirst()
        guard let name = word.savedName else { return .term(try FilterTerm(word)) }
        guard let filter = saved[name] else { throw word.unusable(name, isKnown: false, saved.keys) }
        return filter.condition
    }
}
