import Bindings
import LeasequerySession

/// How well a feed is heard in words.
enum ConditionWords {
    /// In place of the phase in a column headed STATE; nil: the phase says it all.
    static func short(_ server: ServerReport, now: Moment) -> Words? {
        switch server.condition.kind {
        case .unknown, .fine, .down: nil
        case .late: server.pollInterval == nil ? Words("late", .attention) : nil
        case .stalled: Words("stalled", .attention)
        case .silent:
            Words("silent" + (server.connection.closesAt.map { ", \(remaining($0, now: now))" } ?? ""), .bad)
        case .behind: Words("we are behind", .bad)
        case .flapping:
            if case .waiting(let until) = server.phase {
                Words("flapping, \(remaining(until, now: now))", .bad)
            } else {
                Words("flapping", .bad)
            }
        }
    }

    /// With since when, and what it comes from; nil: the phase says it all.
    static func long(_ server: ServerReport, now: Moment) -> Words? {
        let condition = server.condition
        let isPlain = [.fine, .down].contains(condition.kind) && condition.since == server.phaseSince
        guard condition.kind != .unknown, !isPlain else { return nil }
        let since = condition.since.map { " since \(Times.stamp($0.unixSeconds, now: now))" } ?? ""
        let age = condition.since.map { " (\(Times.span(seconds: now.since($0).components.seconds)))" } ?? ""
        let why = reason(server, now: now).map { ": \($0)" } ?? ""
        return Words("\(name(condition.kind))\(since)\(age)\(why)", role(condition.kind))
    }

    /// How many of the servers that are connected are worst off, and how; nil: all are fine.
    static func unwell(_ servers: [ServerReport]) -> String? {
        let kinds = servers.lazy.filter { $0.pollInterval == nil && $0.condition.kind != .down }.map(\.condition.kind)
        guard let worst = kinds.max(), worst > .fine else { return nil }
        let count = kinds.count { $0 == worst }
        return worst == .behind ? "WE are behind on \(count)" : "\(count) \(name(worst))"
    }

    static func role(_ kind: FeedCondition.Kind) -> Style.Role {
        switch kind {
        case .unknown: .dim
        case .fine: .good
        case .late, .stalled: .attention
        case .silent, .behind, .flapping, .down: .bad
        }
    }

    static func name(_ kind: FeedCondition.Kind) -> String {
        switch kind {
        case .unknown: "unknown"
        case .fine: "fine"
        case .late: "late"
        case .stalled: "stalled"
        case .silent: "silent"
        case .behind: "WE are behind"
        case .flapping: "flapping"
        case .down: "down"
        }
    }

    private static func reason(_ server: ServerReport, now: Moment) -> String? {
        switch server.condition.kind {
        case .unknown, .fine, .down: nil
        case .late where server.pollInterval != nil: "no poll was answered to the end for two intervals"
        case .late: "nothing heard for longer than \(limit(server))"
        case .silent:
            "nothing heard for three quarters of ACTIVE_LQ_RCV_TIMEOUT"
                + (server.connection.closesAt.map { "; closed in \(remaining($0, now: now)) if nothing comes" } ?? "")
        case .stalled: server.condition.stall.map(progress)
        case .behind: slowness(server.connection.reading, now: now)
        case .flapping: "three connections or more were lost within 10 min of each other"
        }
    }

    /// How long the server may say nothing, and how that is known.
    private static func limit(_ server: ServerReport) -> String {
        let limit = Times.span(seconds: server.connection.lateAfter.components.seconds)
        let basis = server.connection.keepalive.map { "it sends a keepalive every \(Times.age($0.typical))" }
        return "\(limit) (\(basis ?? "its keepalives are not learnt yet"))"
    }

    static func progress(_ stall: FeedCondition.Stall) -> String {
        switch stall {
        case .connecting: "no answer to the TCP connect"
        case .securing: "STARTTLS or the TLS handshake does not come to an end"
        case .reply: "no answer to our query"
        case .message: "a message began and its rest does not come"
        case .catchUp: "the server neither tells changes nor ends the catch-up"
        }
    }

    private static func slowness(_ reading: ConnectionReading?, now: Moment) -> String? {
        guard let reading else { return nil }
        guard let since = reading.crowdedSince else {
            return "the thread that reads has not come to it for \(Times.age(now.since(reading.at)))"
        }
        let waiting = reading.octetsWaiting.map { "\(Numbers.counted($0, "octet")) waiting" } ?? "octets waiting"
        return "\(waiting), for \(Times.age(now.since(since))) without a pause"
    }

    private static func remaining(_ moment: Moment, now: Moment) -> String { Times.remaining(moment.since(now)) }
}
