import LeasequerySession

/// How a feed was heard over time, in fixed room: fine for the last minutes, coarser for the hours before.
public struct HeardHistory: Hashable, Sendable {
    /// What was heard during one slot of a series, while a query was accepted.
    public struct Point: Hashable, Sendable {
        /// Counts up with the uptime; a slot without a connection has no point.
        public var slot: UInt64
        /// Messages, keepalives included.
        public var messages: UInt64
        public var keepalives: UInt64
        /// The longest time without a message that there was, at its end or so far.
        public var longestPause: Duration
        /// At some time nothing had been heard for longer than the keepalives allow.
        public var isLate: Bool

        /// Takes what was heard in a slot beside it.
        public mutating func add(_ other: Point) {
            messages += other.messages
            keepalives += other.keepalives
            longestPause = max(longestPause, other.longestPause)
            isLate = isLate || other.isLate
        }
    }

    /// Points of one length, oldest first.
    public struct Series: Hashable, Sendable {
        public let span: GraphSpan
        public fileprivate(set) var points: [Point] = []

        fileprivate mutating func add(_ point: Point, at now: Moment) {
            var point = point
            point.slot = span.slot(of: now)
            if let last = points.indices.last, points[last].slot == point.slot { return points[last].add(point) }
            if let kept = points.firstIndex(where: { $0.slot + span.slots > point.slot }), kept > 0 {
                points.removeFirst(kept)
            }
            points.append(point)
        }
    }

    /// When a query was accepted first.
    public private(set) var began: Moment?
    public private(set) var series = GraphSpan.allCases.map { Series(span: $0) }

    public init() {}

    /// Takes what came since the last call; to be called once a second while a query is accepted.
    mutating func add(messages: UInt64, keepalives: UInt64, pause: Duration, isLate: Bool, at now: Moment) {
        began = began ?? now
        let point = Point(
            slot: 0, messages: messages, keepalives: keepalives, longestPause: pause, isLate: isLate)
        for index in series.indices { series[index].add(point, at: now) }
    }

    public subscript(span: GraphSpan) -> Series { series[span.rawValue] }
}

/// How far back a graph over time reaches, and how fine it is.
public enum GraphSpan: Int, CaseIterable, Hashable, Sendable {
    case minutes, hours, day

    /// Seconds a slot.
    public var slotLength: UInt64 {
        switch self {
        case .minutes: 10
        case .hours: 60
        case .day: 600
        }
    }

    public var slots: UInt64 {
        switch self {
        case .minutes: 60
        case .hours: 120
        case .day: 144
        }
    }

    public var duration: Duration { .seconds(slotLength * slots) }

    /// The slot that `moment` lies in; slots count up with the uptime.
    public func slot(of moment: Moment) -> UInt64 { moment.uptime / 1_000_000_000 / slotLength }

    /// The finest that reaches back so far.
    public init(reaching age: Duration) {
        self = GraphSpan.allCases.first { $0.duration > age } ?? .day
    }
}
