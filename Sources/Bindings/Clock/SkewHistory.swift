import LeasequerySession

/// How the skew of a server went, in fixed room: fine for the last minutes, coarser for the hours before.
public struct SkewHistory: Hashable, Sendable {
    /// What was known during one slot of a series.
    public struct Point: Hashable, Sendable {
        /// Counts up with the uptime, without gaps; a slot in which nothing was known has no point.
        public var slot: UInt64
        /// The widest the bounds were; infinite if there was none.
        public var lower: Double
        public var upper: Double
        /// As `SkewEstimate.guaranteedUpper`; infinite if there was none.
        public var guaranteedUpper: Double
        /// The last estimate.
        public var seconds: Double

        fileprivate mutating func add(_ skew: SkewEstimate) {
            lower = min(lower, skew.lower)
            upper = max(upper, skew.upper ?? .infinity)
            guaranteedUpper = max(guaranteedUpper, skew.guaranteedUpper ?? .infinity)
            seconds = skew.seconds
        }
    }

    /// Points of one length, oldest first.
    public struct Series: Hashable, Sendable {
        /// Seconds a slot.
        public let length: UInt64
        /// Slots kept.
        public let span: UInt64
        public fileprivate(set) var points: [Point] = []

        fileprivate init(length: UInt64, span: UInt64) {
            (self.length, self.span) = (length, span)
        }

        public func slot(of moment: Moment) -> UInt64 { moment.uptime / 1_000_000_000 / length }

        fileprivate mutating func add(_ skew: SkewEstimate, at now: Moment) {
            let slot = slot(of: now)
            if let last = points.indices.last, points[last].slot == slot {
                points[last].add(skew)
            } else {
                if let kept = points.firstIndex(where: { $0.slot + span > slot }), kept > 0 {
                    points.removeFirst(kept)
                }
                var point = Point(
                    slot: slot, lower: .infinity, upper: -.infinity, guaranteedUpper: -.infinity, seconds: 0)
                point.add(skew)
                points.append(point)
            }
        }
    }

    /// When anything was first known.
    public private(set) var began: Moment?
    /// Ten minutes, two hours, a day.
    public private(set) var series = GraphSpan.allCases.map { Series(length: $0.slotLength, span: $0.slots) }

    public init() {}

    /// Takes what is known at `now`; to be called once a second while the server is heard.
    mutating func add(_ skew: SkewEstimate, at now: Moment) {
        began = began ?? now
        for index in series.indices { series[index].add(skew, at: now) }
    }

    /// The bounds that hold whenever between `moment` and now a time was read, whichever clock was set since; nil: they
    /// are not known that far back.
    public func bounds(since moment: Moment) -> ClosedRange<Double>? {
        guard
            let series = series.first(where: { series in
                series.points.first.map { $0.slot <= series.slot(of: moment) } ?? false
            })
        else { return nil }
        let slot = series.slot(of: moment)
        let points = series.points.drop { $0.slot < slot }
        guard let lower = points.map(\.lower).min(), let upper = points.map(\.upper).max(), upper < .infinity else {
            return nil
        }
        return lower...upper
    }
}
