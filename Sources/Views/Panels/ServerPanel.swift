import Bindings
import LeasequerySession

/// The most important of what there is to know about the selected server, under the list; `ServerPage` has all of it.
enum ServerPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        guard let server = dashboard.selectedServer, rect.height > 0 else { return }
        let fields = ServerFields(server, dashboard, now: now)
        Fields.draw(
            fields.feed + fields.catchUp + fields.clock + fields.contents + fields.security + fields.holes,
            title: server.name, in: rect, into: &surface)
    }
}
