// Text form of addresses: written as RFC 5952 wants it, read as RFC 4291 section 2.2 allows it.

extension IPv6Address: CustomStringConvertible, LosslessStringConvertible {
    /// Lower case, no leading zeros, the longest run of two or more zero groups as `::` (RFC 5952 section 4).
    public var description: String {
        var text: [UInt8] = []
        appendText(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends `description` in ASCII.
    public func appendText(to text: inout [UInt8]) {
        let gap = longestZeroRun
        var index = 0
        while index < 8 {
            if index == gap.lowerBound, !gap.isEmpty {
                text.append(UInt8(ascii: ":"))
                text.append(UInt8(ascii: ":"))
                index = gap.upperBound
            } else {
                if index > 0, index != gap.upperBound { text.append(UInt8(ascii: ":")) }
                text.append(hexGroup: group(index))
                index += 1
            }
        }
    }

    /// Nil for anything that is not one address: zones, prefixes and brackets included.
    public init?(_ text: String) {
        self.init(utf8: Array(text.utf8)[...])
    }

    /// The same, of text that is still octets.
    public init?(utf8 text: ArraySlice<UInt8>) {
        var groups = Groups()
        var rest = text
        if rest.starts(with: "::".utf8) {
            groups.leaveGap()
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let part = rest.prefix { $0 != UInt8(ascii: ":") }
            rest = rest[part.endIndex...]
            guard rest.isEmpty ? groups.appendLast(part) : groups.append(hex: part) else { return nil }
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst()
            guard let next = rest.first else { return nil }
            if next == UInt8(ascii: ":") {
                guard groups.leaveGap() else { return nil }
                rest = rest.dropFirst()
            }
        }
        guard let address = groups.address else { return nil }
        self = address
    }

    private func group(_ index: Int) -> UInt16 {
        UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(48 - index % 4 * 16))
    }

    /// The first of the longest; empty and past the end if no two groups in a row are zero.
    private var longestZeroRun: Range<Int> {
        var longest = 9..<9
        var start = 0
        for index in 0...8 where index == 8 || group(index) != 0 {
            if index - start >= 2, index - start > longest.count { longest = start..<index }
            start = index + 1
        }
        return longest
    }
}

extension [UInt8] {
    /// One to four digits.
    fileprivate mutating func append(hexGroup group: UInt16) {
        var shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0
        while shift >= 0 {
            append(Self.hexDigit(UInt8(group >> UInt16(shift) & 15)))
            shift -= 4
        }
    }
}

/// The groups of an address as they are read.
private struct Groups {
    private var count = 0
    /// Those before the gap, the last one lowest, and those after it.
    private var head = UInt128(0)
    private var tail = UInt128(0)
    private var countBeforeGap: Int?

    /// `::`: as many zeros as are missing. False if there is one already.
    @discardableResult
    mutating func leaveGap() -> Bool {
        guard countBeforeGap == nil else { return false }
        countBeforeGap = count
        return true
    }

    /// One to four hexadecimal digits.
    mutating func append(hex part: ArraySlice<UInt8>) -> Bool {
        guard (1...4).contains(part.count), count < 8 else { return false }
        var group: UInt16 = 0
        for digit in part {
            guard let value = digit.hexDigitValue else { return false }
            group = group << 4 | UInt16(value)
        }
        append(group)
        return true
    }

    /// The last part may be an IPv4 address, which is two groups.
    mutating func appendLast(_ part: ArraySlice<UInt8>) -> Bool {
        guard part.contains(UInt8(ascii: ".")) else { return append(hex: part) }
        let numbers = part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).compactMap { number in
            number.allSatisfy(\.isDigit) ? UInt8(String(decoding: number, as: UTF8.self)) : nil
        }
        guard numbers.count == 4, part.count(where: { $0 == UInt8(ascii: ".") }) == 3, count < 7 else { return false }
        append(UInt16(numbers[0]) << 8 | UInt16(numbers[1]))
        append(UInt16(numbers[2]) << 8 | UInt16(numbers[3]))
        return true
    }

    private mutating func append(_ group: UInt16) {
        count += 1
        if countBeforeGap == nil { head = head << 16 | UInt128(group) } else { tail = tail << 16 | UInt128(group) }
    }

    /// Nil for too few groups; a gap stands for one at least.
    var address: IPv6Address? {
        guard let countBeforeGap else {
            return count == 8 ? IPv6Address(head) : nil
        }
        guard count < 8 else { return nil }
        return IPv6Address((countBeforeGap == 0 ? 0 : head << UInt128(16 * (8 - countBeforeGap))) | tail)
    }
}

extension IPv6Address {
    fileprivate init(_ bits: UInt128) {
        self.init(high: UInt64(truncatingIfNeeded: bits >> 64), low: UInt64(truncatingIfNeeded: bits))
    }
}

extension UInt8 {
    /// Whether this octet is an ASCII digit.
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
