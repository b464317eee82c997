import Bindings
import LeasequerySession

/// One server in depth. A section with nothing to say is not there.
enum ServerPage {
    static func layout(_ server: ServerReport, _ dashboard: Dashboard, now: Moment, width: Int) -> PageLayout {
        PageLayout(width: width) { sections(server, dashboard, now: now, width: $0) }
    }

    private static func sections(
        _ server: ServerReport, _ dashboard: Dashboard, now: Moment, width: Int
    ) -> [PageSection] {
        let fields = ServerFields(server, dashboard, now: now)
        let connection = ConnectionFields(server, now: now)
        let span = dashboard.graphSpan(of: server, now: now)
        return [
            PageSection("feed", fields: fields.feed + fields.security, width: width),
            PageSection("catch-up", fields: fields.catchUp + fields.catchUpInDepth, width: width),
            CoverageBar.section(server, span: span, now: now, width: width),
            PageSection("clock", fields: fields.clock + fields.clockInDepth, width: width),
            PageSection("connection", fields: connection.connection, width: width),
            HeardTimeline.section(server, span: span, now: now, width: width),
            PageSection("rates", fields: connection.rates(width: width), width: width),
            SkewGraph.section(server, span: dashboard.state.graphSpan, now: now, width: width),
            PageSection("clock steps", fields: fields.clockSteps, width: width),
            PageSection("bindings", fields: fields.bindings, width: width),
            PageSection("messages", fields: MessageFields(server).fields, width: width),
            PageSection("ended connections", fields: connection.ends, width: width),
        ].compactMap { $0 }
    }
}
