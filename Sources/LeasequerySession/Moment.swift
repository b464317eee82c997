/// One reading of both clocks of this machine: uptime for waiting, UTC for meaning.
@frozen
public struct Moment: Hashable, Sendable {
    /// Nanoseconds of a clock that never steps and does not tell the date.
    public var uptime: UInt64
    /// Nanoseconds since 1970-01-01 00:00:00 UTC by this machine's wall clock, which may step.
    public var utc: Int64

    @inlinable
    public init(uptime: UInt64, utc: Int64) {
        self.uptime = uptime
        self.utc = utc
    }

    /// Whole seconds since 1970-01-01 00:00:00 UTC, rounded down.
    @inlinable public var unixSeconds: Int64 { utc >= 0 ? utc / 1_000_000_000 : (utc - 999_999_999) / 1_000_000_000 }

    /// The moment this much later on both clocks.
    @inlinable
    public func advanced(by duration: Duration) -> Moment {
        let nanoseconds = duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
        return Moment(uptime: uptime &+ UInt64(bitPattern: nanoseconds), utc: utc + nanoseconds)
    }

    /// Time from `earlier` to this moment by the clock that does not step; never negative.
    @inlinable
    public func since(_ earlier: Moment) -> Duration {
        .nanoseconds(uptime > earlier.uptime ? Int64(uptime - earlier.uptime) : 0)
    }
}
