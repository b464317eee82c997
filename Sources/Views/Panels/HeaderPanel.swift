import Bindings
import LeasequerySession

/// The two lines that are on every screen: how much there is, how fast it changes, and whether it is all.
enum HeaderPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        var rest = rect
        drawFigures(dashboard, now: now, in: rest.takeTop(1), into: &surface)
        drawTruth(dashboard, now: now, in: rest.takeTop(1), into: &surface)
    }

    private static func drawFigures(_ dashboard: Dashboard, now: Moment, in line: Rect, into surface: inout Surface) {
        var figures = [
            Words("lqtop", .strong),
            dashboard.replay.map { ReplayWords.standing($0, now: now) } ?? Words(Times.clock(now.unixSeconds)),
            FeedWords.connected(dashboard.servers, now: now),
            Words(Numbers.counted(dashboard.totals.bound, "binding")),
        ]
        // Polls tell what is, not how often it changed.
        let hasRate = dashboard.servers.isEmpty || dashboard.servers.contains { $0.pollInterval == nil }
        if hasRate { figures.append(Words("\(Numbers.rate(dashboard.totals.changesPerSecond)) changes/s")) }
        var x = line.x + 1
        let end = line.x + line.width - 1
        for figure in figures {
            x += surface.put(figure.text, x: x, y: line.y, width: end - x, Style(figure.role)) + 2
        }
        guard hasRate else { return }
        x -= 1
        let bars = min(end - x, dashboard.totals.changeHistory.count, 40)
        surface.put(Sparkline.text(dashboard.totals.changeHistory, width: bars), x: x, y: line.y, Style(.good))
    }

    /// What keeps the figures above from being the whole truth; the marks stand on the right and are never cut.
    private static func drawTruth(_ dashboard: Dashboard, now: Moment, in line: Rect, into surface: inout Surface) {
        var end = line.x + line.width - 1
        for mark in marks(dashboard, now: now).reversed() {
            let width = TextWidth.columns(of: mark.text)
            surface.put(mark.text, x: max(end - width, line.x), y: line.y, Style(mark.role))
            end -= width + 2
        }
        let servers = dashboard.servers
        let dropped = servers.reduce(0) { $0 + ($1.isOverLimit ? $1.dropped : 0) }
        let words =
            PairWords.incomplete(servers, dropped: dropped, now: now)
            ?? CompletenessWords.overall(servers, dropped: dropped, now: now)
        surface.put(words.text, x: line.x + 1, y: line.y, width: end - line.x - 1, Style(words.role))
    }

    private static func marks(_ dashboard: Dashboard, now: Moment) -> [Words] {
        var marks: [Words] = []
        if let held = dashboard.state.list.heldAfter {
            let waiting = dashboard.newest - min(held, dashboard.newest)
            marks.append(Words("PAUSED, \(Numbers.grouped(waiting)) waiting", .attention))
        }
        let isBrief = dashboard.state.size.columns < 120
        if let conflicts = PairWords.conflicts(in: dashboard.servers, isBrief: isBrief, now: now) {
            marks.append(conflicts)
        }
        if let alarms = AlarmWords.mark(dashboard.alarms, isBrief: isBrief) { marks.append(alarms) }
        if let mark = dashboard.keeping.flatMap({ KeepingWords.mark($0, now: now) }) { marks.append(mark) }
        if let redactor = dashboard.preferences.redactor {
            marks.append(Words("REDACTED /\(redactor.prefixLength)", .attention))
        }
        let insecure = dashboard.servers.filter(\.isInsecure)
        if insecure.count == 1 { marks.append(Words("INSECURE: \(insecure[0].name)", .bad)) }
        if insecure.count > 1 { marks.append(Words("INSECURE: \(insecure.count) servers", .bad)) }
        return marks
    }
}
