import LeasequerySession

/// How long an idle server pauses between two messages, learnt from its keepalives.
public struct KeepaliveInterval: Hashable, Sendable {
    /// The median of the newest pauses.
    public var typical: Duration
    /// The median of how far they are from it.
    public var jitter: Duration

    public init(typical: Duration, jitter: Duration) {
        self.typical = typical
        self.jitter = jitter
    }

    /// Nothing is wrong with a pause up to this long: four times the jitter, as RFC 6298 allows for round trips, and
    /// 5 s at least, for timers in whole seconds and a segment that is sent again.
    public var longestPause: Duration { typical + max(jitter * 4, .seconds(5)) }
}

/// The newest pauses between two keepalives with nothing in between. Other pauses teach less: some servers send
/// keepalives by a timer that goes on whatever they say besides.
struct KeepalivePauses: Hashable {
    /// Pauses looked at: the median forgets one that was held up, and follows a server that was reconfigured.
    static let most = 16
    /// Fewer say nothing.
    static let fewest = 3

    private var pauses: [Duration] = []
    private var next = 0
    private(set) var interval: KeepaliveInterval?

    mutating func add(_ pause: Duration) {
        if pauses.count < KeepalivePauses.most { pauses.append(pause) } else { pauses[next] = pause }
        next = (next + 1) % KeepalivePauses.most
        guard pauses.count >= KeepalivePauses.fewest else { return }
        let typical = KeepalivePauses.median(pauses)
        let jitter = KeepalivePauses.median(pauses.map { $0 > typical ? $0 - typical : typical - $0 })
        interval = KeepaliveInterval(typical: typical, jitter: jitter)
    }

    private static func median(_ durations: [Duration]) -> Duration { durations.sorted()[durations.count / 2] }
}
