import Bindings
import DHCPv6Wire
import LeasequerySession

/// How a server's clock stood to ours: seconds, positive if it was ahead. Unknown bounds are null.
struct ClockDocument: JSONValue {
    let skew: SkewEstimate
    let level: SkewLevel

    func write(to json: inout JSONWriter) {
        json.valueObject { json in
            json.member("seconds", skew.seconds)
            json.member("at-least", skew.lower)
            json.member("at-most", skew.upper)
            json.member("at-most-for-certain", skew.guaranteedUpper)
            json.member("level", level.degree.exported)
            json.member("possible-level", level.possible.exported)
        }
    }
}

extension SkewLevel.Degree {
    fileprivate var exported: String {
        switch self {
        case .fine: "fine"
        case .warning: "warning"
        case .critical: "critical"
        }
    }
}

/// How the newest catch-up went; `from` is LQ_START_TIME, the server's clock, seconds since 2000.
struct CatchUpDocument: JSONValue {
    let report: CatchUpReport

    func write(to json: inout JSONWriter) {
        json.valueObject { json in
            json.member("state", report.state.replacing("_", with: "-"))
            json.member("from", report.from.rawValue)
            json.member("began", report.beganAt.unixSeconds)
            json.member("ended", report.endedAt?.unixSeconds)
            json.member("statements", report.updates)
        }
    }
}
