import DHCPv6Wire

/// The first 20 octets of a DUID as words, so that keeping and comparing one needs no memory elsewhere: link-layer
/// and UUID forms fit as a whole.
@frozen
public struct DUIDHead: Hashable, Sendable {
    /// Octets 0 to 7, the first one highest; octets past the end are zero.
    public let first: UInt64
    /// Octets 8 to 15.
    public let second: UInt64
    /// Octets 16 to 19.
    public let third: UInt32
    /// Octets of the whole DUID.
    public let count: UInt8

    public static let capacity = 20

    /// Whether the whole DUID is in here.
    @inlinable public var isWhole: Bool { Int(count) <= DUIDHead.capacity }

    @usableFromInline
    init(first: UInt64, second: UInt64, third: UInt32, count: UInt8) {
        self.first = first
        self.second = second
        self.third = third
        self.count = count
    }

    /// - Parameter range: a DUID of at most 255 octets inside `octets`.
    @inline(__always)
    public init(of octets: RawSpan, in range: ByteRange) {
        let start = range.lowerBound
        guard octets.byteCount - start >= DUIDHead.capacity else {
            self.init(octets.octets(range))
            return
        }
        // Three loads and masks instead of a loop; what lies behind the DUID is masked away.
        let count = Int(range.count)
        let first = UInt64(bigEndian: octets.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
        let second = UInt64(bigEndian: octets.unsafeLoadUnaligned(fromByteOffset: start + 8, as: UInt64.self))
        let third = UInt32(bigEndian: octets.unsafeLoadUnaligned(fromByteOffset: start + 16, as: UInt32.self))
        self.init(
            first: first & DUIDHead.mask(octets: count), second: second & DUIDHead.mask(octets: count - 8),
            third: third & UInt32(DUIDHead.mask(octets: count - 16) >> 32), count: UInt8(truncatingIfNeeded: count))
    }

    /// - Parameter octets: a DUID of at most 255 octets.
    public init(_ octets: [UInt8]) {
        func word(_ range: Range<Int>) -> UInt64 {
            range.reduce(0) { $0 << 8 | ($1 < octets.count ? UInt64(octets[$1]) : 0) }
        }
        self.init(
            first: word(0..<8), second: word(8..<16), third: UInt32(word(16..<20)),
            count: UInt8(truncatingIfNeeded: octets.count))
    }

    /// The octets in here, at most 20.
    public var octets: [UInt8] {
        (0..<min(Int(count), DUIDHead.capacity)).map { index in
            let word = index < 8 ? first : index < 16 ? second : UInt64(third) << 32
            return UInt8(truncatingIfNeeded: word >> UInt64(56 - index % 8 * 8))
        }
    }

    /// Appends the octets in here, at most 20.
    public func append(to octets: inout ContiguousArray<UInt8>) {
        withUnsafeBytes(of: (first.bigEndian, second.bigEndian, third.bigEndian)) {
            octets.append(contentsOf: $0.prefix(min(Int(count), DUIDHead.capacity)))
        }
    }

    /// Ones over the first `count` octets of a word; all of them from eight on, none below one.
    @inline(__always)
    private static func mask(octets count: Int) -> UInt64 {
        // By halves: a shift by a whole word at once would need a branch.
        let half = UInt64(truncatingIfNeeded: min(max(0, count), 8) &* 4)
        return ~((UInt64.max &>> half) &>> half)
    }
}
