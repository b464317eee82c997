import Bindings
import DHCPv6Wire
import LeasequerySession

/// Lines of the log in words. Whatever came from outside is escaped.
enum LogWords {
    /// For a column: how often if more than once, then what.
    static func line(_ entry: LogEntry, _ dashboard: Dashboard) -> Words {
        let count = entry.times > 1 ? "\(Numbers.grouped(entry.times)) times: " : ""
        return Words(count + text(entry.event, dashboard, at: entry.lastAt))
    }

    /// For a column; nothing for what is as it should be.
    static func severity(_ severity: LogEvent.Severity) -> Words {
        switch severity {
        case .notice: Words("")
        case .warning: Words("warning", .attention)
        case .failure: Words("FAILURE", .bad)
        }
    }

    /// What a log without what matters less than this is of.
    static func level(_ least: LogEvent.Severity) -> String {
        switch least {
        case .notice: "all"
        case .warning: "warnings and failures"
        case .failure: "failures"
        }
    }

    /// - Parameter moment: when it happened: times of that day are told without the date.
    static func text(_ event: LogEvent, _ dashboard: Dashboard, at moment: Moment) -> String {
        switch event {
        case .began(let servers): "lqtop began to watch \(Numbers.counted(servers, "server"))"
        case .asked(.reconnect): "you asked for a new connection, or a poll"
        case .asked(.refill): "you asked for all bindings again"
        case .told(let text, _): SafeText.printable(text)
        case .suspended(let time): "stopped for \(Times.age(time)): nothing was read meanwhile"
        case .connected: "connected"
        case .secured(let version, let subject):
            "secured: \(SafeText.printable(version)), \(SafeText.printable(subject))"
        case .live: "query accepted: live"
        case .ended(_, let text): "connection ended: \(SafeText.printable(text))"
        case .activeSupport(let support): support.description
        case .serverChanged(let old, let new):
            "another server answers: it is \(new), was \(old); its bindings start afresh"
        case .catchUpBegan(let from):
            "catch-up began, from \(FeedWords.serverTime(from, now: moment)) by the server's clock"
        case .catchUpEnded(let end): catchUp(end)
        case .baseTimeMissing: "no base times: after a lost connection the server cannot say what was missed (V-26)"
        case .discarded(let rule, let what): "message dropped: \(SafeText.printable(what)) (\(rule))"
        case .status(let status, let text):
            "the server says \(status)\(text.isEmpty ? "" : ": \(SafeText.printable(text))")"
        case .bulkBegan(let debt): "bulk query began: \(FeedWords.owed(debt, now: moment))"
        case .bulkEnded(let debt, let verdict):
            "bulk query \(outcome(verdict, at: moment)): \(FeedWords.owed(debt, now: moment))"
        case .pollEnded(let verdict): "poll \(outcome(verdict, at: moment)); told again when that changes"
        case .holeOpened(let hole): "hole opened: \(CompletenessWords.hole(hole, now: moment).text)"
        case .holeClosed(let hole): "hole closed: \(CompletenessWords.hole(hole, now: moment).text)"
        case .clockStep(let step): ClockStepWords.text(step).text
        case .alarmRaised(let alarm):
            "\(alarm.severity == .critical ? "CRITICAL alarm" : "alarm"): \(what(alarm, dashboard, moment))"
        case .alarmCleared(let alarm): "alarm over: \(what(alarm, dashboard, moment))"
        case .keeping(let status): keeping(status, at: moment)
        }
    }

    private static func catchUp(_ end: CatchUpReport.End) -> String {
        switch end {
        case .complete: "catch-up complete: live"
        case .dataMissing: "catch-up NOT COMPLETE, the server's history is too short (DataMissing)"
        case .neverSaid: "catch-up NOT COMPLETE, the connection ended before the server said it was"
        }
    }

    private static func outcome(_ verdict: BulkVerdict, at moment: Moment) -> String {
        switch verdict {
        case .paid: "complete"
        case .unpaid(let why, let retryAt):
            "FAILED, \(SafeText.printable(why))"
                + (retryAt.map { ", again in \(Times.remaining($0.since(moment)))" } ?? "")
        }
    }

    private static func what(_ alarm: Alarm, _ dashboard: Dashboard, _ moment: Moment) -> String {
        AlarmWords.what(alarm, dashboard, now: moment)
    }

    private static func keeping(_ status: KeepingStatus, at moment: Moment) -> String {
        switch status {
        case .loading: "what an earlier run knew is being put back"
        case .kept: "what is known is kept in the state file"
        case .failing, .off: KeepingWords.long(status, now: moment)?.text ?? ""
        }
    }
}
