/// A time as RFC 3339 writes it, in UTC and whole seconds: `2026-08-21T12:00:00Z`.
public struct UTCTime: CustomStringConvertible, JSONValue {
    let unixSeconds: Int64

    public init(unixSeconds: Int64) {
        self.unixSeconds = unixSeconds
    }

    public func write(to json: inout JSONWriter) { json.string(description) }

    public var description: String {
        let (day, second) = unixSeconds.quotientAndRemainder(roundingDownBy: 86_400)
        let (year, month, dayOfMonth) = UTCTime.date(daysSince1970: day)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { UTCTime.padded($0, to: 2) }
        return UTCTime.padded(year, to: 4) + "-" + UTCTime.padded(month, to: 2) + "-"
            + UTCTime.padded(dayOfMonth, to: 2) + "T" + clock.joined(separator: ":") + "Z"
    }

    /// The date of the Gregorian calendar, counted in 400-year cycles of years that begin in March, so that a leap day
    /// is the last of its year.
    private static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let daysFrom1970To0000March = Int64(719_468)
        let (cycle, dayOfCycle) = (days + daysFrom1970To0000March).quotientAndRemainder(roundingDownBy: 146_097)
        let year = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return (year + cycle * 400 + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9, day)
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    fileprivate func quotientAndRemainder(roundingDownBy divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
