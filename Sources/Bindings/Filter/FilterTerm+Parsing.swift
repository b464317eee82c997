import DHCPv6Wire

extension FilterTerm {
    /// Recognises a term by its form.
    init(_ word: FilterToken) throws(FilterError) {
        if !word.isQuoted, word.text == "conflict" {
            self = .conflict
        } else if let term = try FilterKey.term(of: word) {
            self = term
        } else if word.text.hasPrefix(">") {
            self = .covering(try word.prefixOrAddress(word.text.dropFirst()))
        } else if word.text.hasPrefix("="), let octets = String(word.text.dropFirst()).clientOctets, !octets.isEmpty {
            self = .clientIs(octets)
        } else if word.text.hasPrefix("=") {
            self = .exactly(try word.prefixOrAddress(word.text.dropFirst()))
        } else if word.text.hasPrefix("/") {
            self = .length(try word.length(word.text.dropFirst()))
        } else if word.text.contains("/") {
            self = .inside(try word.prefix(word.text[...]))
        } else if let octets = word.text.clientOctets {
            self = try FilterTerm(octets: octets, of: word)
        } else if let address = IPv6Address(word.text) {
            self = .covering(IPv6Prefix(address, length: 128))
        } else {
            throw word.error(word.reasonNothingFits)
        }
    }

    /// Octets written apart: `00 03 00 01`.
    init(pairs: ArraySlice<FilterToken>) throws(FilterError) {
        let octets = [UInt8](hex: pairs.map(\.text).joined()) ?? []
        guard var all = pairs.first, let last = pairs.last else { preconditionFailure("no pairs") }
        all.length = last.column + last.length - all.column
        try self.init(octets: octets, of: all)
    }

    private init(octets: [UInt8], of word: FilterToken) throws(FilterError) {
        guard octets.count >= Filter.leastClientOctets else {
            throw word.error("a client needs at least \(Filter.leastClientOctets) octets, here are \(octets.count)")
        }
        self = .client(octets)
    }
}

extension FilterToken {
    /// Two hexadecimal digits.
    var isPairOfDigits: Bool {
        kind == .word && !isQuoted && text.utf8.count == 2 && [UInt8](hex: text) != nil
    }

    func prefix(_ text: Substring) throws(FilterError) -> IPv6Prefix {
        if let prefix = IPv6Prefix(String(text)) { return prefix }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPv6Address(String(parts[0])) else { throw error("\(parts[0]) is no IPv6 address") }
        let length = try length(parts[1])
        throw error("bits are set past the length; did you mean \(IPv6Prefix(address, length: length))?")
    }

    /// An address is a prefix of 128 bits.
    func prefixOrAddress(_ text: Substring) throws(FilterError) -> IPv6Prefix {
        if text.contains("/") { return try prefix(text) }
        guard let address = IPv6Address(String(text)) else {
            throw error("\(text.isEmpty ? "nothing" : text) is neither an IPv6 address nor a prefix")
        }
        return IPv6Prefix(address, length: 128)
    }

    func length(_ text: Substring) throws(FilterError) -> UInt8 {
        guard let length = UInt8(text), length <= 128, !text.hasPrefix("+") else {
            throw error("a prefix length is a number from 0 to 128, not \(text)")
        }
        return length
    }

    /// Why it is no term at all.
    var reasonNothingFits: String {
        if text.contains(":") { return "neither an IPv6 address nor octets of two digits each nor one of the keys" }
        if text.isHexadecimal { return "an odd number of hexadecimal digits is no client" }
        return "not a prefix (2001:db8::/32), an address (2001:db8::1), a client (00:03:00:01), conflict or a key:value"
    }
}

extension String {
    /// The octets of a DUID or link-layer address; nil if this is written otherwise.
    var clientOctets: [UInt8]? {
        for (separator, digits) in [(":", 2), ("-", 2), (".", 4)] as [(Character, Int)] where contains(separator) {
            let groups = split(separator: separator, omittingEmptySubsequences: false)
            return groups.allSatisfy { $0.utf8.count == digits } ? [UInt8](hex: groups.joined()) : nil
        }
        return [UInt8](hex: self)
    }
}

extension StringProtocol {
    /// Whether there is nothing but hexadecimal digits.
    var isHexadecimal: Bool { allSatisfy { $0.isASCII && $0.isHexDigit } }
}
