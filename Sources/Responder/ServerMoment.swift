import Glibc

/// One reading of the server's two clocks: uptime for waiting, its wall clock for stamping.
public struct ServerMoment: Hashable, Sendable {
    /// Nanoseconds of a clock that never steps.
    public var uptime: UInt64
    /// Nanoseconds since 1970-01-01 00:00:00 UTC by the server's wall clock, right or wrong.
    public var utc: Int64

    public init(uptime: UInt64, utc: Int64) {
        self.uptime = uptime
        self.utc = utc
    }

    /// Whole seconds since 1970-01-01 00:00:00 UTC, rounded down: what LQ_BASE_TIME can say.
    public var seconds: Int64 { utc / 1_000_000_000 - (utc % 1_000_000_000 < 0 ? 1 : 0) }

    /// The moment this much later on both clocks.
    public func advanced(by duration: Duration) -> ServerMoment {
        ServerMoment(uptime: uptime &+ UInt64(bitPattern: duration.nanoseconds), utc: utc + duration.nanoseconds)
    }
}

/// The clocks of this machine, the wall clock shifted: the only place of this target that reads them.
public struct ServerClock: Hashable, Sendable {
    /// The server's wall clock minus this machine's.
    public var offset: Duration

    public init(offset: Duration = .zero) {
        self.offset = offset
    }

    public func now() -> ServerMoment {
        var uptime = timespec()
        var utc = timespec()
        clock_gettime(CLOCK_BOOTTIME, &uptime)
        clock_gettime(CLOCK_REALTIME, &utc)
        return ServerMoment(
            uptime: UInt64(uptime.tv_sec) * 1_000_000_000 + UInt64(uptime.tv_nsec),
            utc: Int64(utc.tv_sec) * 1_000_000_000 + Int64(utc.tv_nsec) + offset.nanoseconds)
    }
}

extension Duration {
    /// Whole nanoseconds, rounded towards zero.
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
