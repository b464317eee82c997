import DHCPv6Wire
import LeasequerySession

/// Times and spans as text. All times of day are UTC and end with `Z`.
enum Times {
    /// `12:03:07Z`
    static func clock(_ unixSeconds: Int64) -> String {
        let second = floorModulo(unixSeconds, 86_400)
        return "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
    }

    /// `2026-08-21`
    static func date(_ unixSeconds: Int64) -> String {
        let (year, month, day) = civil(day: floorDivision(unixSeconds, 86_400))
        return "\(year)-\(two(Int64(month)))-\(two(Int64(day)))"
    }

    /// `2026-08-21 12:03:07Z`, from seconds since 2000-01-01 (RFC 8415 section 11.2).
    static func dateAndTime(_ duidTime: UInt32) -> String {
        let seconds = ServerTime.epochInUnixSeconds + Int64(duidTime)
        return "\(date(seconds)) \(clock(seconds))"
    }

    /// The time of day, behind the date if that is not today's.
    static func stamp(_ unixSeconds: Int64, now: Moment) -> String {
        let sameDay = floorDivision(unixSeconds, 86_400) == floorDivision(now.unixSeconds, 86_400)
        return sameDay ? clock(unixSeconds) : "\(date(unixSeconds)) \(clock(unixSeconds))"
    }

    /// The time of day if it was within the last 20 hours, so that it cannot be mistaken, else the date: ten columns.
    static func short(_ unixSeconds: Int64, now: Moment) -> String {
        (0..<72_000).contains(now.unixSeconds - unixSeconds) ? clock(unixSeconds) : date(unixSeconds)
    }

    /// The two largest units: `42s`, `3m12s`, `3h12m`, `41d03h`. Below zero counts as zero.
    static func span(seconds: Int64) -> String {
        switch seconds {
        case ..<0: "0s"
        case ..<60: "\(seconds)s"
        case ..<3600: "\(seconds / 60)m\(two(seconds % 60))s"
        case ..<86_400: "\(seconds / 3600)h\(two(seconds / 60 % 60))m"
        default: "\(seconds / 86_400)d\(two(seconds / 3600 % 24))h"
        }
    }

    /// An age we measured ourselves: tenths below ten seconds, else as `span`.
    static func age(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return seconds < 10
            ? "\(seconds).\(attoseconds / 100_000_000_000_000_000)s" : span(seconds: seconds)
    }

    /// Whole seconds of a time to wait, rounded up, so that it never shows 0 before it is over.
    static func remaining(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return span(seconds: seconds + (attoseconds > 0 ? 1 : 0))
    }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func floorDivision(_ value: Int64, _ by: Int64) -> Int64 {
        value >= 0 ? value / by : -((by - 1 - value) / by)
    }

    private static func floorModulo(_ value: Int64, _ by: Int64) -> Int64 { value - floorDivision(value, by) * by }

    /// Days since 1970-01-01 to the Gregorian calendar, by counting in years that begin in March, so that the leap day
    /// is the last.
    private static func civil(day: Int64) -> (year: Int64, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = floorDivision(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let isPastNewYear = month >= 10
        return (
            yearOfEra + era * 400 + (isPastNewYear ? 1 : 0), Int(isPastNewYear ? month - 9 : month + 3),
            Int(dayOfYear - (153 * month + 2) / 5 + 1)
        )
    }
}
