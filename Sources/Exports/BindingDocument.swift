import Bindings
import DHCPv6Wire
import LeasequerySession

/// One binding as the named fields that leave this program: the single place that decides what goes out.
///
/// Names follow Kea's `lease6-get-all` where a field means the same. What is unknown or absent is null, never 0. All
/// times are whole Unix seconds.
struct BindingDocument {
    let row: BindingRow
    /// The configured name of a server.
    let name: (ServerID) -> String

    /// Writes the members of one object; the caller opens and closes it.
    func write(to json: inout JSONWriter) {
        json.member("server", name(row.server))
        json.array("sources") { json in
            for source in sources { json.element(source) }
        }
        json.member("ip-address", row.prefix.address)
        json.member("type", row.kind == .address ? "IA_NA" : "IA_PD")
        json.member("prefix-len", row.kind == .address ? nil : row.prefix.length)
        json.member("duid", row.duid)
        writeTimes(to: &json)
        json.member("state", row.state.exported)
        json.member("unverified", row.isDoubtful)
        json.member("last-change", row.lastChange.exported)
        json.member("conflict", row.isInConflict)
        json.member("partner", row.partner.map { PartnerDocument(source: $0, server: name($0.server)) })
        RelayDocument(details: row.details).write(to: &json)
    }

    /// Of partners that both know of the binding, the one whose statement this is comes first.
    private var sources: [String] { [row.server, row.partner?.server].compactMap { $0.map(name) } }

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

/// What the partner of a server says about the same binding.
private struct PartnerDocument: JSONValue {
    let source: PartnerSource
    let server: String

    func write(to json: inout JSONWriter) {
        json.valueObject { json in
            json.member("server", server)
            json.member("duid", source.duid)
            json.member("valid-lft", source.valid.rawValue)
            json.member("cltt", source.lastTransactionAt)
            json.member("base-time", source.baseTime?.unixSeconds(near: source.receivedAt))
            json.member("received-at", source.receivedAt)
            json.member("changed-at", source.changedAt)
            json.member("expires-at", source.expiresAt)
            json.member("state", source.state.exported)
            json.member("unverified", source.isUnverified)
            json.member("contradicts", source.conflict?.exported)
            json.member("contradicts-since", source.conflictSince)
        }
    }
}

extension PartnerConflict {
    fileprivate var exported: String {
        switch self {
        case .holder: "other-client"
        case .end: "one-ended"
        }
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
        case .absent: "absent"
        case .repeated: "repeated"
        }
    }
}
