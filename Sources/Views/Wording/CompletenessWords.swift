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
        case .filling: Words("filling", .attention)
        case .hole(let since): Words("HOLE since \(stamp(since, now))", .bad)
        case .missing(let from, let to): Words("LOST \(interval(from, to, now: now))", .bad)
        case .overLimit(let since): Words("NO ROOM since \(stamp(since, now))", .bad)
        case .firstPoll: Words("filling", .attention)
        case .polled(let moment, let scope, _):
            Words(polled(moment, scope, now: now), completeness.isOverdue(at: now) ? .bad : .good)
        case .whole(let moment, .everything): Words("whole at \(stamp(moment, now))", .good)
        case .whole(let moment, .links(let count)):
            Words("\(Numbers.counted(count, "link")) whole at \(stamp(moment, now))", .good)
        }
    }

    /// A sentence about one server.
    static func long(_ completeness: Completeness, now: Moment) -> Words {
        switch completeness {
        case .unknown: Words("nothing was received yet", .dim)
        case .changesSince(let moment):
            Words("only changes since \(stamp(moment, now)); what was bound before is not known", .attention)
        case .filling(let since):
            Words("asking for what was bound before \(stamp(since, now)); until then only changes", .attention)
        case .hole(let since):
            Words("INCOMPLETE: changes since \(stamp(since, now)) are missing, what is shown is old", .bad)
        case .missing(let from, let to):
            Words("INCOMPLETE: the changes of \(interval(from, to, now: now)) by its clock are missing", .bad)
        case .overLimit(let since):
            Words("INCOMPLETE: not everything told since \(stamp(since, now)) is stored, the limit is reached", .bad)
        case .firstPoll(let since):
            Words("no poll is complete since \(stamp(since, now)): what is shown is a part", .attention)
        case .polled(let moment, let scope, _):
            Words(
                "\(completeness.isOverdue(at: now) ? "OLD: " : "")polled \(age(moment, now)) ago: as of "
                    + "\(stamp(moment, now))\(reach(scope)); what changed since is not known",
                completeness.isOverdue(at: now) ? .bad : .plain)
        case .whole(let moment, let scope): Words("whole as of \(stamp(moment, now))\(reach(scope))", .good)
        }
    }

    private static func polled(_ moment: Moment, _ scope: FillScope, now: Moment) -> String {
        switch scope {
        case .everything: "polled \(age(moment, now)) ago"
        case .links(let count): "polled \(age(moment, now)) ago, \(Numbers.counted(count, "link"))"
        }
    }

    private static func age(_ moment: Moment, _ now: Moment) -> String {
        Times.span(seconds: now.since(moment).components.seconds)
    }

    /// How far a fill reached, if not everywhere.
    private static func reach(_ scope: FillScope) -> String {
        switch scope {
        case .everything: ""
        case .links(let count): ", as far as the \(Numbers.counted(count, "configured link")) go"
        }
    }

    /// What an operator may want to know of each hole: why, and of which times by the server's clock.
    static func hole(_ hole: Hole, now: Moment) -> Words {
        let filling = hole.isBeingFilled ? ", being asked for" : ""
        let isAllPast = hole.cause == .neverConnected && hole.from == nil && hole.to == nil
        let when = isAllPast ? "everything" : interval(hole.from, hole.to, now: now)
        return Words("\(cause(hole.cause)): \(when)\(filling)", .attention)
    }

    /// As `hole`, with when it opened by our clock.
    static func holeInDepth(_ hole: Hole, now: Moment) -> Words {
        let words = self.hole(hole, now: now)
        let clock = hole.from == nil && hole.to == nil ? "" : " by the server's clock"
        let age = Times.span(seconds: now.since(hole.since).components.seconds)
        return Words("\(words.text)\(clock); open since \(stamp(hole.since, now)) by our clock (\(age))", words.role)
    }

    private static func cause(_ cause: Hole.Cause) -> String {
        switch cause {
        case .neverConnected: "before the first connection"
        case .down: "no connection"
        case .catchUpUnfinished: "catch-up not finished"
        case .dataMissing: "the server's history is too short"
        case .discarded: "messages that could not be used"
        case .storeLimit: "not stored, the limit is reached"
        }
    }

    /// A sentence about all servers: the worst that is true of one of them.
    static func overall(_ servers: [ServerReport], dropped: UInt64, now: Moment) -> Words {
        let broken = servers.filter { $0.completeness.isBroken || $0.completeness.isOverdue(at: now) }
        let silent = servers.filter { $0.completeness == .unknown }
        if servers.isEmpty { return Words("no server is configured", .attention) }
        if silent.count == servers.count { return Words("nothing was received yet", .attention) }
        if broken.count == 1, broken[0].completeness.isOverdue(at: now) {
            return Words("OLD: \(broken[0].name) \(short(broken[0].completeness, now: now).text)", .bad)
        }
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
        if let unfilled = unfilled(servers, now: now) { return unfilled }
        let parts = [whole(servers, now: now), polled(servers, now: now)].compactMap { $0 }
        return Words(parts.joined(separator: "; "), .good)
    }

    /// What is said of servers of which the past is not known; nil if there are none.
    private static func unfilled(_ servers: [ServerReport], now: Moment) -> Words? {
        let filling = servers.filter(\.completeness.isFilling)
        let unfilled = servers.filter { $0.completeness.isFilling || $0.completeness.startOfChanges != nil }
        guard !unfilled.isEmpty else { return nil }
        let of = unfilled.count < servers.count ? ": \(names(unfilled))" : ""
        if filling.count == unfilled.count { return Words("filling\(of)", .attention) }
        let start = unfilled.compactMap(\.completeness.startOfChanges).max { $0.utc < $1.utc }
        return start.map { Words("only changes since \(stamp($0, now))\(of)", .attention) }
    }

    /// As old as the oldest of them; nil if all are polled.
    private static func whole(_ servers: [ServerReport], now: Moment) -> String? {
        var oldest: Moment?
        var isByLinks = false
        for server in servers {
            guard case .whole(let moment, let scope) = server.completeness else { continue }
            if oldest.map({ moment.utc < $0.utc }) ?? true { oldest = moment }
            if scope != .everything { isByLinks = true }
        }
        guard let oldest else { return nil }
        let doubt = servers.contains { $0.ledger.doubtedTo != nil } ? "; bound? is not confirmed" : ""
        return "whole as of \(stamp(oldest, now))\(isByLinks ? byLinks : "")\(doubt)"
    }

    /// As old as the oldest of them; nil if none is polled.
    private static func polled(_ servers: [ServerReport], now: Moment) -> String? {
        let polled = servers.filter { $0.pollInterval != nil }
        var oldest: Moment?
        var isByLinks = false
        for server in polled {
            guard case .polled(let moment, let scope, _) = server.completeness else { continue }
            if oldest.map({ moment.uptime < $0.uptime }) ?? true { oldest = moment }
            if scope != .everything { isByLinks = true }
        }
        guard let oldest else { return nil }
        let who = polled.count == servers.count ? "" : "\(names(polled)) "
        return "\(who)polled \(age(oldest, now)) ago\(isByLinks ? byLinks : "")"
    }

    private static let byLinks = ", as far as the configured links go"

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
        case .hole, .missing, .overLimit: true
        case .unknown, .changesSince, .filling, .firstPoll, .polled, .whole: false
        }
    }

    fileprivate var isFilling: Bool {
        switch self {
        case .filling, .firstPoll: true
        case .unknown, .changesSince, .hole, .missing, .overLimit, .polled, .whole: false
        }
    }

    /// From when on only changes are known.
    fileprivate var startOfChanges: Moment? {
        switch self {
        case .changesSince(let moment): moment
        case .unknown, .filling, .hole, .missing, .overLimit, .firstPoll, .polled, .whole: nil
        }
    }

    /// Whether two polls in a row are missing.
    func isOverdue(at now: Moment) -> Bool {
        switch self {
        case .polled(_, _, let late): now.uptime >= late.uptime
        case .unknown, .changesSince, .filling, .hole, .missing, .overLimit, .firstPoll, .whole: false
        }
    }
}
