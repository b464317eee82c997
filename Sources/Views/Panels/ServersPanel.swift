import Bindings
import LeasequerySession

/// Is every feed alive and whole? One row a server.
enum ServersPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        let position = dashboard.state.servers
        guard !dashboard.servers.isEmpty else {
            return EmptyPanel.draw(["No server is configured."], in: rect, into: &surface)
        }
        table(dashboard, now: now).draw(
            dashboard.listedServers.dropFirst(position.top), selected: position.cursor - position.top, in: rect,
            into: &surface)
    }

    static func table(_ dashboard: Dashboard, now: Moment) -> Table<ServerReport> {
        Table(columns: columns(dashboard, now: now), arrangement: dashboard.arrangement(.servers))
    }

    private static func columns(_ dashboard: Dashboard, now: Moment) -> [Column<ServerReport>] {
        let name = dashboard.serverNameWidth(atLeast: 10)
        let bars = dashboard.state.size.columns < 170 ? 12 : 30
        func sorting(_ key: ServerOrder.Key) -> ColumnSorting { ColumnSorting(.servers(key), of: dashboard) }
        let partners = [
            Column<ServerReport>(title: "PARTNER", width: 10...20, priority: 9, sorting: sorting(.conflicts)) {
                PairWords.short($0, dashboard)
            }
        ]
        let columns = [
            Column(
                title: "SERVER", width: name...name, endsInMark: true, isKey: true, priority: 0, sorting: sorting(.name)
            ) {
                dashboard.serverName($0.server)
            },
            Column(title: "STATE", width: 14...16, priority: 0, sorting: sorting(.condition)) {
                FeedWords.state($0, now: now)
            },
            Column(title: "HEARD", width: 6...7, alignedRight: true, priority: 1, sorting: sorting(.heard)) {
                FeedWords.lastHeard($0, now: now)
            },
            Column(title: "BINDINGS", width: 9...12, alignedRight: true, priority: 1, sorting: sorting(.bindings)) {
                Words(Numbers.grouped($0.bound))
            },
            Column(title: "KNOWN", width: 20...32, priority: 1, sorting: sorting(.known)) {
                CompletenessWords.short($0.completeness, now: now)
            },
            Column(title: "CHANGES/S", width: 9...9, alignedRight: true, priority: 2, sorting: sorting(.rate)) {
                FeedWords.rate(of: $0)
            },
            Column(title: "RECONN", width: 6...6, alignedRight: true, priority: 3, sorting: sorting(.reconnects)) {
                Words(Numbers.grouped($0.reconnects))
            },
            Column(title: "CATCH-UP", width: 14...18, alignedRight: true, priority: 4, sorting: sorting(.catchUp)) {
                CatchUpWords.short($0.catchUp, now: now)
            },
            Column(title: "SKEW", width: 14...16, alignedRight: true, priority: 5, sorting: sorting(.skew)) {
                SkewWords.short($0)
            },
            Column(title: "BAD MSGS", width: 8...8, alignedRight: true, priority: 6, sorting: sorting(.badMessages)) {
                server in
                let count = FeedWords.badMessages(server.tally)
                return Words(Numbers.grouped(count), count == 0 ? .plain : .attention)
            },
            Column(title: "TREND", width: bars...bars, priority: 7) {
                $0.pollInterval == nil ? Words(Sparkline.text($0.changeHistory, width: bars), .good) : Words("")
            },
            Column(title: "TLS", width: 8...8, priority: 8, sorting: sorting(.certificate)) {
                TLSWords.short($0, now: now)
            },
        ]
        return columns + (dashboard.servers.contains { $0.partner != nil } ? partners : [])
    }
}
