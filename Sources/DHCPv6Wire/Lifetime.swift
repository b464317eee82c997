/// A preferred or valid lifetime: seconds left at the base time of the message, or infinity (RFC 8415 sections 7.7
/// and 21.6). Not a number, so that nobody adds to 0xffffffff.
@frozen
public struct Lifetime: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    @inlinable public static var infinite: Lifetime { Lifetime(rawValue: .max) }
    /// The binding has ended (RFC 7653 gives no other mark; see `ChangeKind.ended`).
    @inlinable public static var zero: Lifetime { Lifetime(rawValue: 0) }

    /// Nil if infinite.
    @inlinable
    public var seconds: UInt32? { rawValue == .max ? nil : rawValue }
}

extension Lifetime: Comparable {
    @inlinable
    public static func < (left: Lifetime, right: Lifetime) -> Bool { left.rawValue < right.rawValue }
}
