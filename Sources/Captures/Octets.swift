/// A part of a file's octets that answers nil outside itself: what a capture says about lengths is not to be trusted.
struct Octets {
    let file: [UInt8]
    private(set) var range: Range<Int>

    init(_ file: [UInt8]) {
        self.file = file
        range = 0..<file.count
    }

    var count: Int { range.count }
    /// Where the part begins in the file.
    var start: Int { range.lowerBound }
    var bytes: ArraySlice<UInt8> { file[range] }

    func uint8(_ offset: Int) -> UInt8? {
        offset >= 0 && offset < count ? file[start + offset] : nil
    }

    /// In network order, or the other way round.
    func uint16(_ offset: Int, swapped: Bool = false) -> UInt16? {
        guard let first = uint8(offset), let second = uint8(offset + 1) else { return nil }
        let value = UInt16(first) << 8 | UInt16(second)
        return swapped ? value.byteSwapped : value
    }

    /// In network order, or the other way round.
    func uint32(_ offset: Int, swapped: Bool = false) -> UInt32? {
        guard let first = uint16(offset), let second = uint16(offset + 2) else { return nil }
        let value = UInt32(first) << 16 | UInt32(second)
        return swapped ? value.byteSwapped : value
    }

    /// Without the first `count` octets; nil if there are fewer.
    func dropping(_ count: Int) -> Octets? {
        guard count >= 0, count <= self.count else { return nil }
        var rest = self
        rest.range = start + count..<range.upperBound
        return rest
    }

    /// At most the first `count` octets.
    func prefix(_ count: Int) -> Octets {
        var part = self
        part.range = start..<start + min(max(count, 0), self.count)
        return part
    }
}
