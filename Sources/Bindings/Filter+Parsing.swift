import DHCPv6Wire

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

    /// Reads terms that stand side by side; all must hold. Empty text is a filter that everything passes.
    ///
    /// - `2001:db8::/32`: bindings inside, the prefix itself included.
    /// - `2001:db8::1`: this address, or a prefix that covers it.
    /// - Three octets or more in any notation (`00:03:00:01`, `00-03-00-01`, `0003.0001`, `00030001`, `00 03 00 01`):
    ///   clients with these octets in their DUID or link-layer address. Eight pairs of digits between colons are
    ///   octets, not an address: nobody writes an address that way.
    /// - `conflict`: bindings on which failover partners disagree.
    public init(parsing text: String) throws(FilterError) {
        var words = Filter.words(of: text)[...]
        var terms: [Term] = []
        while let word = words.first {
            let pairs = words.prefix(while: \.isPair)
            if pairs.isEmpty {
                terms.append(try word.term())
                words = words.dropFirst()
            } else {
                terms.append(try Filter.term(ofPairs: pairs))
                words = words.dropFirst(pairs.count)
            }
        }
        self.init(text: text, terms: terms)
    }

    private static func words(of text: String) -> [Word] {
        var words: [Word] = []
        for (column, character) in text.enumerated() where !character.isWhitespace {
            if let last = words.last, last.column + last.text.count == column {
                words[words.count - 1].text.append(character)
            } else {
                words.append(Word(column: column, text: String(character)))
            }
        }
        return words
    }

    /// Octets written apart: `00 03 00 01`.
    private static func term(ofPairs pairs: ArraySlice<Word>) throws(FilterError) -> Term {
        let octets = [UInt8](hex: pairs.map(\.text).joined()) ?? []
        guard let first = pairs.first, let last = pairs.last, octets.count < leastClientOctets else {
            return .clientOctets(octets)
        }
        throw FilterError(
            column: first.column, length: last.column + last.text.count - first.column,
            reason: "a client needs at least \(leastClientOctets) octets, here are \(octets.count)")
    }
}

/// Characters without a space between them.
private struct Word {
    /// Characters of the whole text before this word.
    let column: Int
    var text: String

    /// Two hexadecimal digits.
    var isPair: Bool { text.utf8.count == 2 && [UInt8](hex: text) != nil }

    func term() throws(FilterError) -> Filter.Term {
        if text == "conflict" { return .conflict }
        if text.contains("/") { return .inside(try prefix()) }
        if let octets {
            guard octets.count >= Filter.leastClientOctets else {
                throw error("a client needs at least \(Filter.leastClientOctets) octets, here are \(octets.count)")
            }
            return .clientOctets(octets)
        }
        if let address = IPv6Address(text) { return .covering(address) }
        throw error(reason)
    }

    /// The octets of a DUID or link-layer address; nil if the word is written otherwise.
    private var octets: [UInt8]? {
        for (separator, digits) in [(":", 2), ("-", 2), (".", 4)] as [(Character, Int)] where text.contains(separator) {
            let groups = text.split(separator: separator, omittingEmptySubsequences: false)
            return groups.allSatisfy { $0.utf8.count == digits } ? [UInt8](hex: groups.joined()) : nil
        }
        return [UInt8](hex: text)
    }

    private func prefix() throws(FilterError) -> IPv6Prefix {
        if let prefix = IPv6Prefix(text) { return prefix }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPv6Address(String(parts[0])) else { throw error("\(parts[0]) is no IPv6 address") }
        guard let length = UInt8(parts[1]), length <= 128 else {
            throw error("a prefix length is a number from 0 to 128, not \(parts[1])")
        }
        throw error("bits are set past the length; did you mean \(IPv6Prefix(address, length: length))?")
    }

    private var reason: String {
        if text.contains(":") { return "neither an IPv6 address nor octets of two digits each" }
        let isHex = text.utf8.allSatisfy { [UInt8](hex: String(decoding: [$0, $0], as: UTF8.self)) != nil }
        if isHex { return "an odd number of hexadecimal digits is no client" }
        return "not a prefix (2001:db8::/32), an address (2001:db8::1), a client (00:03:00:01) or conflict"
    }

    private func error(_ reason: String) -> FilterError {
        FilterError(column: column, length: text.count, reason: reason)
    }
}
