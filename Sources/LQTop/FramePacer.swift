import LeasequerySession

/// When the next picture is due: at once for keys, so many times a second at most for data, once a second for ages.
struct FramePacer {
    private enum Reason: Comparable { case ages, data, keys }

    /// Most pictures a second that nobody asked for by a key.
    var fps = 10.0
    /// How long a picture is under way to the terminal; nil: not known.
    var delay: Duration?
    private var reason = Reason.keys
    private var last: Moment?
    /// How long the store needed for the last answer.
    private var cost: Duration = .zero

    /// An answer this dear is asked for less often.
    private static let dear: Duration = .milliseconds(5)
    private static let leastWhenDear: Duration = .milliseconds(250)
    /// A slow line is kept free for most of the time, so that what a key asks for finds it so.
    private static let shareOfLine = 4
    private static let longest: Duration = .seconds(5)

    mutating func keyPressed() { reason = .keys }

    mutating func dataChanged() { reason = max(reason, .data) }

    /// A picture was made at `now`; the store needed `cost` to answer.
    mutating func drew(at now: Moment, cost: Duration) {
        last = now
        reason = .ages
        self.cost = cost
    }

    /// How long to wait from `now` on; zero: draw.
    func wait(from now: Moment) -> Duration {
        guard let last else { return .zero }
        let since = now.since(last)
        return switch reason {
        case .keys: .zero
        case .data: max(interval - since, .zero)
        case .ages: max(max(FramePacer.toNextSecond(last), interval) - since, .zero)
        }
    }

    private var interval: Duration {
        let line = min((delay ?? .zero) * FramePacer.shareOfLine, FramePacer.longest)
        return max(.seconds(1 / fps), cost > FramePacer.dear ? FramePacer.leastWhenDear : .zero, line)
    }

    /// The clock in the header ticks when the second does.
    private static func toNextSecond(_ moment: Moment) -> Duration {
        .nanoseconds((moment.unixSeconds + 1) * 1_000_000_000 - moment.utc)
    }
}
