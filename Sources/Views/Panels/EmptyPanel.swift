import Bindings
import DHCPv6Wire
import LeasequerySession

/// A few lines in place of a list that has no rows.
enum EmptyPanel {
    static func draw(_ lines: [String], in rect: Rect, into surface: inout Surface) {
        let lines = lines.flatMap { line in
            let indent = String(line.prefix { $0 == " " })
            let text = String(line.dropFirst(indent.count))
            return text.wrapped(width: rect.width - 3 - indent.count).map { indent + $0 }
        }
        for (index, line) in lines.prefix(rect.height - 1).enumerated() {
            surface.put(line, x: rect.x + 2, y: rect.y + 1 + index, width: rect.width - 3)
        }
    }
}

/// Why a list has no rows, and what to do.
enum EmptyWords {
    static func bindings(_ dashboard: Dashboard, now: Moment) -> [String] {
        guard dashboard.bindings != nil else { return [] }
        let known = dashboard.totals.bound + dashboard.totals.ended
        if known > 0 { return hidden("\(Numbers.counted(known, "binding"))", dashboard) }
        return ["No bindings yet."] + waiting(dashboard, now: now)
    }

    static func changes(_ dashboard: Dashboard, now: Moment) -> [String] {
        guard dashboard.changes != nil else { return [] }
        if dashboard.totals.lastSequence == 0 { return ["No changes yet."] + waiting(dashboard, now: now) }
        if dashboard.state.changes.heldAfter != nil {
            let follow = dashboard.keys.name(of: .follow)
            return [
                "The held changes are no longer kept: newer ones took their place.", "\(follow) follows the newest.",
            ]
        }
        return hidden("changes", dashboard)
    }

    /// Clients and prefixes.
    static func survey(_ dashboard: Dashboard, now: Moment) -> [String] {
        guard dashboard.survey != nil else { return [] }
        if dashboard.totals.bound + dashboard.totals.ended == 0 {
            return ["No bindings yet."] + waiting(dashboard, now: now)
        }
        if dashboard.state.filter != nil { return hidden("bindings here", dashboard) }
        return ["No bindings here when they were counted."]
    }

    static func hidden(_ what: String, _ dashboard: Dashboard) -> [String] {
        let (change, clear) = (dashboard.keys.name(of: .editFilter), dashboard.keys.name(of: .back))
        return ["The filter hides all \(what).", "\(change) changes it, \(clear) clears it."]
    }

    /// Why a server is waited for.
    private static func reason(_ server: ServerReport) -> String? {
        guard case .waiting = server.phase else { return nil }
        if server.activeSupport.isOnlyBulk { return server.activeSupport.description }
        return server.pollInterval == nil ? server.lastEnd?.description : server.lastProblem
    }

    /// What each server is waited for.
    private static func waiting(_ dashboard: Dashboard, now: Moment) -> [String] {
        dashboard.servers.map { server in
            let what =
                switch server.phase {
                case .stopped: "not started"
                case .waiting: FeedWords.phase(server.phase, now: now).text
                case .connecting: "connecting"
                case .securing: "setting up TLS"
                case .awaitingReply: "connected, the server has not answered the query yet"
                case .catchingUp: "the server is sending what changed before"
                case .live: "live: rows come when a client gets, renews or loses a binding"
                case .polling: "the server is being asked for all bindings"
                case .polled: "the server said that it has none; if it takes link :: for no link, name its links"
                }
            return "  \(server.name): \(what)\(reason(server).map { ": \(SafeText.printable($0))" } ?? "")"
        }
    }
}
