import Bindings
import LeasequerySession

/// What a window says of lqtop while nobody looks into it.
enum TitleWords {
    static func title(_ dashboard: Dashboard, now: Moment) -> String {
        let alarms = AlarmWords.mark(dashboard.alarms, isBrief: true).map { ", \($0.text)" } ?? ""
        let what = dashboard.replay == nil ? "lqtop" : "lqtop REPLAY"
        return "\(what): \(FeedWords.connected(dashboard.servers, now: now).text)\(alarms)"
    }
}
