/// Which configured server something is about: its place in the configuration, from 0.
@frozen
public struct ServerID: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: Int

    @inlinable
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    @inlinable
    public static func < (left: ServerID, right: ServerID) -> Bool { left.rawValue < right.rawValue }
}
