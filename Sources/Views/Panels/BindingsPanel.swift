import Bindings
import LeasequerySession

/// Who has what now?
enum BindingsPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        let position = dashboard.state.bindings
        guard let bindings = dashboard.bindings, bindings.total > 0 else {
            return EmptyPanel.draw(EmptyWords.bindings(dashboard, now: now), in: rect, into: &surface)
        }
        table(dashboard, now: now).draw(
            bindings.from(position.top), selected: position.cursor - position.top, in: rect, into: &surface)
    }

    static func table(_ dashboard: Dashboard, now: Moment) -> Table<BindingRow> {
        Table(columns: columns(dashboard, now: now), arrangement: dashboard.arrangement(.bindings))
    }

    private static func columns(_ dashboard: Dashboard, now: Moment) -> [Column<BindingRow>] {
        let servers = min(max(PairWords.width(dashboard.servers), 10), 24)
        func sorting(_ key: BindingOrder.Key, isAge: Bool = false) -> ColumnSorting {
            ColumnSorting(.bindings(key), of: dashboard, isAge: isAge)
        }
        return [
            Column(
                title: "PREFIX", width: 24...39, isIdentifier: true, isKey: true, priority: 0, sorting: sorting(.prefix)
            ) {
                Words(BindingWords.prefix($0.prefix, $0.kind))
            },
            Column(title: "CLIENT", width: 21...42, isIdentifier: true, priority: 1, sorting: sorting(.client)) {
                Words(BindingWords.client($0.duid))
            },
            Column(title: "STATE", width: 8...8, priority: 0, sorting: sorting(.state)) {
                BindingWords.state($0)
            },
            Column(title: "EXPIRES", width: 10...10, alignedRight: true, priority: 2, sorting: sorting(.expires)) {
                Words(BindingWords.expires($0, now: now))
            },
            Column(title: "CHANGE", width: 10...10, priority: 4, sorting: sorting(.change)) {
                BindingWords.change($0.lastChange)
            },
            Column(title: "AGE", width: 6...6, alignedRight: true, priority: 3, sorting: sorting(.changed, isAge: true))
            {
                Words(BindingWords.age(since: $0.changedAt, now: now))
            },
            Column(
                title: "SERVER", width: servers...max(servers, 20), endsInMark: true, priority: 5,
                sorting: sorting(.server)
            ) {
                PairWords.sources($0, dashboard)
            },
            Column(
                title: "SEEN", width: 6...6, alignedRight: true, priority: 6,
                sorting: sorting(.lastTransaction, isAge: true)
            ) { row in
                Words(row.lastTransactionAt.map { BindingWords.age(since: $0, now: now) } ?? "-")
            },
            Column(title: "RELAY", width: 26...60, priority: 7) { Words(RelayWords.short($0.details)) },
        ]
    }
}
