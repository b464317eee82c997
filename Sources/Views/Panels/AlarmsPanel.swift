import Bindings
import LeasequerySession

/// What needs me? The worst stands on top, what is over at the end.
enum AlarmsPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        let position = dashboard.state.alarms
        guard !dashboard.alarms.isEmpty else {
            return EmptyPanel.draw(["No alarms, and none in the last hour."], in: rect, into: &surface)
        }
        table(dashboard, now: now).draw(
            dashboard.alarms.dropFirst(position.top), selected: position.cursor - position.top, in: rect,
            into: &surface)
    }

    static func table(_ dashboard: Dashboard, now: Moment) -> Table<Alarm> {
        Table(columns: columns(dashboard, now: now), arrangement: dashboard.arrangement(.alarms))
    }

    private static func columns(_ dashboard: Dashboard, now: Moment) -> [Column<Alarm>] {
        let name = dashboard.serverNameWidth(atLeast: 8)
        return [
            Column(title: "ALARM", width: 8...8, priority: 0) { AlarmWords.severity($0) },
            Column(title: "ACK", width: 3...3, priority: 0) { Words($0.isAcknowledged ? "ack" : "", .dim) },
            Column(title: "SINCE", width: 10...10, priority: 2) {
                Words(Times.short($0.since.unixSeconds, now: now), role($0))
            },
            Column(title: "FOR", width: 6...6, alignedRight: true, priority: 1) {
                Words(AlarmWords.duration($0, now: now), role($0))
            },
            Column(title: "SERVER", width: min(name, 12)...name, endsInMark: true, isKey: true, priority: 0) { alarm in
                alarm.server.map { quiet(dashboard.serverName($0), alarm) } ?? Words("lqtop", role(alarm))
            },
            Column(title: "WHAT", width: 40...160, priority: 0) {
                Words(AlarmWords.what($0, dashboard, now: now), role($0))
            },
        ]
    }

    private static func role(_ alarm: Alarm) -> Style.Role { alarm.isOpen ? .plain : .dim }

    private static func quiet(_ words: Words, _ alarm: Alarm) -> Words {
        alarm.isOpen ? words : Words(words.text, .dim)
    }
}

/// The figures of the selected alarm, and what to do.
enum AlarmPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        guard let alarm = dashboard.selectedAlarm, rect.height > 0 else { return }
        let server = alarm.server.map { dashboard.serverName($0).text } ?? "lqtop"
        Fields.draw(
            [
                ("what", Words(AlarmWords.what(alarm, dashboard, now: now), alarm.isOpen ? .plain : .dim)),
                ("since", AlarmWords.history(alarm, now: now)),
                ("do", Words(AlarmWords.advice(alarm.kind, dashboard.keys))),
            ] + AlarmWords.figures(alarm, now: now),
            title: "\(AlarmWords.title(alarm.kind)): \(server)", in: rect, into: &surface)
    }
}
