import DHCPv6Wire
import Responder

extension LeaseRow {
    /// A lease as Kea's commands have it. Nil for what is none, or of a kind or state of a Kea to come.
    ///
    /// - Parameter lease: with `expire`, as it is sent to partners, or with `cltt`, as it is answered.
    init?(_ lease: JSONValue) {
        func short(_ name: String) -> UInt32? { lease[name]?.integer.flatMap { UInt32(exactly: $0) } }
        guard let address = lease["ip-address"]?.text.flatMap({ IPv6Address($0) }),
            let duid = lease["duid"]?.text.flatMap({ [UInt8](hex: $0.filter { $0 != ":" }) }),
            let valid = short("valid-lft"), let preferred = short("preferred-lft"), let subnet = short("subnet-id"),
            let expire = lease["expire"]?.integer ?? lease["cltt"]?.integer.map({ $0 &+ Int64(valid) }),
            (0..<1 << 40).contains(expire),
            let state = State(number: lease["state"]?.integer ?? 0)
        else { return nil }
        switch lease["type"]?.text {
        case "IA_NA", "IA_TA": key = BindingKey(address: address)
        case "IA_PD":
            guard let length = short("prefix-len"), length <= 128 else { return nil }
            key = BindingKey(.prefix, IPv6Prefix(address, length: UInt8(length)))
        default: return nil
        }
        self.duid = duid
        self.valid = valid
        self.preferred = preferred
        self.expire = expire
        self.subnet = subnet
        self.state = state
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
