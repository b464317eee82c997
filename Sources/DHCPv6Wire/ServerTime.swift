/// Seconds since 2000-01-01 00:00:00 UTC modulo 2^32, in the **server's** clock: LQ_BASE_TIME, LQ_START_TIME and
/// LQ_END_TIME (RFC 7653 section 6.3).
@frozen
public struct ServerTime: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Seconds from the Unix epoch to 2000-01-01 00:00:00 UTC.
    public static let epochInUnixSeconds: Int64 = 946_684_800

    /// The time a clock showing `unixSeconds` would stamp.
    @inlinable
    public init(unixSeconds: Int64) {
        self.init(rawValue: UInt32(truncatingIfNeeded: unixSeconds - ServerTime.epochInUnixSeconds))
    }

    /// Whether this time is later, in serial arithmetic: right as long as the two are less than 68 years apart.
    @inlinable
    public func isLater(than other: ServerTime) -> Bool {
        Int32(bitPattern: rawValue &- other.rawValue) > 0
    }

    /// Signed seconds from `other` to this time, in serial arithmetic.
    @inlinable
    public func seconds(since other: ServerTime) -> Int32 {
        Int32(bitPattern: rawValue &- other.rawValue)
    }

    @inlinable
    public func advanced(by seconds: Int32) -> ServerTime {
        ServerTime(rawValue: rawValue &+ UInt32(bitPattern: seconds))
    }

    /// Unix seconds in the server's clock: of all times this value may mean, the one nearest to `reference`.
    @inlinable
    public func unixSeconds(near reference: Int64) -> Int64 {
        let referenceTime = ServerTime(unixSeconds: reference)
        return reference + Int64(seconds(since: referenceTime))
    }
}
