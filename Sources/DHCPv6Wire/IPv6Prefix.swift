/// An address and how many of its first bits count; the other bits are always zero.
@frozen
public struct IPv6Prefix: Hashable, Sendable {
    public let address: IPv6Address
    /// 0 to 128.
    public let length: UInt8

    /// Masks what lies past `length`; a length over 128 counts as 128.
    @inlinable
    public init(_ address: IPv6Address, length: UInt8) {
        self.length = min(length, 128)
        self.address = address.masked(to: length)
    }

    /// Whether every address of `other` lies in this prefix.
    @inlinable
    public func contains(_ other: IPv6Prefix) -> Bool {
        length <= other.length && other.address.masked(to: length) == address
    }

    @inlinable
    public func contains(_ other: IPv6Address) -> Bool {
        other.masked(to: length) == address
    }
}

extension IPv6Prefix: CustomStringConvertible, LosslessStringConvertible {
    /// `2001:db8::/32`
    public var description: String { "\(address)/\(length)" }

    /// Reads `address/length`. Nil without a length, with one over 128, or with bits set past it.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPv6Address(String(parts[0])),
            parts[1].utf8.allSatisfy(\.isDigit), let length = UInt8(parts[1]), length <= 128,
            address.masked(to: length) == address
        else { return nil }
        self.init(address, length: length)
    }
}
