import DHCPv6Wire
import LeasequerySession

@testable import Bindings

/// A feed told to a `FeedWatch` step by step, in seconds of virtual time.
struct WatchedFeed {
    var watch = FeedWatch()
    /// Seconds since the beginning.
    var now = 0.0

    static func at(_ seconds: Double) -> Moment { Clock.at(0).advanced(by: .milliseconds(Int64(seconds * 1000))) }

    var kind: FeedCondition.Kind { condition.kind }
    var condition: FeedCondition { watch.condition(at: Self.at(now)) }
    var report: ConnectionReport { watch.report(at: Self.at(now)) }

    /// Connects and is accepted.
    init(isAccepted: Bool = true) {
        if isAccepted { connect() }
    }

    /// What holds just before and at a time, with since when.
    mutating func edge(_ seconds: Double) -> (before: FeedCondition, at: FeedCondition) {
        now = seconds
        return (watch.condition(at: Self.at(seconds - 0.001)), condition)
    }

    mutating func enter(_ phase: FeedPhase, at seconds: Double? = nil) {
        now = seconds ?? now
        watch.note(.phase(phase, at: Self.at(now)))
    }

    mutating func connect(at seconds: Double? = nil, to phase: FeedPhase = .live) {
        enter(.connecting, at: seconds)
        enter(.awaitingReply)
        if phase == .catchingUp { watch.note(.catchUpBegan(from: ServerTime(rawValue: 1), at: Self.at(now))) }
        enter(phase)
    }

    mutating func lose(_ end: ConnectionEnd = .closedByServer(""), at seconds: Double? = nil) {
        now = seconds ?? now
        watch.note(.ended(end, at: Self.at(now)))
        enter(.waiting(until: Self.at(now + 60)))
    }

    /// A message, which tells a change unless it is a keepalive.
    mutating func hear(at seconds: Double, isKeepalive: Bool = true) {
        now = seconds
        var batch =
            isKeepalive ? UpdateBatch() : UpdateBatch([Statement(prefix: "2001:db8::1", client: alice)])
        batch.tally.messages = 1
        batch.tally.keepalives = isKeepalive ? 1 : 0
        batch.tally.octets = 14
        batch.lastMessageAt = Self.at(seconds)
        watch.absorb(batch, changes: isKeepalive ? 0 : 1, at: Self.at(seconds))
    }

    /// - Parameter change: what the reading says besides the usual.
    mutating func read(
        at seconds: Double, receiveTimeout: Duration = .seconds(120),
        _ change: (inout ConnectionReading) -> Void = { _ in }
    ) {
        now = seconds
        var reading = ConnectionReading(at: Self.at(seconds), receiveTimeout: receiveTimeout)
        change(&reading)
        watch.absorb(reading)
    }
}
