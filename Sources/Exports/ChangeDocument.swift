import Bindings
import DHCPv6Wire
import LeasequerySession

/// One change of a binding as named fields; those of a binding mean the same here.
///
/// `at` is when it was read or our timer ran out: our clock, Unix seconds with milliseconds. `number` rises by one with
/// every change that lqtop saw, of any server, and begins anew with the program.
public struct ChangeDocument {
    let row: ChangeRow
    /// The configured name of a server.
    let name: (ServerID) -> String

    public init(_ row: ChangeRow, name: @escaping (ServerID) -> String) {
        self.row = row
        self.name = name
    }

    /// Writes the members of one object; the caller opens and closes it.
    public func write(to json: inout JSONWriter) {
        json.member("number", row.sequence)
        json.member("change", row.kind.exported)
        json.member("at", UnixMilliseconds(nanoseconds: row.at))
        json.member("origin", row.origin.exported)
        json.member("server", name(row.server))
        json.member("ip-address", row.prefix.address)
        json.member("type", row.bindingKind.exported)
        json.member("prefix-len", row.bindingKind == .address && row.prefix.length == 128 ? nil : row.prefix.length)
        json.member("duid", row.duid)
        json.member("previous-duid", row.previousDUID)
        json.member("valid-lft", row.valid.rawValue)
    }
}

/// Unix seconds with three decimals, exactly.
struct UnixMilliseconds: JSONValue {
    private let milliseconds: Int64

    init(nanoseconds: Int64) {
        milliseconds = nanoseconds / 1_000_000
    }

    func write(to json: inout JSONWriter) { json.decimal(thousandths: milliseconds) }
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

extension UpdateOrigin {
    /// By which way it was heard.
    fileprivate var exported: String {
        switch self {
        case .live: "live"
        case .catchUp: "catch-up"
        case .bulk: "bulk"
        }
    }
}
