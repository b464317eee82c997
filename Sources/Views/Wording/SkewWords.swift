import Bindings
import LeasequerySession

/// The server's clock against ours in words: with bounds, and never with more digits than are known.
enum SkewWords {
    /// For a column headed SKEW: with a digit less where that saves room, and a bound that holds all the same.
    static func short(_ server: ServerReport) -> Words { Words(text(server.skew, isBrief: true), role(server)) }

    /// The skew, what it rests on if that is little, and how it stands to the limits; nil if nothing is known of it.
    static func long(_ server: ServerReport) -> Words? {
        guard let skew = server.skew else { return nil }
        let basis = basis(skew.basis).map { " (\($0))" } ?? ""
        let late = skew.lateBy.map { "; messages \(tenths($0)) s late, or the server's clock was set back" } ?? ""
        let limit = limit(server, skew).map { ": \($0)" } ?? ""
        return Words("\(text(skew))\(basis) against our clock\(limit)\(late)", role(server))
    }

    private static func role(_ server: ServerReport) -> Style.Role {
        let level = server.skewLevel
        if level.degree == .critical { return .bad }
        return level.possible == .fine && server.skew?.lateBy == nil ? .plain : .attention
    }

    /// `+2.71 s ±0.04`; the interval `+2.1 … +3.1 s` where there are too few messages for a guess, or where it is wider
    /// than two seconds; `over +2.1 s` if nothing bounds it from above; `-` if nothing is known.
    static func text(_ estimate: SkewEstimate?, isBrief: Bool = false) -> String {
        guard let estimate, isShowable(estimate.lower), isShowable(estimate.seconds) else { return "-" }
        guard let upper = estimate.upper, isShowable(upper) else { return "over \(bound(estimate.lower, .down)) s" }
        let isVague = estimate.basis.isVague && upper - estimate.lower > 0.2
        if isVague || upper - estimate.lower > 2 {
            return "\(bound(estimate.lower, .down)) … \(bound(upper, .up)) s"
        }
        return centred(estimate.seconds, lower: estimate.lower, upper: upper, isBrief: isBrief)
    }

    /// A value with how far the truth may be from it: one digit of that, two if the first is a one. It is rounded up,
    /// and what rounding the value costs is added, so that it holds for what is shown.
    ///
    /// - Parameter isBrief: one digit of the bound, and two after the point, are enough.
    static func centred(_ seconds: Double, lower: Double, upper: Double, isBrief: Bool = false) -> String {
        let bound = max(seconds - lower, upper - seconds)
        var digits = bound >= 1 ? 0 : bound >= 0.1 ? 1 : bound >= 0.01 ? 2 : 3
        if scaled(bound, digits, .down) < 2, !isBrief { digits = min(digits + 1, 3) }
        if isBrief { digits = min(digits, 2) }
        let value = scaled(seconds, digits, .toNearestOrAwayFromZero)
        let shown = Double(value) / power(digits)
        let tolerance = scaled(max(shown - lower, upper - shown), digits, .up)
        return "\(signed(value, digits)) s ±\(decimal(tolerance, digits))"
    }

    /// A bound to a tenth of a second, outwards.
    static func bound(_ seconds: Double, _ rule: FloatingPointRoundingRule) -> String {
        signed(scaled(seconds, 1, rule), 1)
    }

    /// With so many digits after the point, to the nearest.
    static func value(_ seconds: Double, digits: Int) -> String {
        signed(scaled(seconds, digits, .toNearestOrAwayFromZero), digits)
    }

    /// `2.7` seconds without a sign, rounded up.
    static func tenths(_ seconds: Double) -> String { decimal(scaled(max(seconds, 0), 1, .up), 1) }

    static func isShowable(_ seconds: Double) -> Bool { seconds.isFinite && abs(seconds) < 1e10 }

    private static func power(_ digits: Int) -> Double { [1, 10, 100, 1000][digits] }

    private static func scaled(_ seconds: Double, _ digits: Int, _ rule: FloatingPointRoundingRule) -> Int {
        // Less than a millionth of the last digit is noise of the arithmetic, not a reason to round on.
        let scaled = seconds * power(digits)
        let nearest = scaled.rounded()
        return Int(abs(scaled - nearest) < 1e-6 ? nearest : scaled.rounded(rule))
    }

    private static func signed(_ scaled: Int, _ digits: Int) -> String {
        (scaled < 0 ? "-" : scaled > 0 ? "+" : "") + decimal(abs(scaled), digits)
    }

    /// `2.71` of 271 with two digits.
    private static func decimal(_ scaled: Int, _ digits: Int) -> String {
        guard digits > 0 else { return "\(scaled)" }
        let unit = Int(power(digits))
        let fraction = String(scaled % unit)
        return "\(scaled / unit).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}

// What it rests on.
extension SkewWords {
    private static func basis(_ basis: SkewBasis) -> String? {
        switch basis {
        case .messages(0): "no prompt message yet"
        case .messages(let count): Numbers.counted(count, "message")
        case .sparse(let every): "a message every \(Times.span(seconds: every.components.seconds))"
        case .stream: nil
        }
    }

    /// Which limit is passed, or may be; nil: none.
    private static func limit(_ server: ServerReport, _ skew: SkewEstimate) -> String? {
        let level = server.skewLevel
        guard level.possible != .fine else { return nil }
        let limit = level.possible == .critical ? server.skewLimits.critical : server.skewLimits.warning
        let seconds = "\(Numbers.plain(limit)) s"
        guard level.degree == level.possible else { return "maybe more than \(seconds) off" }
        let least = max(skew.lower, -(skew.upper ?? .infinity))
        return least > limit ? "MORE THAN \(seconds) OFF" : "was more than \(seconds) off, and is not clearly back"
    }

    /// What is guaranteed, and what assumes that some messages are prompt; nil if there is no upper bound.
    static func bounds(_ skew: SkewEstimate) -> Words? {
        guard let upper = skew.upper, isShowable(upper), isShowable(skew.lower) else { return nil }
        let digits = upper - skew.lower < 1 ? 3 : 1
        func text(_ seconds: Double, _ rule: FloatingPointRoundingRule) -> String {
            signed(scaled(seconds, digits, rule), digits)
        }
        let lower = "not less than \(text(skew.lower, .down)) s, whatever is late"
        guard let guaranteed = skew.guaranteedUpper else {
            return Words("\(lower); not more than \(text(upper, .up)) s unless all is late")
        }
        guard guaranteed > upper + 0.001 else { return Words("\(lower), nor more than \(text(upper, .up)) s") }
        return Words(
            "\(lower), nor more than \(text(guaranteed, .up)) s; not more than \(text(upper, .up)) s unless all is late"
        )
    }

    static func drift(_ drift: SkewDrift) -> Words {
        let rate = value(drift.partsPerMillion, digits: 0)
        let tolerance = decimal(scaled(drift.tolerance, 0, .up), 0)
        return Words(
            "\(rate) ppm ±\(tolerance), the mean of \(Times.span(seconds: drift.span.components.seconds))")
    }

    /// What a skew of this size often comes from; nil: nothing known, or the bounds are too wide to tell.
    static func hint(_ skew: SkewEstimate) -> Words? {
        guard let upper = skew.upper, upper - skew.lower <= 2 else { return nil }
        func holds(_ value: Double) -> Bool { skew.lower <= value && value <= upper }
        if upper - skew.lower <= 0.2, holds(0.5) { return Words("maybe the server rounds its time and is right") }
        if holds(5) { return Words("maybe the server counts the 5 leap seconds since 2000") }
        if holds(946_684_800) { return Words("the server seems to count from 1970 instead of 2000", .attention) }
        let halfHours = (skew.seconds / 1800).rounded()
        guard halfHours != 0, abs(halfHours) <= 28, holds(halfHours * 1800) else { return nil }
        let zone = Times.span(seconds: Int64(abs(halfHours) * 1800))
        return Words(
            "maybe the server sends local time, UTC\(halfHours < 0 ? "-" : "+")\(zone), instead of UTC", .attention)
    }

    /// How old the newest message is by the server's clock.
    static func lag(_ server: ServerReport, now: Moment) -> Words? {
        guard let lag = server.lag(at: now) else { return nil }
        let least = decimal(scaled(lag.least, 1, .down), 1)
        guard let most = lag.most, isShowable(most) else {
            return Words("newest message made \(least) s ago or earlier")
        }
        return Words("newest message made \(least) to \(tenths(most)) s ago by the server's clock")
    }
}

extension SkewBasis {
    /// Whether a single value would pretend to be more than a guess.
    fileprivate var isVague: Bool {
        if case .messages = self { true } else { false }
    }
}
