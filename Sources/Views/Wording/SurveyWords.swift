import Bindings
import DHCPv6Wire
import LeasequerySession

/// What was counted, and how sure it is, in words.
enum SurveyWords {
    /// Of how many, and as of when: what keeps the counts below from being those of now.
    static func status(_ dashboard: Dashboard, now: Moment) -> Words {
        guard let survey = dashboard.survey else { return counting(dashboard) }
        let parts = [subject(survey), time(survey, now: now), rateSpan(dashboard)].compactMap { $0 }
        return Words(parts.joined(separator: " · "), .label)
    }

    static func counting(_ dashboard: Dashboard) -> Words {
        Words("counting \(Int(dashboard.surveyProgress * 100)) %", .attention)
    }

    /// How many clients there are; nil: prefixes are counted.
    private static func subject(_ survey: SurveyReport) -> String? {
        guard case .clients(let ranking) = survey.contents else { return nil }
        let former = ranking.former == 0 ? "" : " and \(Numbers.grouped(ranking.former)) former"
        let isCut = ranking.holding + ranking.former > ClientRanking.listed
        let first = isCut ? "\(Numbers.grouped(ClientRanking.listed)) of " : ""
        return first + Numbers.counted(ranking.holding, "client") + former
    }

    /// `as of 12:03:05Z, took 0.4s, 31 changed meanwhile`
    private static func time(_ survey: SurveyReport, now: Moment) -> String {
        let changes = survey.changesMeanwhile
        return "as of \(Times.stamp(survey.beganAt.unixSeconds, now: now)), "
            + "took \(Times.age(survey.endedAt.since(survey.beganAt)))"
            + (changes == 0 ? "" : ", \(Numbers.grouped(changes)) changed meanwhile")
    }

    /// Which time the rates are the mean of.
    private static func rateSpan(_ dashboard: Dashboard) -> String? {
        guard dashboard.state.screen == .prefixes, hasRates(dashboard), let seconds = dashboard.recentSeconds else {
            return nil
        }
        return "rates over \(Int(seconds.rounded()))s"
    }

    /// `all › /32 › 2001:db8:100::/40`: the last says what the others are.
    static func path(_ dashboard: Dashboard) -> String {
        let around = dashboard.state.prefixPath.dropLast().map { $0.pool ?? "/\($0.prefix.length)" }
        let last = dashboard.state.prefixPath.last.map { ["\($0.prefix)"] } ?? []
        return (["all"] + around + last).joined(separator: " › ")
    }

    static func count(_ count: some BinaryInteger) -> Words {
        Words(Numbers.grouped(count), count == 0 ? .dim : .plain)
    }

    /// Names of servers, as many as there is room for.
    static func servers(_ servers: [ServerID], _ dashboard: Dashboard) -> Words {
        let names = servers.map { dashboard.serverName($0) }
        let isInsecure = names.contains { $0.role == .bad }
        return Words(names.map(\.text).joined(separator: " "), isInsecure ? .bad : .plain)
    }

    /// Polls tell what is, not how often it changed.
    private static func hasRates(_ dashboard: Dashboard) -> Bool {
        dashboard.servers.contains { $0.pollInterval == nil }
    }

    static func rate(in prefix: IPv6Prefix, _ dashboard: Dashboard) -> Words {
        guard hasRates(dashboard), let count = dashboard.recentChanges[prefix],
            let seconds = dashboard.recentSeconds, seconds >= 1
        else { return Words("-", .dim) }
        return Words(Numbers.rate(Double(count) / seconds), count == 0 ? .dim : .plain)
    }

    /// As long as its part of the largest; never empty unless there is nothing.
    static func bar(_ count: Int, of largest: Int, width: Int) -> String {
        guard count > 0, largest > 0 else { return "" }
        return String(repeating: "▇", count: max(count * width / largest, 1))
    }

    // MARK: Pools

    /// More than that is neither counted out nor compared with.
    private static let countable = UInt128(1) << 32

    /// `65,536`, `2^64`, or `>2^40` for what is no power of two.
    static func size(_ pool: Pool) -> Words {
        guard let size = pool.size else { return Words("2^128") }
        if size <= countable { return Words(Numbers.grouped(size)) }
        let bits = 127 - size.leadingZeroBitCount
        return Words(size == 1 << UInt128(bits) ? "2^\(bits)" : ">2^\(bits)")
    }

    /// Which part of a pool is given out, rounded down; `-` of one that cannot be counted out.
    static func part(_ use: PoolUse) -> Words {
        guard let size = use.pool.size, size <= countable else { return Words("-", .dim) }
        let tenths = use.used * 1000 / size
        if tenths == 0 { return Words(use.used == 0 ? "0 %" : "<0.1 %") }
        let role: Style.Role = tenths >= 900 ? .attention : .plain
        return Words(tenths < 100 ? "\(tenths / 10).\(tenths % 10) %" : "\(tenths / 10) %", role)
    }

    /// How full a pool is; nothing of one that cannot be counted out.
    static func level(_ use: PoolUse, width: Int) -> String {
        guard let size = use.pool.size, size <= countable else { return "" }
        let full = Int(min(use.used * UInt128(width) / size, UInt128(width)))
        let shown = use.used > 0 ? max(full, 1) : 0
        return String(repeating: "▇", count: shown) + String(repeating: "░", count: width - shown)
    }
}
