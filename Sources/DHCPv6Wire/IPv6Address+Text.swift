// Text form of addresses: written as RFC 5952 wants it, read as RFC 4291 section 2.2 allows it.

extension IPv6Address: CustomStringConvertible, LosslessStringConvertible {
    /// Lower case, no leading zeros, the longest run of two or more zero groups as `::` (RFC 5952 section 4).
    public var description: String {
        let groups = self.groups
        guard let gap = IPv6Address.longestZeroRun(groups) else { return IPv6Address.joined(groups[...]) }
        return IPv6Address.joined(groups[..<gap.lowerBound]) + "::" + IPv6Address.joined(groups[gap.upperBound...])
    }

    /// Nil for anything that is not one address: zones, prefixes and brackets included.
    public init?(_ text: String) {
        var text = Substring(text)
        if let dotted = text.split(separator: ":", omittingEmptySubsequences: false).last, dotted.contains(".") {
            guard let (first, second) = IPv6Address.embeddedIPv4(dotted) else { return nil }
            text = Substring("\(text.dropLast(dotted.count))\(String(first, radix: 16)):\(String(second, radix: 16))")
        }
        guard let groups = IPv6Address.parseGroups(text) else { return nil }
        self.init(
            high: groups[..<4].reduce(0) { $0 << 16 | UInt64($1) },
            low: groups[4...].reduce(0) { $0 << 16 | UInt64($1) })
    }

    private var groups: [UInt16] {
        (0..<8).map { index in
            UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(48 - index % 4 * 16))
        }
    }

    private static func joined(_ groups: ArraySlice<UInt16>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start >= 2, index - start > (longest?.count ?? 0) { longest = start..<index }
            start = index + 1
        }
        return longest
    }

    private static func parseGroups(_ text: Substring) -> [UInt16]? {
        let halves = halves(text)
        guard let head = hexGroups(halves.0) else { return nil }
        guard let tailText = halves.1 else { return head.count == 8 ? head : nil }
        guard let tail = hexGroups(tailText), head.count + tail.count <= 7 else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    /// The text before and after the first `::`.
    private static func halves(_ text: Substring) -> (Substring, Substring?) {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix("::") { return (text[..<index], text[index...].dropFirst(2)) }
            index = text.index(after: index)
        }
        return (text, nil)
    }

    private static func hexGroups(_ text: Substring) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        for part in text.split(separator: ":", maxSplits: 8, omittingEmptySubsequences: false) {
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(\.isHexDigit),
                let group = UInt16(part, radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups.count <= 8 ? groups : nil
    }

    private static func embeddedIPv4(_ text: Substring) -> (UInt16, UInt16)? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { part in
            part.utf8.allSatisfy(\.isDigit) ? UInt8(part) : nil
        }
        guard parts.count == 4, text.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 3 else { return nil }
        return (UInt16(parts[0]) << 8 | UInt16(parts[1]), UInt16(parts[2]) << 8 | UInt16(parts[3]))
    }
}

extension UInt8 {
    /// Whether this octet is an ASCII digit.
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether this octet is an ASCII hexadecimal digit.
    var isHexDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
}
