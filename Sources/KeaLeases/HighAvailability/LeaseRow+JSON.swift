import DHCPv6Wire
import Responder

extension LeaseRow {
    /// A lease as Kea's commands have it.
    ///
    /// - Parameter lease: with `expire`, as it is sent to partners, or with `cltt`, as it is answered.
    /// - Throws: `Fault` for what is none, or of a kind or state of a Kea to come.
    init(_ lease: JSONValue) throws(Fault) {
        func value<Value>(_ name: String, _ read: (JSONValue) -> Value?) throws(Fault) -> Value {
            guard let member = lease[name] else { throw .value("", of: name) }
            guard let value = read(member) else { throw .value(member.shown, of: name) }
            return value
        }
        func short(_ member: JSONValue) -> UInt32? { member.integer.flatMap { UInt32(exactly: $0) } }
        func second(_ member: JSONValue) -> Int64? { member.integer.flatMap { (0..<1 << 40).contains($0) ? $0 : nil } }
        let address = try value("ip-address") { $0.text.flatMap { IPv6Address($0) } }
        duid = try value("duid") { $0.text.flatMap { [UInt8](hex: $0.filter { $0 != ":" }) } }
        valid = try value("valid-lft", short)
        preferred = try value("preferred-lft", short)
        subnet = try value("subnet-id", short)
        expire = lease["expire"] != nil ? try value("expire", second) : try value("cltt", second) + Int64(valid)
        state = lease["state"] == nil ? .held : try value("state") { State(number: $0.integer) }
        key =
            switch try value("type", BindingKind.init(member:)) {
            case .address: BindingKey(address: address)
            case .prefix:
                BindingKey(
                    .prefix,
                    IPv6Prefix(
                        address,
                        length: try value("prefix-len") { $0.integer.flatMap { $0 <= 128 ? UInt8(exactly: $0) : nil } })
                )
            }
        isNameInDNS = lease["fqdn-fwd"] == .bool(true)
        hostname = Array((lease["hostname"]?.text ?? "").utf8)
        context = lease["user-context"].map { .value($0) } ?? .text([])
    }

    /// The same lease, deleted.
    var deleted: LeaseRow {
        var row = self
        row.valid = 0
        row.expire = lastTransaction
        return row
    }
}

extension BindingKind {
    /// Temporary addresses are addresses.
    fileprivate init?(member: JSONValue) {
        switch member.text {
        case "IA_NA", "IA_TA": self = .address
        case "IA_PD": self = .prefix
        default: return nil
        }
    }
}

extension RejectedInput {
    /// A lease in an answer or update of Kea's cannot be read.
    mutating func add(_ lease: JSONValue, in command: String, _ fault: LeaseRow.Fault) {
        add(
            "\(command): lease \((lease["ip-address"]?.text ?? "without address").prefix(60)): \(fault)"
        )
    }
}
