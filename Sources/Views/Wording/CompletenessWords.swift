import Bindings
import DHCPv6Wire
import LeasequerySession

/// Whether what is shown is all there is, in words.
enum CompletenessWords {
    /// For a column headed KNOWN.
    static func short(_ completeness: Completeness, now: Moment) -> Words {
        switch completeness {
        case .unknown: Words("nothing yet", .dim)
        case .changesSince(let moment): Words("since \(stamp(moment, now))", .attention)
        case .hole(let since): Words("HOLE since \(stamp(since, now))", .bad)
        case .missing(let from, let to): Words("LOST \(interval(from, to, now: now))", .bad)
        }
    }

    /// A sentence about one server.
    static func long(_ completeness: Completeness, now: Moment) -> Words {
        switch completeness {
        case .unknown: Words("nothing was received yet", .dim)
        case .changesSince(let moment):
            Words("only changes since \(stamp(moment, now)); what was bound before is not known", .attention)
        case .hole(let since):
            Words("INCOMPLETE: changes since \(stamp(since, now)) are missing, what is shown is old", .bad)
        case .missing(let from, let to):
            Words("INCOMPLETE: the server lost the changes of \(interval(from, to, now: now)) by its clock", .bad)
        }
    }

    /// A sentence about all servers: the worst that is true of one of them.
    static func overall(_ servers: [ServerReport], dropped: UInt64, now: Moment) -> Words {
        let broken = servers.filter(\.completeness.isBroken)
        let silent = servers.filter { $0.completeness == .unknown }
        if servers.isEmpty { return Words("no server is configured", .attention) }
        if silent.count == servers.count { return Words("nothing was received yet", .attention) }
        if broken.count == 1 {
            return Words("INCOMPLETE: \(broken[0].name): \(short(broken[0].completeness, now: now).text)", .bad)
        }
        if !broken.isEmpty {
            return Words("INCOMPLETE: \(broken.count) of \(servers.count) servers: \(names(broken))", .bad)
        }
        if dropped > 0 {
            return Words("INCOMPLETE: \(Numbers.grouped(dropped)) statements not stored, the limit is reached", .bad)
        }
        if !silent.isEmpty { return Words("INCOMPLETE: nothing yet from \(names(silent))", .bad) }
        return latestStart(servers).map { Words("only changes since \(stamp($0, now))", .attention) }
            ?? Words("whole", .good)
    }

    /// From when on the changes of all servers are known.
    private static func latestStart(_ servers: [ServerReport]) -> Moment? {
        servers.compactMap { server in
            if case .changesSince(let moment) = server.completeness { moment } else { nil }
        }.max { $0.utc < $1.utc }
    }

    private static func names(_ servers: [ServerReport]) -> String { servers.map(\.name).joined(separator: ", ") }

    private static func stamp(_ moment: Moment, _ now: Moment) -> String { Times.stamp(moment.unixSeconds, now: now) }

    /// Two times of the server's clock; a missing one is open-ended.
    private static func interval(_ from: ServerTime?, _ to: ServerTime?, now: Moment) -> String {
        switch (from, to) {
        case (let from?, let to?): "\(FeedWords.serverTime(from, now: now)) to \(FeedWords.serverTime(to, now: now))"
        case (let from?, nil): "\(FeedWords.serverTime(from, now: now)) on"
        case (nil, let to?): "before \(FeedWords.serverTime(to, now: now))"
        case (nil, nil): "an unknown time"
        }
    }
}

extension Completeness {
    /// Something that was to be known is not.
    fileprivate var isBroken: Bool {
        switch self {
        case .hole, .missing: true
        case .unknown, .changesSince: false
        }
    }
}
