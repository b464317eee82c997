import Bindings
import LeasequerySession

extension MetricFamily {
    /// The server's clock against ours.
    static let clock: [(MetricFamily, Samples)] = [
        (
            gauge("clock_skew", unit: "seconds", "Server's clock minus ours; positive: the server is ahead."),
            { server, _ in server.skew.map { [Sample([:], .decimal($0.seconds))] } ?? [] }
        ),
        (
            gauge("clock_skew_lower_bound", unit: "seconds", "The skew is not less."),
            { server, _ in server.skew.map { [Sample([:], .decimal($0.lower))] } ?? [] }
        ),
        (
            gauge("clock_skew_upper_bound", unit: "seconds", "The skew is not more, unless every message was late."),
            { server, _ in (server.skew?.upper).map { [Sample([:], .decimal($0))] } ?? [] }
        ),
        (
            gauge(
                "clock_skew_guaranteed_upper_bound", unit: "seconds",
                "The skew is not more, whatever was late. Absent: nothing guarantees it."),
            { server, _ in (server.skew?.guaranteedUpper).map { [Sample([:], .decimal($0))] } ?? [] }
        ),
        (
            gauge("clock_skew_level", "How far the clock is certainly off: 0 fine, 1 warning, 2 critical."),
            { server, _ in
                server.skew == nil ? [] : [Sample([:], UInt64(server.skewLevel.degree.rawValue))]
            }
        ),
        (
            gauge("clock_skew_possible_level", "How far it may be off, as far as the bounds of the skew tell."),
            { server, _ in
                server.skew == nil ? [] : [Sample([:], UInt64(server.skewLevel.possible.rawValue))]
            }
        ),
        (
            gauge(
                "feed_lag_lower_bound", unit: "seconds",
                "Age of the newest message by the server's clock: not less. An idle server says nothing for a minute."),
            { server, now in server.lag(at: now).map { [Sample([:], .decimal($0.least))] } ?? [] }
        ),
        (
            gauge(
                "feed_lag_upper_bound", unit: "seconds", "Age of the newest message by the server's clock: not more."),
            { server, now in (server.lag(at: now)?.most).map { [Sample([:], .decimal($0))] } ?? [] }
        ),
    ]

    /// The newest catch-up; nothing before the first.
    static let catchUp: [(MetricFamily, Samples)] = [
        (
            gauge("catchup_complete", "1 if the newest catch-up is complete, 0 if it runs or broke off."),
            { server, _ in server.catchUp.map { [Sample([:], $0.isComplete == true ? 1 : 0)] } ?? [] }
        ),
        (
            gauge("catchup_state", "1 for how the newest catch-up stands, 0 for the others."),
            { server, _ in
                guard let catchUp = server.catchUp else { return [] }
                return CatchUpReport.states.map { Sample(["state": $0], catchUp.state == $0 ? 1 : 0) }
            }
        ),
        (
            gauge("catchup_updates", "Statements that the newest catch-up brought so far."),
            { server, _ in server.catchUp.map { [Sample([:], $0.updates)] } ?? [] }
        ),
        (
            gauge("catchup_elapsed", unit: "seconds", "How long the newest catch-up runs, or took."),
            { server, now in
                server.catchUp.map { [Sample([:], .decimal(($0.endedAt ?? now).since($0.beganAt) / .seconds(1)))] }
                    ?? []
            }
        ),
    ]
}

extension CatchUpReport {
    static let states = ["running", "complete", "data_missing", "never_said"]

    var state: String {
        switch end {
        case nil: "running"
        case .complete?: "complete"
        case .dataMissing?: "data_missing"
        case .neverSaid?: "never_said"
        }
    }
}
