/// Text to be found in the options of clients.
struct TextSearch {
    private let text: FilterText
    /// The last two octets, each in all places of some words.
    private let ending: (Words, Words)?

    private typealias Words = SIMD4<UInt64>

    init(_ text: FilterText) {
        self.text = text
        // A dot stands between labels of a DNS name, so there is none to look for.
        let last = text.octets.suffix(2).filter { $0 != UInt8(ascii: ".") }.map(TextSearch.everywhere)
        ending = last.count == 2 ? (last[0], last[1]) : nil
    }

    /// False if the last two octets stand nowhere in `octets`, whatever their case: rules out nearly all clients, 32
    /// places at a time, for less than looking into their options.
    @inline(__always)
    func mayBeFound(in octets: RawSpan) -> Bool {
        let last = octets.byteCount - MemoryLayout<Words>.size - 1
        guard let ending, last >= 0 else { return true }
        let anyCase = TextSearch.everywhere(0xdf)
        let ones = TextSearch.everywhere(1)
        var at = 0
        while true {
            let here = octets.unsafeLoadUnaligned(fromByteOffset: at, as: Words.self)
            let next = octets.unsafeLoadUnaligned(fromByteOffset: at + 1, as: Words.self)
            let differences = ((here ^ ending.0) | (next ^ ending.1)) & anyCase
            // Not zero if and only if one of the octets is, in the highest bit of some octet.
            let zeros = (differences &- ones) & ~differences
            if (zeros[0] | zeros[1] | zeros[2] | zeros[3]) & 0x8080_8080_8080_8080 != 0 { return true }
            guard at < last else { return false }
            at = min(at + MemoryLayout<Words>.size, last)
        }
    }

    private static func everywhere(_ octet: UInt8) -> Words {
        Words(repeating: UInt64(octet) &* 0x0101_0101_0101_0101)
    }

    func isFound(in octets: RawSpan) -> Bool { text.isFound(in: octets) }

    /// Looks in a DNS name of the wire with dots between its labels.
    func isFound(inName name: RawSpan) -> Bool {
        // What has no dot lies in one label, which stands there as it is.
        guard text.octets.contains(UInt8(ascii: ".")) || isFound(in: name) else { return false }
        var dotted = [256 of UInt8](repeating: 0)
        var count = 0
        var at = 0
        while at < name.byteCount {
            let label = Int(name.unsafeLoad(fromByteOffset: at, as: UInt8.self))
            guard label > 0, at + label < name.byteCount, count + label + 1 < 256 else { break }
            if count > 0 {
                dotted[count] = UInt8(ascii: ".")
                count += 1
            }
            for index in at + 1...at + label {
                dotted[count] = name.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                count += 1
            }
            at += label + 1
        }
        return isFound(in: dotted.span.bytes.extracting(0..<count))
    }
}
