import DHCPv6Wire
import Responder

/// One state of one lease, as Kea writes it into its lease file and sends it to its backups. What it means for a
/// binding is for `LeaseTable` to say.
struct LeaseRow: Hashable, Sendable {
    enum State: Hashable, Sendable {
        /// 0 assigned, or 4 registered by the client itself (RFC 9686).
        case held
        /// 1: the DUID is 00:00:00 now, and the lifetime that of the probation.
        case declined
        /// 2: run out and reclaimed.
        case reclaimed
        /// 3: given back, and kept for the client to come back.
        case released

        /// Nil for a state of a Kea to come.
        init?(number: Int64?) {
            switch number {
            case 0, 4: self = .held
            case 1: self = .declined
            case 2: self = .reclaimed
            case 3: self = .released
            default: return nil
            }
        }
    }

    var key: BindingKey
    var duid: [UInt8]
    /// Seconds granted at the last contact; 0 is the one mark of deletion.
    var valid: UInt32
    var preferred: UInt32
    /// Why something is no row. Holds what was written as it is: escape before showing.
    enum Fault: Error, Hashable {
        case tooFewColumns(Int)
        /// What stands there is none of the values that this column or member can have.
        case value(String, of: String)
    }

    /// Unix seconds: last contact plus `valid`.
    var expire: Int64
    var subnet: UInt32
    /// Empty if there is none.
    var hostname: [UInt8]
    /// Whether Kea keeps the name's AAAA record.
    var isNameInDNS: Bool
    var state: State
    /// What Kea keeps beside the lease.
    var context: Context

    enum Context: Hashable, Sendable {
        /// JSON as the lease file has it, commas and ampersands written out; empty if there is none.
        case text([UInt8])
        case value(JSONValue)

        /// 64 bits of hash, the same for the same text in one run; all octets at once, which costs much less.
        var digest: Int {
            switch self {
            case .value(let value): return value.hashValue
            case .text(let text):
                var hasher = Hasher()
                text.withUnsafeBytes { hasher.combine(bytes: $0) }
                return hasher.finalize()
            }
        }
    }

    /// Unix seconds: when Kea last heard from the client (CLTT).
    var lastTransaction: Int64 { expire - Int64(valid) }
}

extension LeaseRow.Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .tooFewColumns(let count): "\(count) columns, a lease has 12 or more"
        case .value("", let name): "\(name) is missing"
        case .value(let value, let name): "\(name) cannot be '\(value.prefix(40))\(value.count > 40 ? "…" : "")'"
        }
    }
}
