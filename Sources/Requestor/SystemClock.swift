import Glibc
import LeasequerySession

/// The only place of this target that reads a clock.
public enum SystemClock {
    /// Both clocks at one moment: a thread that sleeps between two readings would make a step of the wall clock of it.
    public static func now() -> Moment {
        while true {
            let before = nanoseconds(CLOCK_BOOTTIME)
            let utc = nanoseconds(CLOCK_REALTIME)
            let uptime = nanoseconds(CLOCK_BOOTTIME)
            if uptime - before < 1_000_000 { return Moment(uptime: UInt64(uptime), utc: utc) }
        }
    }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
