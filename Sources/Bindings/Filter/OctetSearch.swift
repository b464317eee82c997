import DHCPv6Wire
import LeasequerySession

/// Some octets to be found inside others.
struct OctetSearch {
    private let octets: [UInt8]
    /// The least common of the octets in all eight places of a word: most DUIDs do not have it.
    private let rarest: UInt64
    /// The first octets, at most eight, at the high end of a word, and ones over them.
    private let start: UInt64
    private let mask: UInt64

    /// - Parameter octets: at least one.
    init(_ octets: [UInt8]) {
        self.octets = octets
        let rarest = octets.last { !OctetSearch.common.contains($0) } ?? octets.last ?? 0
        self.rarest = UInt64(rarest) &* 0x0101_0101_0101_0101
        start = DUIDHead(octets).first
        mask = ~(UInt64.max >> UInt64(min(octets.count, 8) * 8))
    }

    /// What DUID types, hardware types and padding are made of.
    private static let common: Set<UInt8> = [0x00, 0x01, 0x02, 0x03, 0x04, 0xff]

    /// Looks at the octets in the head only.
    @inline(__always)
    func isFound(in head: DUIDHead) -> Bool {
        let third = UInt64(head.third) << 32
        let zeros =
            OctetSearch.zeros(head.first ^ rarest) | OctetSearch.zeros(head.second ^ rarest)
            | OctetSearch.zeros(third ^ rarest)
        return zeros != 0 && slide(along: head)
    }

    /// Compares at every place of the head.
    private func slide(along head: DUIDHead) -> Bool {
        let places = min(Int(head.count), DUIDHead.capacity) - octets.count
        var window = head.first
        var next = (head.second, UInt64(head.third) << 32)
        for place in 0..<max(0, places + 1) {
            if (window ^ start) & mask == 0 {
                if octets.count <= 8 || head.octets.dropFirst(place).starts(with: octets) { return true }
            }
            window = window << 8 | next.0 >> 56
            next = (next.0 << 8 | next.1 >> 56, next.1 << 8)
        }
        return false
    }

    func isFound(in text: ArraySlice<UInt8>) -> Bool {
        let text = text.span
        for place in 0..<max(0, text.count - octets.count + 1) {
            var count = 0
            while count < octets.count, text[place + count] == octets[count] { count += 1 }
            if count == octets.count { return true }
        }
        return false
    }

    /// Not zero if and only if one of the eight octets is.
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
