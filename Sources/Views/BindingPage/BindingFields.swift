import Bindings
import DHCPv6Wire
import LeasequerySession

/// What is known of one binding, as fields by subject.
struct BindingFields {
    private let row: BindingRow
    private let dashboard: Dashboard
    private let now: Moment

    init(_ row: BindingRow, _ dashboard: Dashboard, now: Moment) {
        self.row = row
        self.dashboard = dashboard
        self.now = now
    }

    var client: [Fields.Field] { [("client", Words("\(BindingWords.client(row.duid))  (\(row.duid))"))] }

    /// Who says so: the server, and what its partner makes of it.
    var sources: [Fields.Field] {
        [("server", server)] + (PairWords.partner(row, dashboard, now: now).map { [("partner", $0)] } ?? [])
    }

    var state: [Fields.Field] {
        [
            ("state", BindingWords.state(row)), ("change", change), ("lifetimes", Words(lifetimes)),
            ("expires", Words(expiry)), ("last seen", Words(lastSeen)),
        ]
    }

    /// As `state`, with each time by the server's clock too, and when and how the newest statement came.
    func stateInDepth(_ report: BindingReport) -> [Fields.Field] {
        [
            ("state", stateInWords), ("change", change), ("lifetimes", Words(lifetimes)),
            ("expires", Words(expiry + theirs(row.valid.seconds.map(Int64.init), isShown: row.expiresAt != nil))),
            ("last seen", Words(lastSeen + theirs(row.sinceLastTransaction.map { -Int64($0) }))),
            ("read", read(isFromBulk: report.isFromBulk)),
        ]
    }

    private var change: Words {
        let change = BindingWords.changeInFull(row.lastChange)
        return Words("\(change.text) at \(Times.stamp(row.changedAt, now: now)) by our clock", change.role)
    }

    private var stateInWords: Words {
        let words = BindingWords.state(row)
        let why =
            switch row.state {
            case .bound where row.isDoubtful:
                ": was bound when it was last spoken of, and changes have been missed since"
            case .bound: ""
            case .ended where row.lastChange == .absent: ": a complete answer of the server left it out"
            case .ended: ": the server said so"
            case .expiredUnconfirmed: ": its time is over by our clock, and the server has not said so"
            }
        return Words(words.text + why, words.role)
    }

    /// Of a polled server: how old all that is said of the binding is.
    private var server: Words {
        var words = dashboard.serverName(row.server)
        if dashboard.server(row.server)?.pollInterval != nil {
            words.text +=
                ", polled: said \(BindingWords.age(since: row.receivedAt, now: now)) ago, maybe not so any more"
        }
        return words
    }

    private func read(isFromBulk: Bool) -> Words {
        let age = BindingWords.age(since: row.receivedAt, now: now)
        let how = isFromBulk ? "a bulk query" : "the active query"
        return Words(
            "the newest statement at \(Times.stamp(row.receivedAt, now: now)) by our clock, \(age) ago, from \(how)")
    }

    // MARK: Times

    private static let untimed = "reception, so a little late: the server stamps no time"

    private var lifetimes: String {
        let preferred = BindingWords.lifetime(row.preferred)
        let from =
            row.baseTime.map { "\(FeedWords.serverTime($0, now: now)) by the server's clock" } ?? BindingFields.untimed
        return "preferred \(preferred), valid \(BindingWords.lifetime(row.valid)), counted from \(from)"
    }

    private var expiry: String {
        guard row.state != .ended, let at = row.expiresAt else { return BindingWords.expires(row, now: now) }
        return "\(BindingWords.expires(row, now: now)), at \(ours(at))"
    }

    private var lastSeen: String {
        guard let at = row.lastTransactionAt else { return "not said" }
        return "\(BindingWords.age(since: at, now: now)) ago, at \(ours(at))"
    }

    /// A time that the server told, by our clock, with the bound if it is wider than a second.
    private func ours(_ at: Int64) -> String {
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

    /// What the server's clock showed so many seconds after the base time.
    private func theirs(_ seconds: Int64?, isShown: Bool = true) -> String {
        guard row.state != .ended || (seconds ?? 0) < 0, isShown, let seconds, let base = row.baseTime else {
            return ""
        }
        return "; \(Times.stamp(base.unixSeconds(near: row.receivedAt) + seconds, now: now)) by the server's"
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
