import Bindings
import DHCPv6Wire
import LeasequerySession

/// One binding as the named fields that leave this program, in JSON and in tables: docs/snapshot.md says what each
/// means.
///
/// Names follow Kea's `lease6-get-all`. What is unknown or absent is null, never 0. All times are whole Unix seconds.
public struct BindingDocument {
    let row: BindingRow
    /// The configured name of a server.
    let name: (ServerID) -> String
    let client: ClientFacts

    public init(_ row: BindingRow, name: @escaping (ServerID) -> String) {
        self.row = row
        self.name = name
        client = ClientFacts(row)
    }

    /// Writes the members of one object; the caller opens and closes it.
    public func write(to json: inout JSONWriter) {
        for field in BindingField.all {
            json.name(quoted: field.quotedName)
            field.write(self, &json)
        }
    }
}

/// One of the values of a binding.
struct BindingField: Sendable {
    let name: String
    fileprivate let quotedName: [UInt8]
    let write: @Sendable (BindingDocument, inout JSONWriter) -> Void

    init(_ name: String, _ value: @escaping @Sendable (BindingDocument) -> some JSONValue & SendableMetatype) {
        self.name = name
        quotedName = JSONWriter.quotedName(name)
        write = { value($0).write(to: &$1) }
    }

    /// Every one there is, in the order in which they stand in every format.
    static let all = who + times + standing + relays

    private static let who = [
        BindingField("server") { $0.name($0.row.server) },
        BindingField("sources") { document in
            // Of partners that both know of the binding, the one whose statement this is comes first.
            [document.row.server, document.row.partner?.server].compactMap { $0.map(document.name) }
        },
        BindingField("ip-address") { $0.row.prefix.address },
        BindingField("type") { $0.row.kind.exported },
        BindingField("prefix-len") { $0.row.shownLength },
        BindingField("duid") { $0.row.duid },
        BindingField("hw-address") { $0.client.hardware.map { ColonHex(octets: $0.octets) } },
        BindingField("hw-address-source") { $0.client.hardware?.source.rawValue },
        BindingField("hostname") { $0.client.hostName?.description },
    ]

    /// Lifetimes go out as the server sent them: seconds left at `base-time` (at `received-at` without one), 4294967295
    /// for infinity. So `valid-lft` is not what was granted, as in Kea, but what was left of it. `cltt` and
    /// `expires-at` are computed, in this machine's clock; `expires-at` is null if never.
    private static let times = [
        BindingField("preferred-lft") { $0.row.preferred.rawValue },
        BindingField("valid-lft") { $0.row.valid.rawValue },
        BindingField("cltt") { $0.row.lastTransactionAt },
        BindingField("base-time") { $0.row.baseTime?.unixSeconds(near: $0.row.receivedAt) },
        BindingField("received-at") { $0.row.receivedAt },
        BindingField("changed-at") { $0.row.changedAt },
        BindingField("expires-at") { $0.row.expiresAt },
    ]

    private static let standing = [
        BindingField("state") { $0.row.state.exported },
        BindingField("unverified") { $0.row.isDoubtful },
        BindingField("last-change") { $0.row.lastChange.exported },
        BindingField("conflict") { $0.row.isInConflict },
        BindingField("partner") { document in
            document.row.partner.map { PartnerDocument(source: $0, server: document.name($0.server)) }
        },
    ]

    /// The first of `client-link` to `subscriber-id` are what the relay nearest to the client says that says any.
    private static let relays = [
        BindingField("client-link") { $0.client.path?.clientLink },
        BindingField("interface-id") { $0.client.nearest { $0.interfaceID.map(FlatOctets.init) } },
        BindingField("remote-id") { $0.client.nearest { $0.remoteID.map(FlatRemoteID.init) } },
        BindingField("subscriber-id") { $0.client.nearest { $0.subscriberID.map(FlatOctets.init) } },
        BindingField("relay") { $0.client.path?.hops },
        BindingField("relay-fault") { $0.client.path?.fault?.description },
        BindingField("relay-octets") { $0.client.path?.fault == nil ? nil : $0.client.relayData?.message.hex },
    ]
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

extension BindingRow {
    /// Of an address it is known; what redaction left of one has a length.
    fileprivate var shownLength: UInt8? { kind == .address && prefix.length == 128 ? nil : prefix.length }
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

extension BindingKind {
    /// As Kea calls it.
    var exported: String {
        switch self {
        case .address: "IA_NA"
        case .prefix: "IA_PD"
        }
    }
}
