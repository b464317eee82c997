import Bindings
import LeasequerySession

/// The server's clock against ours in words: with bounds, and never with more digits than are known.
enum SkewWords {
    /// For a column headed SKEW.
    static func short(_ server: ServerReport) -> Words { Words(text(server.skew), role(server.skewLevel)) }

    /// The skew, and how it stands to the limits; nil if nothing is known of it.
    static func long(_ server: ServerReport) -> Words? {
        server.skew.map { skew in
            let limit = limit(server, skew).map { ": \($0)" } ?? ""
            return Words("\(text(skew)) against our clock\(limit)", role(server.skewLevel))
        }
    }

    private static func role(_ level: SkewLevel) -> Style.Role {
        level.degree == .critical ? .bad : level.possible == .fine ? .plain : .attention
    }

    /// Which limit is passed, or may be; nil: none.
    private static func limit(_ server: ServerReport, _ skew: SkewEstimate) -> String? {
        let level = server.skewLevel
        guard level.possible != .fine else { return nil }
        let limit = level.possible == .critical ? server.skewLimits.critical : server.skewLimits.warning
        let seconds = "\(Numbers.plain(limit)) s"
        guard level.degree == level.possible else {
            return "maybe more than \(seconds) off"
        }
        let least = max(skew.lower, -(skew.upper ?? .infinity))
        return least > limit ? "MORE THAN \(seconds) OFF" : "was more than \(seconds) off, and is not clearly back"
    }

    /// `+2.71 s ±0.04`; the interval `+2.1 … +3.2 s` while it is wider than a second; `over +2.1 s` if nothing bounds it
    /// from above; `-` if nothing is known.
    static func text(_ estimate: SkewEstimate?) -> String {
        guard let estimate, isShowable(estimate.lower), isShowable(estimate.seconds) else { return "-" }
        guard let upper = estimate.upper, isShowable(upper) else {
            return "over \(signed(scaled(estimate.lower, 1, .down), 1)) s"
        }
        if upper - estimate.lower > 1 {
            return "\(signed(scaled(estimate.lower, 1, .down), 1)) … \(signed(scaled(upper, 1, .up), 1)) s"
        }
        return centred(estimate.seconds, lower: estimate.lower, upper: upper)
    }

    /// The bound is rounded up, and what rounding the value costs is added to it, so that it holds for what is shown.
    private static func centred(_ seconds: Double, lower: Double, upper: Double) -> String {
        let bound = max(seconds - lower, upper - seconds)
        let digits = bound >= 0.1 ? 1 : bound >= 0.01 ? 2 : 3
        let value = scaled(seconds, digits, .toNearestOrAwayFromZero)
        let shown = Double(value) / power(digits)
        let tolerance = scaled(max(shown - lower, upper - shown), digits, .up)
        return "\(signed(value, digits)) s ±\(decimal(tolerance, digits))"
    }

    private static func isShowable(_ seconds: Double) -> Bool { seconds.isFinite && abs(seconds) < 1e9 }

    private static func power(_ digits: Int) -> Double { digits == 1 ? 10 : digits == 2 ? 100 : 1000 }

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
        let unit = Int(power(digits))
        let fraction = String(scaled % unit)
        return "\(scaled / unit).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}
