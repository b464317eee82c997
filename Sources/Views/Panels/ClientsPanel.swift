import Bindings
import LeasequerySession

/// What does each client hold, through which relay?
enum ClientsPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        let position = dashboard.state.clients
        guard !dashboard.clients.isEmpty else {
            return EmptyPanel.draw(EmptyWords.survey(dashboard, now: now), in: rect, into: &surface)
        }
        table(dashboard, now: now).draw(
            dashboard.clients.dropFirst(position.top), selected: position.cursor - position.top, in: rect,
            into: &surface)
    }

    static func table(_ dashboard: Dashboard, now: Moment) -> Table<ClientRow> {
        Table(columns: columns(dashboard, now: now), arrangement: dashboard.arrangement(.clients))
    }

    private static func columns(_ dashboard: Dashboard, now: Moment) -> [Column<ClientRow>] {
        let name = dashboard.serverNameWidth(atLeast: 8)
        return [
            Column(title: "CLIENT", width: 21...42, isIdentifier: true, isKey: true, priority: 0) {
                Words(BindingWords.client($0.duid))
            },
            Column(
                title: "BOUND", width: 7...9, alignedRight: true, priority: 0,
                sorting: ColumnSorting(.clients(.most), of: dashboard)
            ) { row in
                Words(Numbers.grouped(row.holdings.bound), row.holdings.bound == 0 ? .ended : .plain)
            },
            Column(title: "ADDRESSES", width: 9...9, alignedRight: true, priority: 1) {
                SurveyWords.count($0.holdings.addresses)
            },
            Column(title: "PREFIXES", width: 8...8, alignedRight: true, priority: 1) {
                SurveyWords.count($0.holdings.prefixes)
            },
            Column(title: "ENDED", width: 5...8, alignedRight: true, priority: 3) {
                SurveyWords.count($0.holdings.ended)
            },
            Column(
                title: "AGE", width: 6...6, alignedRight: true, priority: 0,
                sorting: ColumnSorting(.clients(.newest), of: dashboard, isAge: true)
            ) {
                Words(BindingWords.age(since: $0.changedAt, now: now))
            },
            Column(title: "SERVER", width: 16...max(name, 20), endsInMark: true, priority: 4) {
                SurveyWords.servers($0.servers, dashboard)
            },
            Column(title: "RELAY", width: 26...60, priority: 5) { Words(RelayWords.short($0.details)) },
        ]
    }
}
