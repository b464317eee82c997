/// A time of the past as a user writes it: `2026-11-01 03:00`, `2026-11-01T03:00:30Z`, `2026-11-01 03:00 +02:00`. UTC
/// unless it says otherwise, as on screen.
struct PastTime: Equatable {
    let unixSeconds: Int64

    static let fix = "write YYYY-MM-DD HH:MM or HH:MM:SS, in UTC or with +HH:MM behind it"

    /// nil if it is no time.
    init?(_ text: String) {
        let (time, offset) = PastTime.split(text)
        guard let offset, let date = SeekPoint(time)?.date else { return nil }
        unixSeconds = date - offset
    }

    /// The offset from UTC in seconds behind a time; nil if it is none.
    private static func split(_ text: String) -> (time: String, offset: Int64?) {
        guard let day = text.firstIndex(where: { $0 == " " || $0 == "T" }),
            let sign = text[day...].lastIndex(where: { $0 == "+" || $0 == "-" })
        else { return (text, 0) }
        let digits = text[text.index(after: sign)...].filter { $0 != ":" }
        let time = text[..<sign].drop { $0 == " " }
        let trimmed = String(time.reversed().drop { $0 == " " }.reversed())
        guard digits.count == 4, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int64(digits),
            number / 100 <= 14, number % 100 < 60
        else { return (trimmed, nil) }
        let seconds = (number / 100 * 60 + number % 100) * 60
        return (trimmed, text[sign] == "-" ? -seconds : seconds)
    }
}
