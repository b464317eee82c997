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
            ("expires", Words(expiry(row, dashboard, now: now))),
            ("last seen", Words(lastSeen(row, dashboard, now: now))),
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

    private static func expiry(_ row: BindingRow, _ dashboard: Dashboard, now: Moment) -> String {
        guard row.state != .ended, let at = row.expiresAt else { return BindingWords.expires(row, now: now) }
        return "\(BindingWords.expires(row, now: now)), at \(ours(at, row, dashboard, now: now))"
    }

    private static func lastSeen(_ row: BindingRow, _ dashboard: Dashboard, now: Moment) -> String {
        guard let at = row.lastTransactionAt else { return "not said" }
        return "\(BindingWords.age(since: at, now: now)) ago, at \(ours(at, row, dashboard, now: now))"
    }

    /// A time that the server told, by our clock, with the bound if it is wider than a second.
    private static func ours(_ at: Int64, _ row: BindingRow, _ dashboard: Dashboard, now: Moment) -> String {
        guard let shift = row.clockShift, let server = dashboard.server(row.server) else {
            return "\(Times.stamp(at, now: now)) by our clock"
        }
        guard server.skew != nil else {
            return "\(Times.stamp(at, now: now)) by our clock, if the server's agrees with it"
        }
        let read = now.advanced(by: .seconds(row.receivedAt - now.unixSeconds))
        let time = OurTime(at, takenAs: shift, within: server.skewHistory.bounds(since: read))
        return "\(time.text(now: now)) by our clock"
    }
}

extension BindingRow {
    /// Seconds that the server's clock was taken to be ahead when this was read; nil: no time of it was used.
    fileprivate var clockShift: Int64? {
        guard let baseTime else { return nil }
        let anchor: Int64? =
            if let expiresAt, let valid = valid.seconds {
                expiresAt - Int64(valid)
            } else if let lastTransactionAt, let sinceLastTransaction {
                lastTransactionAt + Int64(sinceLastTransaction)
            } else {
                nil
            }
        return anchor.map { baseTime.unixSeconds(near: receivedAt) - $0 }
    }
}
