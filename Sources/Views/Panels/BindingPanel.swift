import Bindings
import LeasequerySession

/// The most important of what there is to know about the selected binding, under the list; `BindingPage` has all of it.
enum BindingPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        guard let row = dashboard.selectedBinding, rect.height > 0 else { return }
        let title = "\(BindingWords.kind(row.kind)) \(BindingWords.prefix(row.prefix, row.kind))"
        let fields = BindingFields(row, dashboard, now: now)
        Fields.draw(
            fields.client + fields.sources + fields.state + RelayWords.fields(row.details)
                + RelayWords.clientFields(row.details),
            title: title, in: rect, into: &surface)
    }
}
