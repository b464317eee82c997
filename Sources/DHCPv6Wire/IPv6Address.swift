/// 128 bits, as two words in host order. Text form in `IPv6Address+Text.swift`.
@frozen
public struct IPv6Address: Hashable, Sendable {
    /// The first 64 bits.
    public var high: UInt64
    /// The last 64 bits.
    public var low: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// `::`
    public static let unspecified = IPv6Address(high: 0, low: 0)

    /// The 16 octets in network order.
    public var octets: [UInt8] {
        (0..<16).map { index in
            UInt8(truncatingIfNeeded: (index < 8 ? high : low) >> UInt64(56 - index % 8 * 8))
        }
    }

    /// Nil unless there are exactly 16 octets.
    public init?(octets: some Collection<UInt8>) {
        guard octets.count == 16 else { return nil }
        self.init(
            high: octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: octets.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The bits after the first `length` cleared.
    ///
    /// - Parameter length: 0 to 128; larger counts as 128.
    @inlinable
    public func masked(to length: UInt8) -> IPv6Address {
        switch length {
        case 0: .unspecified
        case 1..<64: IPv6Address(high: high & (~0 << UInt64(64 - length)), low: 0)
        case 64: IPv6Address(high: high, low: 0)
        case 65..<128: IPv6Address(high: high, low: low & (~0 << UInt64(128 - length)))
        default: self
        }
    }
}

extension IPv6Address: Comparable {
    @inlinable
    public static func < (left: IPv6Address, right: IPv6Address) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}
