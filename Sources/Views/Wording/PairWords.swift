import Bindings
import DHCPv6Wire
import LeasequerySession

/// Facts about failover partners in words.
enum PairWords {
    /// Behind a state and between the names of partners: they contradict each other.
    static let conflictMark = "≠"

    /// Which servers know of a binding, the one whose statement is shown first: `dhcp-a`, `dhcp-a+b`, `dhcp-a≠b`; `!`
    /// behind them: one of them is not protected by TLS.
    static func sources(_ row: BindingRow, _ dashboard: Dashboard) -> Words {
        guard let partner = row.partner, let first = dashboard.server(row.server),
            let second = dashboard.server(partner.server)
        else { return dashboard.serverName(row.server) }
        let isInsecure = first.isInsecure || second.isInsecure
        let sign = partner.conflict == nil ? "+" : conflictMark
        let names = joined(first.name, sign, second.name) + (isInsecure ? "!" : "")
        return Words(names, isInsecure ? .bad : partner.conflict == nil ? .plain : .attention)
    }

    /// Columns that the longest of `sources` takes.
    static func width(_ servers: [ServerReport]) -> Int {
        let widths = servers.compactMap { server in
            server.partner.map { partner in
                servers.indices.contains(partner.server.rawValue)
                    ? TextWidth.columns(of: joined(server.name, "+", servers[partner.server.rawValue].name)) + 1 : 0
            }
        }
        return widths.max() ?? 0
    }

    /// The second name without the words that it begins with like the first.
    private static func joined(_ first: String, _ sign: String, _ second: String) -> String {
        var common = Array(zip(first, second).prefix { $0 == $1 }.map(\.0))
        while let last = common.last, last.isLetter || last.isNumber { common.removeLast() }
        let rest = second.dropFirst(common.count)
        return first + sign + (rest.isEmpty ? second[...] : rest)
    }

    /// What the partner says of a binding, and whether it fits; nil: the server has no partner.
    static func partner(_ row: BindingRow, _ dashboard: Dashboard, now: Moment) -> Words? {
        guard let source = row.partner else {
            guard let partner = dashboard.server(row.server)?.partner else { return nil }
            return Words("\(dashboard.serverName(partner.server).text) has not told this binding", .dim)
        }
        let name = dashboard.serverName(source.server).text
        let facts = [
            source.duid == row.duid ? nil : BindingWords.client(source.duid),
            "expires \(BindingWords.expires(source.state, at: source.expiresAt, now: now))",
            source.lastTransactionAt.map { "last seen \(BindingWords.age(since: $0, now: now)) ago" },
            "read \(BindingWords.age(since: source.receivedAt, now: now)) ago",
            source.isUndecided ? "the clocks do not tell which was seen last" : nil,
        ].compactMap { $0 }.joined(separator: ", ")
        let state = BindingWords.state(source.state, isDoubtful: source.isUnverified).text
        guard let conflict = source.conflict else { return Words("\(name), no conflict: \(state), \(facts)") }
        return Words("\(name) \(words(conflict, source, row, now: now)): \(state), \(facts)", .attention)
    }

    private static func words(
        _ conflict: PartnerConflict, _ source: PartnerSource, _ row: BindingRow, now: Moment
    ) -> String {
        let what =
            switch conflict {
            case .holder: "NAMES ANOTHER CLIENT"
            case .end: source.state == .ended ? "HAS ENDED IT" : "HAS NOT ENDED IT"
            }
        let since = source.conflictSince.map {
            " since \(Times.stamp($0, now: now)) (\(BindingWords.age(since: $0, now: now)))"
        }
        return what + (since ?? "") + (row.isInConflict == nil ? ", as far as it was heard" : "")
    }

    /// How a server and its partner stand to each other; nil: it has none.
    static func report(_ server: ServerReport, _ dashboard: Dashboard, now: Moment) -> Words? {
        guard let report = server.partner, let partner = dashboard.server(report.server) else { return nil }
        let shared = "\(Numbers.counted(report.shared, "binding")) told by both"
        let phase = FeedWords.phase(partner.phase, now: now).text
        let text = "\(dashboard.serverName(report.server).text), \(phase); \(shared); \(conflicts(report, now: now))"
        return Words(text, report.conflicts > 0 || !partner.isConnected ? .attention : .plain)
    }

    /// For a column: the partner's name, and how many conflicts there are.
    static func short(_ server: ServerReport, _ dashboard: Dashboard) -> Words {
        guard let report = server.partner else { return Words("-", .dim) }
        let name = dashboard.server(report.server)?.name ?? "-"
        guard report.conflicts > 0 else { return Words(name) }
        return Words("\(name) \(conflictMark)\(Numbers.grouped(report.conflicts))", .attention)
    }

    private static func conflicts(_ report: PartnerReport, now: Moment) -> String {
        guard report.conflicts > 0 else { return "no conflicts" }
        let age = report.oldestConflict.map { ", the oldest for \(BindingWords.age(since: $0, now: now))" }
        return Numbers.counted(report.conflicts, "conflict") + (age ?? "")
    }

    /// For the header: conflicts of all pairs; nil: there are none.
    static func conflicts(in servers: [ServerReport], isBrief: Bool, now: Moment) -> Words? {
        var all = PartnerReport(server: ServerID(rawValue: 0), shared: 0, conflicts: 0, oldestConflict: nil)
        for case (let server, let report?) in servers.map({ ($0.server, $0.partner) }) where server < report.server {
            all.conflicts += report.conflicts
            all.oldestConflict = [all.oldestConflict, report.oldestConflict].compactMap { $0 }.min()
        }
        guard all.conflicts > 0 else { return nil }
        return Words(isBrief ? Numbers.counted(all.conflicts, "conflict") : conflicts(all, now: now), .attention)
    }

    /// A sentence about the pairs of which one server only is connected, unless more than that is wrong; nil: there are
    /// none.
    static func incomplete(_ servers: [ServerReport], dropped: UInt64, now: Moment) -> Words? {
        let absent = servers.filter { server in
            server.partner.map { !server.isConnected && isConnected($0.server, servers) } ?? false
        }
        let others = servers.filter { !absent.contains($0) }
        guard !absent.isEmpty, CompletenessWords.overall(others, dropped: dropped, now: now).role != .bad else {
            return nil
        }
        let pairs = absent.compactMap { server in
            server.partner.map { "\(servers[$0.server.rawValue].name) of \(pair(server, servers[$0.server.rawValue]))" }
        }
        return Words(
            "INCOMPLETE: only \(pairs.joined(separator: ", ")) \(pairs.count == 1 ? "is" : "are") connected", .bad)
    }

    private static func pair(_ one: ServerReport, _ other: ServerReport) -> String {
        one.server < other.server ? "\(one.name)/\(other.name)" : "\(other.name)/\(one.name)"
    }

    private static func isConnected(_ server: ServerID, _ servers: [ServerReport]) -> Bool {
        servers.indices.contains(server.rawValue) && servers[server.rawValue].isConnected
    }
}

extension ServerReport {
    fileprivate var isConnected: Bool {
        switch phase {
        case .stopped, .waiting, .connecting, .securing: false
        case .awaitingReply, .catchingUp, .live, .polling, .polled: true
        }
    }
}
