import DHCPv6Wire

/// Where a statement about a binding came from.
@frozen
public enum UpdateOrigin: UInt8, Hashable, Sendable {
    case live
    case catchUp
    case bulk
}

/// One statement of a server about one binding. What does not fit lies in the octets of its batch.
@frozen
public struct BindingUpdate: Sendable {
    public var lease: LeaseRecord
    public var origin: UpdateOrigin
    /// CLT_TIME, seconds before the base time.
    public var sinceLastTransaction: UInt32?
    /// Server's clock; nil if the server sent none.
    public var baseTime: ServerTime?
    /// The client's DUID, or the beginning of a long one.
    public var duid: DUIDHead
    /// Where the rest lies in the batch: the whole DUID if it is a long one, then the details. The leases of one
    /// CLIENT_DATA share one range.
    public var rest: ByteRange

    @inlinable
    public init(
        lease: LeaseRecord, origin: UpdateOrigin, sinceLastTransaction: UInt32?, baseTime: ServerTime?,
        duid: DUIDHead, rest: ByteRange
    ) {
        self.lease = lease
        self.origin = origin
        self.sinceLastTransaction = sinceLastTransaction
        self.baseTime = baseTime
        self.duid = duid
        self.rest = rest
    }
}

/// How many messages of which sort came since the last hand-over.
public struct FeedTally: Hashable, Sendable {
    /// Sound messages, keepalives included.
    public var messages: UInt64 = 0
    public var keepalives: UInt64 = 0
    /// LEASEQUERY-REPLY and LEASEQUERY-DONE among them; all others are LEASEQUERY-DATA.
    public var replies: UInt64 = 0
    public var dones: UInt64 = 0
    /// Those that had a status other than success, by its code.
    public var statuses: [StatusCode: UInt64] = [:]
    /// Octets of sound messages, lengths included.
    public var octets: UInt64 = 0
    /// Messages that a validation rule (V-03 and others) made us drop.
    public var discarded: UInt64 = 0
    /// Messages that were used although something was odd.
    public var faults = FaultCounts()

    /// More different codes than this are not told apart: few have names.
    static let mostStatuses = 64

    public init() {}

    /// Counts what few messages have.
    mutating func countRare(_ summary: MessageSummary) {
        if summary.type == .leasequeryReply { replies += 1 }
        if summary.type == .leasequeryDone { dones += 1 }
        if let status = summary.status, status != .success { count(status, 1) }
    }

    public mutating func add(_ other: FeedTally) {
        messages += other.messages
        keepalives += other.keepalives
        replies += other.replies
        dones += other.dones
        octets += other.octets
        discarded += other.discarded
        faults.add(other.faults)
        for (status, number) in other.statuses { count(status, number) }
    }

    private mutating func count(_ status: StatusCode, _ number: UInt64) {
        guard statuses[status] != nil || statuses.count < FeedTally.mostStatuses else { return }
        statuses[status, default: 0] += number
    }
}

/// What one server said since the last hand-over, for the store: rows of fixed size and one arena of octets, both
/// reused.
public struct UpdateBatch: Sendable {
    public private(set) var updates: ContiguousArray<BindingUpdate> = []
    /// What the updates point into.
    public private(set) var octets: ContiguousArray<UInt8> = []
    public var tally = FeedTally()
    /// When the last octet of the newest message was read; nil if no message is in here.
    public var lastMessageAt: Moment?
    /// The newest base time in here; the server's clock.
    public var lastBaseTime: ServerTime?
    /// It came on a bulk connection: nothing in here says how the active feed stands.
    public var isBulk = false
    /// Server's clock minus ours when the batch was closed; nil if unknown.
    public var skew: SkewEstimate?
    /// Where the feed goes on once everything in here and before is stored; nil on a bulk connection.
    public var resume: ResumePoint?

    public init() {}

    public var isEmpty: Bool { updates.isEmpty && lastMessageAt == nil && tally == FeedTally() }

    /// Forgets the contents and keeps the room.
    public mutating func removeAll() {
        updates.removeAll(keepingCapacity: true)
        octets.removeAll(keepingCapacity: true)
        tally = FeedTally()
        lastMessageAt = nil
        lastBaseTime = nil
    }

    /// Adds what `decoder` found about bindings in `message`.
    ///
    /// - Parameter unwanted: a client whose bindings are left out.
    public mutating func append(
        _ decoder: borrowing MessageDecoder, of message: RawSpan, origin: UpdateOrigin, leavingOut unwanted: DUID? = nil
    ) {
        // By index: a loop over the list itself would copy it.
        for index in decoder.clients.indices {
            let client = decoder.clients[index]
            if let unwanted, message.octets(client.duid) == unwanted.octets { continue }
            let duid = DUIDHead(of: message, in: client.duid)
            let start = octets.count
            if !duid.isWhole { copy(client.duid, of: message) }
            for index in client.details { copy(decoder.details[index], of: message) }
            let rest = ByteRange(start: start, count: octets.count - start)
            for index in client.leases {
                updates.append(
                    BindingUpdate(
                        lease: decoder.leases[index], origin: origin,
                        sinceLastTransaction: client.sinceLastTransaction, baseTime: decoder.summary.baseTime,
                        duid: duid, rest: rest))
            }
        }
    }

    /// Counts a sound message that ended at `now`.
    public mutating func note(_ summary: MessageSummary, of message: RawSpan, at now: Moment) {
        tally.messages += 1
        tally.octets += UInt64(message.byteCount + 2)
        if summary.type == .leasequeryData, summary.isEmpty { tally.keepalives += 1 }
        if summary.type != .leasequeryData || summary.status != nil { tally.countRare(summary) }
        tally.faults.count(summary.faults)
        lastMessageAt = now
        if let base = summary.baseTime { lastBaseTime = base }
    }

    /// The client of one of the updates.
    public func duid(of update: BindingUpdate) -> DUID {
        guard !update.duid.isWhole else { return DUID(octets: update.duid.octets) }
        return DUID(octets: Array(octets[update.rest.range].prefix(Int(update.duid.count))))
    }

    /// The other options of the CLIENT_DATA of one of the updates (LQ_RELAY_DATA, CLIENT_FQDN, vendor, unknown),
    /// headers included, in the order of the wire.
    public func details(of update: BindingUpdate) -> [UInt8] {
        Array(octets[update.rest.range].dropFirst(update.duid.isWhole ? 0 : Int(update.duid.count)))
    }

    private mutating func copy(_ range: ByteRange, of message: RawSpan) {
        message.extracting(range.range).withUnsafeBytes { octets.append(contentsOf: $0) }
    }
}
