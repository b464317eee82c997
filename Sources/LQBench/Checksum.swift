import Bindings
import DHCPv6Wire

/// The order-free sum over a store by which programs show that they kept the same bindings: FNV-1a of 64 bits over
/// address, prefix length, kind, DUID, preferred, valid, CLT_TIME and base time of each binding.
enum Checksum {
    static func of(_ store: BindingStore) -> (bindings: Int, checksum: UInt64) {
        var bindings = 0
        var sum: UInt64 = 0
        store.visitRows { row in
            bindings += 1
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            let times = [
                row.preferred.rawValue, row.valid.rawValue, row.sinceLastTransaction ?? 0, row.baseTime?.rawValue ?? 0,
            ]
            let octets =
                row.prefix.address.octets + [row.prefix.length, row.kind.rawValue] + row.duid.octets
                + times.flatMap { time in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: time >> $0) } }
            for octet in octets { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01b3 }
            sum &+= hash
        }
        return (bindings, sum)
    }
}
