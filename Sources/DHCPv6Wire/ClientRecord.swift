/// One usable CLIENT_DATA, flat (RFC 5007 section 4.1.2.2). Ranges point into the octets it was decoded from.
@frozen
public struct ClientRecord: Equatable, Sendable {
    /// The client's DUID.
    public var duid: ByteRange
    /// CLT_TIME: seconds from the server's last word from the client to the base time; nil if not said (V-12).
    public var sinceLastTransaction: UInt32?
    /// Which of the decoder's leases belong to this client.
    public var leases: Range<Int32>
    /// Which of the decoder's details belong to this client.
    public var details: Range<Int32>

    @inlinable
    init(duid: ByteRange, sinceLastTransaction: UInt32?, leases: Range<Int32>, details: Range<Int32>) {
        self.duid = duid
        self.sinceLastTransaction = sinceLastTransaction
        self.leases = leases
        self.details = details
    }
}

/// What a lease is of.
@frozen
public enum BindingKind: UInt8, Hashable, Sendable {
    /// IAADDR: an address. Whether it is of an IA_NA or an IA_TA is not on the wire.
    case address = 5
    /// IAPREFIX: a delegated prefix.
    case prefix = 26
}

/// One IAADDR or IAPREFIX of a CLIENT_DATA, checked and normalised.
@frozen
public struct LeaseRecord: Equatable, Sendable {
    /// No bits are set past `length`.
    public var address: IPv6Address
    /// Never above `valid` (V-24).
    public var preferred: Lifetime
    /// Zero: the binding has ended.
    public var valid: Lifetime
    /// 128 for an address.
    public var length: UInt8
    public var kind: BindingKind

    @inlinable
    init(address: IPv6Address, preferred: Lifetime, valid: Lifetime, length: UInt8, kind: BindingKind) {
        self.address = address
        self.preferred = preferred
        self.valid = valid
        self.length = length
        self.kind = kind
    }
}
