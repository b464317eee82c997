import Bindings
import LeasequerySession

/// What did lqtop itself see and do? The newest stands on top.
enum LogPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        let position = dashboard.state.log
        guard let log = dashboard.log, log.total > 0 else {
            guard dashboard.state.logFilter == nil else {
                return EmptyPanel.draw(EmptyWords.hidden("lines", dashboard), in: rect, into: &surface)
            }
            let level = dashboard.state.logLevel
            let lines =
                level == .notice
                ? ["Nothing has happened yet."]
                : ["No \(LogWords.level(level)).", "\(dashboard.keys.name(of: .nextLogLevel)) shows all lines."]
            return EmptyPanel.draw(lines, in: rect, into: &surface)
        }
        table(dashboard, now: now).draw(
            log.from(position.top), selected: position.cursor - position.top, in: rect, into: &surface)
    }

    static func table(_ dashboard: Dashboard, now: Moment) -> Table<LogEntry> {
        Table(columns: columns(dashboard, now: now), arrangement: dashboard.arrangement(.log))
    }

    private static func columns(_ dashboard: Dashboard, now: Moment) -> [Column<LogEntry>] {
        let name = dashboard.serverNameWidth(atLeast: 8)
        return [
            Column(title: "TIME", width: 10...10, priority: 0) { Words(Times.short($0.at.unixSeconds, now: now)) },
            Column(title: "LEVEL", width: 7...7, priority: 0) { LogWords.severity($0.event.severity) },
            Column(title: "SERVER", width: min(name, 12)...name, endsInMark: true, isKey: true, priority: 0) { entry in
                entry.server.map { dashboard.serverName($0) } ?? Words("lqtop", .dim)
            },
            Column(title: "WHAT", width: 40...200, priority: 0) { LogWords.line($0, dashboard) },
        ]
    }
}

/// The selected line of the log in full.
enum LogEntryPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        guard let entry = dashboard.selectedLogEntry, rect.height > 0 else { return }
        let level = LogWords.severity(entry.event.severity)
        Fields.draw(
            [
                ("at", Words("\(Times.date(entry.at.unixSeconds)) \(Times.clock(entry.at.unixSeconds)) by our clock")),
                ("level", Words(level.text.isEmpty ? "notice" : level.text, level.role)),
                ("server", entry.server.map { dashboard.serverName($0) } ?? Words("lqtop itself")),
                ("what", Words(LogWords.text(entry.event, dashboard, at: entry.lastAt))),
            ] + repeats(entry, now: now), title: "log entry \(Numbers.grouped(entry.id))", in: rect, into: &surface)
    }

    private static func repeats(_ entry: LogEntry, now: Moment) -> [Fields.Field] {
        guard entry.times > 1 else { return [] }
        let last = Times.stamp(entry.lastAt.unixSeconds, now: now)
        return [("repeated", Words("\(Numbers.grouped(entry.times)) times, the last at \(last): as told here"))]
    }
}
