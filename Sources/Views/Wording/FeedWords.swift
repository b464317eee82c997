import Bindings
import DHCPv6Wire
import LeasequerySession

/// Facts about servers and their feeds in words.
enum FeedWords {
    /// How many servers are heard: a polled one is not live, however often it is asked.
    static func connected(_ servers: [ServerReport], now: Moment) -> Words {
        let polled = servers.filter { $0.pollInterval != nil }
        let active = servers.count - polled.count
        let live = servers.count { $0.phase == .live }
        let known = polled.count { server in
            if case .polled = server.completeness { !server.completeness.isOverdue(at: now) } else { false }
        }
        let areFine = servers.allSatisfy { $0.condition.kind <= .fine }
        let role: Style.Role =
            live + known == 0 ? .bad : live + known < servers.count || !areFine ? .attention : .good
        guard active > 0 || polled.isEmpty else {
            return Words("\(Numbers.counted(polled.count, "server")) polled", role)
        }
        let rest = polled.isEmpty ? "" : ", \(Numbers.grouped(polled.count)) polled"
        let unwell = ConditionWords.unwell(servers).map { ", \($0)" } ?? ""
        return Words("\(live) of \(Numbers.counted(active, "server")) live\(unwell)\(rest)", role)
    }

    /// For a column headed STATE.
    static func state(_ server: ServerReport, now: Moment) -> Words {
        if let words = ConditionWords.short(server, now: now) { return words }
        if server.phase == .catchingUp { return Words(CatchUpWords.state(server.catchUp), .attention) }
        guard server.activeSupport.isOnlyBulk, case .waiting = server.phase else {
            return phase(server.phase, now: now)
        }
        return Words("no active LQ", .bad)
    }

    static func phase(_ phase: FeedPhase, now: Moment) -> Words {
        switch phase {
        case .stopped: Words("stopped", .dim)
        case .waiting(let until): Words("retry in \(Times.remaining(until.since(now)))", .bad)
        case .connecting: Words("connecting", .attention)
        case .securing: Words("securing", .attention)
        case .awaitingReply: Words("awaiting reply", .attention)
        case .catchingUp: Words("catching up", .attention)
        case .live: Words("live", .good)
        case .polling: Words("polling", .attention)
        case .polled(let next): Words("poll in \(Times.remaining(next.since(now)))")
        }
    }

    /// Age of the last message, marked if the next is missing.
    static func lastHeard(_ server: ServerReport, now: Moment) -> Words {
        guard let last = server.lastMessageAt else { return Words("never", .dim) }
        let isOdd = [.late, .silent, .down].contains(server.condition.kind) && server.pollInterval == nil
        return Words(Times.age(now.since(last)), isOdd ? .attention : .plain)
    }

    /// Changes a second; a poll tells what is, not how often it changed.
    static func rate(of server: ServerReport) -> Words {
        server.pollInterval == nil ? Words(Numbers.rate(server.changesPerSecond)) : Words("-", .dim)
    }

    /// A time of the server's clock.
    static func serverTime(_ time: ServerTime, now: Moment) -> String {
        Times.stamp(time.unixSeconds(near: now.unixSeconds), now: now)
    }

    /// How a bulk run goes: what it asks for, and a count.
    static func bulk(_ progress: BulkProgress, now: Moment) -> Words {
        let what = owed(progress.debt, now: now)
        let elapsed = Times.age((progress.endedAt ?? now).since(progress.beganAt))
        let count = "\(what): \(Numbers.counted(progress.updates, "statement")) in \(elapsed)"
        return switch progress.verdict {
        case nil: Words("running: \(count)", .attention)
        case .paid?: Words("complete: \(count)")
        case .unpaid(let why, let retryAt)?:
            Words("FAILED: \(count): \(SafeText.printable(why))\(retry(retryAt, now: now))", .bad)
        }
    }

    /// What a bulk query asks for.
    static func owed(_ debt: Debt, now: Moment) -> String {
        debt.from.map { "changes since \(serverTime($0, now: now)) by the server's clock" } ?? "all bindings"
    }

    private static func retry(_ moment: Moment?, now: Moment) -> String {
        moment.map { "; again in \(Times.remaining($0.since(now)))" } ?? ""
    }

    static func faults(_ faults: FaultCounts) -> String {
        faults.occurred.map { fault, count in
            "\(faultNames.first { fault.contains($0.0) }?.1 ?? "other"): \(Numbers.grouped(count))"
        }.joined(separator: ", ")
    }

    private static let faultNames: [(WireFaults, String)] = [
        (.optionLength, "bad option length"), (.clientWithoutID, "client without id"),
        (.clientWithoutLease, "client without lease"), (.clientLink, "client link on TCP"),
        (.preferredAboveValid, "preferred above valid"), (.prefixBits, "bad prefix bits"),
        (.repeatedOption, "repeated option"), (.relayData, "bad relay data"),
    ]

    /// Messages dropped, and faults in others: 0 is good news.
    static func badMessages(_ tally: FeedTally) -> UInt64 {
        tally.discarded &+ tally.faults.total
    }
}
