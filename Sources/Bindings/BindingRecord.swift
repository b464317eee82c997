import DHCPv6Wire
import LeasequerySession

/// What tells one binding of a server from another: the DUID is an attribute, the same address may pass to another
/// client.
struct BindingKey: Hashable {
    var address: IPv6Address
    var length: UInt8
    var kind: BindingKind

    init(_ lease: LeaseRecord) {
        address = lease.address
        length = lease.length
        kind = lease.kind
    }

    init(_ record: borrowing BindingRecord) {
        address = record.address
        length = record.length
        kind = record.kind
    }

    init(_ subject: BindingSubject) {
        address = subject.prefix.address
        length = subject.prefix.length
        kind = subject.kind
    }

    init(_ entry: ChangeLog.Entry) {
        address = entry.address
        length = entry.length
        kind = entry.bindingKind
    }
}

/// One binding in 72 octets of fixed size, so that a million of them are one plain scan.
///
/// Times of our own clock are Unix seconds of 32 bits without sign: they last until 2106.
struct BindingRecord {
    var address: IPv6Address
    var duid: DUIDHead
    var length: UInt8
    var flags: Flags
    var lastChange: ChangeKind
    var preferred: Lifetime
    var valid: Lifetime
    /// CLT_TIME; means something only with `.hasTransactionTime`.
    var sinceLastTransaction: UInt32
    /// The server's clock; means something only with `.hasBaseTime`.
    var baseTime: ServerTime
    /// The base time in our clock: what the lifetimes count from. Without a base time, when the statement was read.
    var anchor: UInt32
    var receivedAt: UInt32
    var changedAt: UInt32
    /// Names what does not fit here in the `OctetPool`: the whole DUID if it is a long one, then the details.
    var rest: OctetPool.Name

    struct Flags: OptionSet {
        let rawValue: UInt8

        static let isPrefix = Flags(rawValue: 1 << 0)
        static let hasBaseTime = Flags(rawValue: 1 << 1)
        static let hasTransactionTime = Flags(rawValue: 1 << 2)
        /// The newest statement came from a bulk query.
        static let isFromBulk = Flags(rawValue: 1 << 3)
        /// Over without a word from the server: our timer ran out or, if that is the last change, it was absent.
        static let isExpired = Flags(rawValue: 1 << 4)
        /// No binding: room for the next one.
        static let isVacant = Flags(rawValue: 1 << 5)
        /// The details hold a link-layer address of the client (RFC 6939).
        static let hasLinkLayerAddress = Flags(rawValue: 1 << 6)
        /// There was no room for the details.
        static let lacksDetails = Flags(rawValue: 1 << 7)
    }

    var kind: BindingKind { flags.contains(.isPrefix) ? .prefix : .address }
    var isVacant: Bool { flags.contains(.isVacant) }

    /// Asked for every statement: `state` costs more.
    var isBound: Bool { valid != .zero && !flags.contains(.isExpired) }

    var state: BindingState {
        if flags.contains(.isExpired) { return lastChange == .absent ? .ended : .expiredUnconfirmed }
        return valid == .zero ? .ended : .bound
    }

    /// Unix seconds of our clock; nil if never.
    var expiresAt: Int64? { valid.seconds.map { Int64(anchor) + Int64($0) } }

    /// Unix seconds of our clock; nil if unknown.
    var lastTransactionAt: Int64? {
        flags.contains(.hasTransactionTime) ? Int64(anchor) - Int64(sinceLastTransaction) : nil
    }
}
