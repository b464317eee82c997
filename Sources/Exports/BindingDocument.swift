import Bindings
import DHCPv6Wire

/// One binding as the named fields that leave this program: the single place that decides what goes out.
///
/// Names follow Kea's `lease6-get-all` where a field means the same. What is unknown or absent is null, never 0. All
/// times are whole Unix seconds.
struct BindingDocument {
    let row: BindingRow
    /// The configured name of the server.
    let server: String

    /// Writes the members of one object; the caller opens and closes it.
    func write(to json: inout JSONWriter) {
        json.member("server", server)
        json.member("ip-address", row.prefix.address)
        json.member("type", row.kind == .address ? "IA_NA" : "IA_PD")
        json.member("prefix-len", row.kind == .address ? nil : row.prefix.length)
        json.member("duid", row.duid)
        writeTimes(to: &json)
        json.member("state", row.state.exported)
        json.member("unverified", row.isUnverified)
        json.member("last-change", row.lastChange.exported)
        RelayDocument(details: row.details).write(to: &json)
    }

    /// Lifetimes go out as the server sent them: seconds left at `base-time` (at `received-at` without one), 4294967295
    /// for infinity. So `valid-lft` is not what was granted, as in Kea, but what was left of it. `cltt` and
    /// `expires-at` are computed, in this machine's clock; `expires-at` is null if never.
    private func writeTimes(to json: inout JSONWriter) {
        json.member("preferred-lft", row.preferred.rawValue)
        json.member("valid-lft", row.valid.rawValue)
        json.member("cltt", row.lastTransactionAt)
        json.member("base-time", row.baseTime?.unixSeconds(near: row.receivedAt))
        json.member("received-at", row.receivedAt)
        json.member("changed-at", row.changedAt)
        json.member("expires-at", row.expiresAt)
    }
}

extension BindingState {
    var exported: String {
        switch self {
        case .bound: "bound"
        case .ended: "ended"
        case .expiredUnconfirmed: "expired-unconfirmed"
        }
    }
}

extension ChangeKind {
    var exported: String {
        switch self {
        case .new: "new"
        case .renewed: "renewed"
        case .changedHolder: "changed-holder"
        case .ended: "ended"
        case .expiredLocally: "expired-locally"
        case .repeated: "repeated"
        }
    }
}
