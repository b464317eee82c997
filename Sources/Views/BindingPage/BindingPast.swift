import Bindings
import DHCPv6Wire
import LeasequerySession

/// What became of one binding in this run, as far as the log of changes reaches.
struct BindingPast {
    private let report: BindingReport
    private let dashboard: Dashboard
    private let now: Moment

    init(_ report: BindingReport, _ dashboard: Dashboard, now: Moment) {
        self.report = report
        self.dashboard = dashboard
        self.now = now
    }

    func section(width: Int) -> PageSection {
        let changes = report.changes.map { change in
            (label: Times.short(ChangesPanel.seconds(change), now: now), words: words(change))
        }
        return PageSection("history in this run", fields: changes + [(label: "", words: reach)], width: width)
    }

    private func words(_ change: ChangeRow) -> Words {
        var words = BindingWords.changeInFull(change.kind)
        if change.valid != .zero { words.text += ", valid \(BindingWords.lifetime(change.valid))" }
        words.text += ": \(BindingWords.client(change.duid))"
        if let previous = change.previousDUID { words.text += ", before \(BindingWords.client(previous))" }
        let server = dashboard.serverName(change.server).text
        words.text += "; \(server), \(BindingWords.origin(change.origin).text)"
        return words
    }

    /// How far this can be trusted to be all.
    private var reach: Words {
        let shown =
            report.changesKept > report.changes.count
            ? "the newest \(report.changes.count) of \(Numbers.grouped(report.changesKept)) changes; " : ""
        guard let begins = report.logBegins else {
            return Words("\(shown)all changes since lqtop was started; what was said again without news is none", .dim)
        }
        return Words(
            "\(shown)the log of changes reaches back to \(Times.stamp(begins, now: now)): what was before is not known",
            .dim)
    }
}
