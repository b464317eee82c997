import Bindings
import DHCPv6Wire
import LeasequerySession

/// All there is to know about the selected binding.
enum BindingPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        guard let row = dashboard.selectedBinding, rect.height > 0 else { return }
        let title = "\(BindingWords.kind(row.kind)) \(BindingWords.prefix(row.prefix, row.kind))"
        Fields.draw(fields(row, dashboard, now: now), title: title, in: rect, into: &surface)
    }

    private static func fields(_ row: BindingRow, _ dashboard: Dashboard, now: Moment) -> [Fields.Field] {
        let change = BindingWords.changeInFull(row.lastChange)
        let partner = PairWords.partner(row, dashboard, now: now).map { [("partner", $0)] } ?? []
        let own: [Fields.Field] = [
            ("client", Words("\(BindingWords.client(row.duid))  (\(row.duid))")),
            ("server", server(row, dashboard, now: now)),
        ]
        let state: [Fields.Field] = [
            ("state", BindingWords.state(row)),
            ("change", Words("\(change.text) at \(Times.stamp(row.changedAt, now: now)) by our clock", change.role)),
            ("lifetimes", Words(lifetimes(row, now: now))),
            ("expires", Words(expiry(row, now: now))),
            ("last seen", Words(lastSeen(row, now: now))),
        ]
        return own + partner + state + RelayWords.fields(row.details) + RelayWords.clientFields(row.details)
    }

    /// Of a polled server: how old all that is said of the binding is.
    private static func server(_ row: BindingRow, _ dashboard: Dashboard, now: Moment) -> Words {
        var words = dashboard.serverName(row.server)
        if dashboard.server(row.server)?.pollInterval != nil {
            words.text +=
                ", polled: said \(BindingWords.age(since: row.receivedAt, now: now)) ago, maybe not so any more"
        }
        return words
    }

    private static let untimed = "reception, so a little late: the server stamps no time"

    private static func lifetimes(_ row: BindingRow, now: Moment) -> String {
        let preferred = BindingWords.lifetime(row.preferred)
        let from = row.baseTime.map { "\(FeedWords.serverTime($0, now: now)) by the server's clock" } ?? untimed
        return "preferred \(preferred), valid \(BindingWords.lifetime(row.valid)), counted from \(from)"
    }

    private static func expiry(_ row: BindingRow, now: Moment) -> String {
        guard row.state != .ended, let at = row.expiresAt else { return BindingWords.expires(row, now: now) }
        return "\(BindingWords.expires(row, now: now)), at \(Times.stamp(at, now: now)) by our clock"
    }

    private static func lastSeen(_ row: BindingRow, now: Moment) -> String {
        guard let at = row.lastTransactionAt else { return "not said" }
        return "\(BindingWords.age(since: at, now: now)) ago, at \(Times.stamp(at, now: now)) by our clock"
    }
}
