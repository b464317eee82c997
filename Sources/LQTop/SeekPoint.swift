/// Where in a recording to go on: `+90` seconds from its beginning, `03:12:30` when it is next that time of day,
/// `2026-11-01 03:12`. All times of day are UTC, as on screen.
struct SeekPoint: Equatable {
    private enum Kind: Equatable {
        /// Seconds after the beginning.
        case offset(Int64)
        /// Second of the day.
        case timeOfDay(Int64)
        /// Unix time.
        case date(Int64)
    }

    private let kind: Kind

    /// nil if it is no time.
    init?(_ text: String) {
        let text = text.hasSuffix("Z") ? text.dropLast() : text[...]
        if text.hasPrefix("+") {
            guard let seconds = SeekPoint.number(text.dropFirst()) else { return nil }
            kind = .offset(seconds)
            return
        }
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        switch parts.count {
        case 1:
            guard let second = SeekPoint.secondOfDay(parts[0]) else { return nil }
            kind = .timeOfDay(second)
        case 2:
            guard let day = SeekPoint.day(parts[0]), let second = SeekPoint.secondOfDay(parts[1]) else { return nil }
            kind = .date(day * 86_400 + second)
        default: return nil
        }
    }

    /// Unix time, if it names a day.
    var date: Int64? {
        if case .date(let date) = kind { date } else { nil }
    }

    /// - Parameter beginning: of the recording, Unix time in nanoseconds.
    /// - Returns: how long after the beginning it is; negative if it is before.
    func distance(from beginning: Int64) -> Duration {
        let second: Int64
        switch kind {
        case .offset(let seconds): return .seconds(seconds)
        case .date(let date): second = date
        case .timeOfDay(let time):
            let today = beginning / 86_400_000_000_000 * 86_400 + time
            second = today * 1_000_000_000 < beginning ? today + 86_400 : today
        }
        return .nanoseconds(second * 1_000_000_000 - beginning)
    }

    private static func number(_ text: Substring) -> Int64? {
        guard (1...9).contains(text.count), text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int64(text)
    }

    /// `HH:MM` or `HH:MM:SS`.
    private static func secondOfDay(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(number)
        guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1],
            let second = parts.count == 3 ? parts[2] : 0, hour < 24, minute < 60, second < 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Days from 1970-01-01 to `YYYY-MM-DD`, by counting in years that begin in March.
    private static func day(_ text: Substring) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(number)
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
