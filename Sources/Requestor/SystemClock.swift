import Glibc
import LeasequerySession

/// The only place of this target that reads a clock.
public enum SystemClock {
    public static func now() -> Moment {
        var uptime = timespec()
        var utc = timespec()
        clock_gettime(CLOCK_BOOTTIME, &uptime)
        clock_gettime(CLOCK_REALTIME, &utc)
        return Moment(
            uptime: UInt64(uptime.tv_sec) * 1_000_000_000 + UInt64(uptime.tv_nsec),
            utc: Int64(utc.tv_sec) * 1_000_000_000 + Int64(utc.tv_nsec))
    }
}
