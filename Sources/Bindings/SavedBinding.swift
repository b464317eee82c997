import DHCPv6Wire
import LeasequerySession

/// One slot of a table as a state file keeps it: what a record says, without what can be found out again.
public struct SavedBinding: Sendable {
    /// Where it stands in its server's table, from 0.
    public var slot: Int
    /// There is no binding in the slot: nothing else means anything.
    public var isVacant: Bool
    public var address: IPv6Address
    /// 128 for an address.
    public var length: UInt8
    public var kind: BindingKind
    public var lastChange: ChangeKind
    public var preferred: Lifetime
    public var valid: Lifetime
    /// CLT_TIME, seconds before the base time; nil if unknown.
    public var sinceLastTransaction: UInt32?
    /// The server's clock; nil if the server sent none.
    public var baseTime: ServerTime?
    /// What the lifetimes count from: Unix seconds of our clock, as the next two.
    public var anchor: UInt32
    public var receivedAt: UInt32
    public var changedAt: UInt32
    /// The newest statement came from a bulk query.
    public var isFromBulk: Bool
    /// Over without a word from the server.
    public var isExpired: Bool
    /// There was no room for the details.
    public var lacksDetails: Bool
    /// Where the client's DUID lies in the octets of the `SavedBindings`; the other options, as they came, follow it.
    public var duid: ByteRange
    public var detailsCount: Int

    public init(
        slot: Int, isVacant: Bool = false, address: IPv6Address, length: UInt8, kind: BindingKind,
        lastChange: ChangeKind, preferred: Lifetime, valid: Lifetime, sinceLastTransaction: UInt32?,
        baseTime: ServerTime?, anchor: UInt32, receivedAt: UInt32, changedAt: UInt32, isFromBulk: Bool,
        isExpired: Bool, lacksDetails: Bool, duid: ByteRange, detailsCount: Int
    ) {
        self.slot = slot
        self.isVacant = isVacant
        self.address = address
        self.length = length
        self.kind = kind
        self.lastChange = lastChange
        self.preferred = preferred
        self.valid = valid
        self.sinceLastTransaction = sinceLastTransaction
        self.baseTime = baseTime
        self.anchor = anchor
        self.receivedAt = receivedAt
        self.changedAt = changedAt
        self.isFromBulk = isFromBulk
        self.isExpired = isExpired
        self.lacksDetails = lacksDetails
        self.duid = duid
        self.detailsCount = detailsCount
    }

    public var details: ByteRange { ByteRange(start: duid.upperBound, count: detailsCount) }
}

/// Some slots of one table, and the octets they point into.
public struct SavedBindings: Sendable {
    public var rows: ContiguousArray<SavedBinding> = []
    public var octets: ContiguousArray<UInt8> = []

    public init() {}

    /// Takes them all for told by an active query: no bulk query will be asked again that told them.
    public mutating func forgetBulk() {
        for index in rows.indices { rows[index].isFromBulk = false }
    }

    /// Forgets the contents and keeps the room.
    public mutating func removeAll() {
        rows.removeAll(keepingCapacity: true)
        octets.removeAll(keepingCapacity: true)
    }
}
