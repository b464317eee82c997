import Bindings
import LeasequerySession

/// Is every feed alive and whole? One row a server.
enum ServersPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        let position = dashboard.state.servers
        guard !dashboard.servers.isEmpty else {
            return EmptyPanel.draw(["No server is configured."], in: rect, into: &surface)
        }
        Table(columns: columns(now: now)).draw(
            dashboard.servers.dropFirst(position.top), selected: position.cursor - position.top, in: rect,
            into: &surface)
    }

    private static func columns(now: Moment) -> [Column<ServerReport>] {
        [
            Column(title: "SERVER", width: 10...24, priority: 0) { Words($0.name) },
            Column(title: "STATE", width: 14...16, priority: 0) { FeedWords.phase($0.phase, now: now) },
            Column(title: "HEARD", width: 6...7, alignedRight: true, priority: 1) {
                FeedWords.lastHeard($0, now: now)
            },
            Column(title: "BINDINGS", width: 9...12, alignedRight: true, priority: 1) {
                Words(Numbers.grouped($0.bound))
            },
            Column(title: "CHANGES/S", width: 9...9, alignedRight: true, priority: 2) {
                Words(Numbers.rate($0.changesPerSecond))
            },
            Column(title: "", width: 12...30, priority: 7) {
                Words(Sparkline.text($0.changeHistory, width: 30), .good)
            },
            Column(title: "KNOWN", width: 14...34, priority: 3) {
                CompletenessWords.short($0.completeness, now: now)
            },
            Column(title: "TLS", width: 8...8, priority: 3) {
                $0.isInsecure ? Words("INSECURE", .bad) : Words("yes", .good)
            },
            Column(title: "CLOCK", width: 11...14, alignedRight: true, priority: 5) {
                Words(FeedWords.skew($0.skew))
            },
            Column(title: "RECONN", width: 6...6, alignedRight: true, priority: 6) {
                Words(Numbers.grouped($0.reconnects))
            },
            Column(title: "PROBLEMS", width: 8...8, alignedRight: true, priority: 4) { server in
                let count = FeedWords.problemCount(server)
                return Words(Numbers.grouped(count), count == 0 ? .plain : .attention)
            },
        ]
    }
}
