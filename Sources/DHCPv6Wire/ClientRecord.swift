/// One usable CLIENT_DATA, flat (RFC 5007 section 4.1.2.2). Ranges point into the octets it was decoded from.
@frozen
public struct ClientRecord: Equatable, Sendable {
    /// The client's DUID.
    public var duid: ByteRange
    /// CLT_TIME: seconds from the server's last word from the client to the base time; nil if not said (V-12).
    public var sinceLastTransaction: UInt32?
    @usableFromInline var firstLease: Int32
    @usableFromInline var leaseEnd: Int32
    @usableFromInline var firstDetail: Int32
    @usableFromInline var detailEnd: Int32

    /// Which of the decoder's leases belong to this client.
    @inlinable public var leases: Range<Int> { Range(uncheckedBounds: (Int(firstLease), Int(leaseEnd))) }
    /// Which of the decoder's details belong to this client.
    @inlinable public var details: Range<Int> { Range(uncheckedBounds: (Int(firstDetail), Int(detailEnd))) }

    /// A client of whom nothing is known yet; counts that do not fit are no counts a message can hold.
    @inlinable
    init(firstLease: Int, firstDetail: Int) {
        duid = ByteRange(start: 0, count: 0)
        sinceLastTransaction = nil
        self.firstLease = Int32(truncatingIfNeeded: firstLease)
        leaseEnd = self.firstLease
        self.firstDetail = Int32(truncatingIfNeeded: firstDetail)
        detailEnd = self.firstDetail
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
