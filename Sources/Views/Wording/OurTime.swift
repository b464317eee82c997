import DHCPv6Wire
import LeasequerySession

/// A whole second of a server's clock in ours, and how far it may be off.
struct OurTime {
    /// Unix time.
    var seconds: Int64
    /// The time lies in the second shown, or so many seconds before or after it; nil: nothing bounds it.
    var tolerance: Double?

    init(_ time: ServerTime, _ skew: SkewEstimate, now: Moment) {
        let server = time.unixSeconds(near: now.unixSeconds)
        let shift = SkewWords.isShowable(skew.seconds) ? Int64(skew.seconds.rounded()) : 0
        seconds = server - shift
        tolerance = skew.upper.map { max($0 - Double(shift), Double(shift) - skew.lower) }
    }

    /// - Parameter skew: the bounds of what the server's clock was ahead; nil: not known.
    init(_ seconds: Int64, takenAs shift: Int64, within skew: ClosedRange<Double>?) {
        self.seconds = seconds
        tolerance = skew.map { max($0.upperBound - Double(shift), Double(shift) - $0.lowerBound) }
    }

    /// With the bound if it is wider than the digits shown.
    func text(now: Moment) -> String { Times.stamp(seconds, now: now) + suffix }

    /// ` ±2s`; nothing if it is half a second at most, for the second shown says as much; ` ±?` if nothing bounds it.
    var suffix: String {
        guard let tolerance, SkewWords.isShowable(tolerance) else { return " ±?" }
        return tolerance <= 0.5 ? "" : " ±\(Times.span(seconds: Int64(tolerance.rounded(.up))))"
    }
}
