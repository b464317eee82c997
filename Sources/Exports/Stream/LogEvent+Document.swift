import Bindings
import DHCPv6Wire
import LeasequerySession

extension LogEvent {
    /// As the lines of a stream call it.
    var exported: String {
        switch self {
        case .began: "watch-began"
        case .asked: "asked"
        case .told: "notice"
        case .suspended: "suspended"
        case .connected: "connected"
        case .secured: "secured"
        case .live: "live"
        case .ended: "connection-ended"
        case .activeSupport: "active-support"
        case .serverChanged: "server-changed"
        case .catchUpBegan: "catch-up-began"
        case .catchUpEnded: "catch-up-ended"
        case .baseTimeMissing: "base-time-missing"
        case .discarded: "message-discarded"
        case .status: "status"
        case .bulkBegan: "bulk-began"
        case .bulkEnded: "bulk-ended"
        case .pollEnded: "poll-ended"
        case .holeOpened: "hole-opened"
        case .holeClosed: "hole-closed"
        case .clockStep: "clock-step"
        case .alarmRaised: "alarm-raised"
        case .alarmCleared: "alarm-cleared"
        case .keeping: "state-file"
        }
    }

    /// Writes the members that this event has besides those of all. Times without a unit in their name are the server's
    /// clock as in LQ_START_TIME: seconds since 2000; null is open-ended.
    func writeFigures(to json: inout JSONWriter, name: (ServerID) -> String) {
        switch self {
        case .began(let servers): json.member("servers", servers)
        case .asked(let request): json.member("request", "\(request)")
        case .told(let text, let isFailure):
            json.member("text", SafeText.printable(text, limit: 4096))
            json.member("failed", isFailure)
        case .suspended(let time): json.member("seconds", time / .seconds(1))
        case .connected, .live, .baseTimeMissing: break
        case .secured(let version, let subject):
            json.member("tls-version", SafeText.printable(version))
            json.member("subject", SafeText.printable(subject))
        case .ended(let cause, let text):
            json.member("cause", cause.label)
            json.member("text", SafeText.printable(text))
        case .activeSupport(let support): json.member("text", support.description)
        case .serverChanged(let old, let new):
            json.member("was", old)
            json.member("is", new)
        case .catchUpBegan(let from): json.member("from", from.rawValue)
        case .catchUpEnded(let end): json.member("outcome", end.exported)
        case .discarded(let rule, let text):
            json.member("rule", rule)
            json.member("text", SafeText.printable(text))
        case .status(let status, let text):
            json.member("status", status.description)
            json.member("text", SafeText.printable(text))
        case .bulkBegan(let debt): debt.write(to: &json)
        case .bulkEnded(let debt, let verdict):
            debt.write(to: &json)
            verdict.write(to: &json)
        case .pollEnded(let verdict): verdict.write(to: &json)
        case .holeOpened(let hole), .holeClosed(let hole): hole.write(to: &json)
        case .clockStep(let step): step.write(to: &json)
        case .alarmRaised(let alarm), .alarmCleared(let alarm): alarm.write(to: &json)
        case .keeping(let status): status.write(to: &json)
        }
    }
}

extension CatchUpReport.End {
    fileprivate var exported: String {
        switch self {
        case .complete: "complete"
        case .dataMissing: "data-missing"
        case .neverSaid: "never-said"
        }
    }
}

extension Debt {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("from", from?.rawValue)
        json.member("to", to?.rawValue)
    }
}

extension BulkVerdict {
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .paid(let scope):
            json.member("outcome", "complete")
            json.member("configured-links-only", scope != .everything)
        case .unpaid(let why, let retryAt):
            json.member("outcome", "failed")
            json.member("text", SafeText.printable(why))
            json.member("retry-at", retryAt?.unixSeconds)
        }
    }
}

extension ClockStep {
    /// Seconds by which the skew changed: not less, not more.
    fileprivate func write(to json: inout JSONWriter) {
        json.member("kind", step.kind.exported)
        json.member("told-as", told?.kind.exported)
        json.member("at-least", step.lower)
        json.member("at-most", step.upper)
        json.member("certain", step.isCertain)
    }
}

extension SkewStep.Kind {
    fileprivate var exported: String {
        switch self {
        case .serverForward: "server-forward"
        case .serverBack: "server-back"
        case .localStep: "our-clock"
        case .suspendOrCommon: "suspended-or-both"
        case .revised: "none-estimate-revised"
        case .cachedClock: "server-stamps-rarely"
        }
    }
}

extension Alarm {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("alarm", kind.rawValue)
        json.member("alarm-id", id)
        json.member("alarm-severity", "\(severity)")
        json.member("since", since.unixSeconds)
    }
}

extension KeepingStatus {
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .loading: json.member("status", "loading")
        case .kept: json.member("status", "kept")
        case .failing(let since, let reason):
            json.member("status", "failing")
            json.member("since", since.unixSeconds)
            json.member("text", SafeText.printable(reason))
        case .off(let reason):
            json.member("status", "off")
            json.member("text", SafeText.printable(reason))
        }
    }
}
