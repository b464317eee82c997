import Bindings
import DHCPv6Wire
import LeasequerySession

/// What is happening? The newest change stands on top.
enum ChangesPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        let position = dashboard.state.changes
        guard let changes = dashboard.changes, changes.total > 0 else {
            return EmptyPanel.draw(EmptyWords.changes(dashboard, now: now), in: rect, into: &surface)
        }
        table(dashboard, now: now).draw(
            changes.from(position.top), selected: position.cursor - position.top, in: rect, into: &surface)
    }

    static func table(_ dashboard: Dashboard, now: Moment) -> Table<ChangeRow> {
        Table(columns: columns(dashboard, now: now), arrangement: dashboard.arrangement(.changes))
    }

    private static func columns(_ dashboard: Dashboard, now: Moment) -> [Column<ChangeRow>] {
        [
            Column(title: "TIME", width: 10...10, priority: 0) { Words(Times.short(seconds($0), now: now)) },
            Column(title: "CHANGE", width: 10...10, priority: 0) { BindingWords.change($0.kind) },
            Column(title: "PREFIX", width: 21...39, isIdentifier: true, isKey: true, priority: 0) {
                Words(BindingWords.prefix($0.prefix, $0.bindingKind))
            },
            Column(title: "CLIENT", width: 21...42, isIdentifier: true, priority: 1) {
                Words(BindingWords.client($0.duid))
            },
            Column(title: "SERVER", width: 8...20, endsInMark: true, priority: 2) { dashboard.serverName($0.server) },
            Column(title: "VALID", width: 8...8, alignedRight: true, priority: 3) {
                Words($0.valid == .zero ? "-" : BindingWords.lifetime($0.valid))
            },
            Column(title: "FROM", width: 8...8, priority: 4) { BindingWords.origin($0.origin) },
            Column(title: "HELD BEFORE BY", width: 21...42, isIdentifier: true, priority: 5) {
                Words($0.previousDUID.map(BindingWords.client) ?? "")
            },
        ]
    }

    static func seconds(_ row: ChangeRow) -> Int64 { Moment(uptime: 0, utc: row.at).unixSeconds }
}

/// All there is to know about the selected change.
enum ChangePanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        guard let row = dashboard.selectedChange, rect.height > 0 else { return }
        let kind = BindingWords.kind(row.bindingKind)
        Fields.draw(
            [
                ("change", BindingWords.changeInFull(row.kind)),
                ("read at", Words("\(Times.stamp(ChangesPanel.seconds(row), now: now)) by our clock")),
                ("client", Words("\(BindingWords.client(row.duid))  (\(row.duid))")),
                ("before", Words(row.previousDUID.map { "\(BindingWords.client($0))  (\($0))" } ?? "-")),
                ("server", dashboard.serverName(row.server)),
                ("valid", Words(BindingWords.lifetime(row.valid))),
            ], title: "\(kind) \(BindingWords.prefix(row.prefix, row.bindingKind))", in: rect, into: &surface)
    }
}
