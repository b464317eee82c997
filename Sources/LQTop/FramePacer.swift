import LeasequerySession

/// When the next picture is due: at once for keys, at most ten times a second for data, once a second for ages.
struct FramePacer {
    private enum Reason: Comparable { case ages, data, keys }

    private var reason = Reason.keys
    private var last: Moment?
    /// How long the store needed for the last answer.
    private var cost: Duration = .zero

    /// An answer this dear is asked for less often.
    private static let dear: Duration = .milliseconds(5)

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
        case .data: max((cost > FramePacer.dear ? .milliseconds(250) : .milliseconds(100)) - since, .zero)
        case .ages: max(FramePacer.toNextSecond(last) - since, .zero)
        }
    }

    /// The clock in the header ticks when the second does.
    private static func toNextSecond(_ moment: Moment) -> Duration {
        .nanoseconds((moment.unixSeconds + 1) * 1_000_000_000 - moment.utc)
    }
}
