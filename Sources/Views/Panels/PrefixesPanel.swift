import Bindings
import LeasequerySession

/// Where is the churn, how much is where?
enum PrefixesPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        let position = dashboard.state.prefixes
        guard !dashboard.prefixes.isEmpty else {
            return EmptyPanel.draw(EmptyWords.survey(dashboard, now: now), in: rect, into: &surface)
        }
        table(dashboard).draw(
            dashboard.prefixes.dropFirst(position.top), selected: position.cursor - position.top, in: rect,
            into: &surface)
    }

    static func table(_ dashboard: Dashboard) -> Table<PrefixRow> {
        Table(columns: columns(dashboard), arrangement: dashboard.arrangement(.prefixes))
    }

    private static let barWidth = 10...40

    private static func columns(_ dashboard: Dashboard) -> [Column<PrefixRow>] {
        let largest = dashboard.prefixes.filter { $0.pool == nil }.map(\.branch.holdings.bound).max() ?? 0
        let hasPools = dashboard.prefixes.contains { $0.pool != nil }
        let room = dashboard.state.size.columns - (hasPools ? 130 : 90)
        let bar = min(max(room, barWidth.lowerBound), barWidth.upperBound)
        func sorting(_ key: PrefixOrder.Key) -> ColumnSorting { ColumnSorting(.prefixes(key), of: dashboard) }
        let columns = [
            Column<PrefixRow>(
                title: "PREFIX", width: 21...(hasPools ? 46 : 26), isKey: true, priority: 0,
                sorting: sorting(.prefix)
            ) {
                Words(name($0))
            },
            Column(title: "ADDRESSES", width: 10...11, alignedRight: true, priority: 0, sorting: sorting(.addresses)) {
                SurveyWords.count($0.addresses)
            },
            Column(title: "DELEGATED", width: 10...11, alignedRight: true, priority: 0, sorting: sorting(.delegated)) {
                SurveyWords.count($0.delegated)
            },
        ]
        return columns + (hasPools ? poolColumns : []) + [
            Column(title: "CHANGES/S", width: 10...10, alignedRight: true, priority: 1, sorting: sorting(.changes)) {
                SurveyWords.rate(in: $0.branch.prefix, dashboard)
            },
            Column(title: "ENDED", width: 7...9, alignedRight: true, priority: 3, sorting: sorting(.ended)) {
                SurveyWords.count($0.branch.holdings.ended)
            },
            Column(title: "BOUND", width: bar...bar, priority: 2) { row in
                Words(
                    row.pool.map { SurveyWords.level($0, width: bar) }
                        ?? SurveyWords.bar(row.branch.holdings.bound, of: largest, width: bar), .good)
            },
        ]
    }

    private static var poolColumns: [Column<PrefixRow>] {
        [
            Column(title: "OF", width: 7...13, alignedRight: true, priority: 1) {
                $0.pool.map { SurveyWords.size($0.pool) } ?? Words("")
            },
            Column(title: "USED", width: 6...6, alignedRight: true, priority: 0) {
                $0.pool.map(SurveyWords.part) ?? Words("")
            },
        ]
    }

    /// `›` behind it: there is more to tell apart inside.
    private static func name(_ row: PrefixRow) -> String {
        (row.pool.map { "\($0.pool.name) " } ?? "") + "\(row.branch.prefix)" + (row.branch.hasBranches ? " ›" : "")
    }
}
