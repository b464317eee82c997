import Bindings
import LeasequerySession

/// Where is the churn, how much is where?
enum PrefixesPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        let position = dashboard.state.prefixes
        guard !dashboard.branches.isEmpty else {
            return EmptyPanel.draw(EmptyWords.survey(dashboard, now: now), in: rect, into: &surface)
        }
        table(dashboard).draw(
            dashboard.branches.dropFirst(position.top), selected: position.cursor - position.top, in: rect,
            into: &surface)
    }

    static func table(_ dashboard: Dashboard) -> Table<PrefixTree.Branch> {
        Table(columns: columns(dashboard), arrangement: dashboard.arrangement(.prefixes))
    }

    private static let barWidth = 10...40

    private static func columns(_ dashboard: Dashboard) -> [Column<PrefixTree.Branch>] {
        let largest = dashboard.branches.map(\.holdings.bound).max() ?? 0
        let bar = min(max(dashboard.state.size.columns - 90, barWidth.lowerBound), barWidth.upperBound)
        return [
            // The mark says that there are branches below.
            Column(title: "PREFIX", width: 22...26, isIdentifier: true, isKey: true, priority: 0) {
                Words("\($0.prefix)\($0.hasBranches ? " ›" : "")")
            },
            Column(title: "ADDRESSES", width: 9...11, alignedRight: true, priority: 0) {
                SurveyWords.count($0.holdings.addresses)
            },
            Column(title: "DELEGATED", width: 9...11, alignedRight: true, priority: 0) {
                SurveyWords.count($0.holdings.prefixes)
            },
            Column(title: "CHANGES/S", width: 9...9, alignedRight: true, priority: 1) {
                SurveyWords.rate(of: $0, dashboard)
            },
            Column(title: "ENDED", width: 7...9, alignedRight: true, priority: 3) {
                SurveyWords.count($0.holdings.ended)
            },
            Column(title: "BOUND", width: bar...bar, priority: 2) {
                Words(SurveyWords.bar($0.holdings.bound, of: largest, width: bar), .good)
            },
        ]
    }
}
