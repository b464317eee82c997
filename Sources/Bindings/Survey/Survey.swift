import DHCPv6Wire
import LeasequerySession

/// Counts over all bindings, some slots at a time: grouping a million of them in one look would hold up every feed.
///
/// Each look copies a slice out under the lock; what is made of it is made outside. Of partners' records only those
/// that are shown are counted, so that each binding counts once.
public struct Survey: Sendable {
    private enum Stage { case waiting, counting, naming }

    public let request: SurveyRequest
    /// nil until it is complete.
    public private(set) var report: SurveyReport?

    private let pools: [Pool]
    private let fingerprint: ClientFingerprint
    private var stage = Stage.waiting
    private var beganAt: Moment
    private var endedAt: Moment
    private var sequences: ClosedRange<UInt64> = 0...0
    /// By server: the slots that there were in the beginning, and what they meant.
    private var tables: [(slots: Int, generation: UInt32)] = []
    /// The next slot to be looked at.
    private var next = (server: 0, slot: 0)
    /// Copied out and not counted yet.
    private var slice: ContiguousArray<SurveySample> = []
    private var clients: ClientCensus
    private var prefixes = PrefixCensus()
    private var poolCensus: PoolCensus

    /// - Parameters:
    ///   - pools: counted with prefixes.
    ///   - seed: the same in all surveys of a program, so that clients that tie keep their order.
    public init(_ request: SurveyRequest, pools: [Pool] = [], seed: UInt64, at now: Moment) {
        self.request = request
        self.pools = request.subject == .prefixes ? pools : []
        poolCensus = PoolCensus(self.pools)
        fingerprint = ClientFingerprint(seed: seed)
        clients = ClientCensus(fingerprint)
        beganAt = now
        endedAt = now
    }

    public var isComplete: Bool { report != nil }

    /// Part of the bindings that were looked at, 0 to 1.
    public var progress: Double {
        let all = tables.reduce(0) { $0 + $1.slots }
        let seen = tables.prefix(next.server).reduce(next.slot) { $0 + $1.slots }
        return isComplete ? 1 : Double(seen) / Double(max(all, 1))
    }
}

// Under the lock.
extension Survey {
    /// Copies up to `most` slots out; `digest` must follow before the next look.
    mutating func look(at store: borrowing BindingStore, most: Int, at now: Moment) {
        // What a server said before it was another one has nothing to do with the rest.
        let isOutdated = zip(tables, store.tables).contains { $0.generation != $1.generation }
        if stage == .waiting || isOutdated { begin(store, at: now) }
        switch stage {
        case .waiting, .counting: copySlice(of: store, most: most)
        case .naming: clients.name(most / Survey.costOfName, in: store)
        }
        endedAt = now
        sequences = sequences.lowerBound...max(store.log.lastSequence, sequences.lowerBound)
    }

    /// Naming a client reads its record and its options where they lie, which costs as much as so many slots in order.
    private static let costOfName = 64

    private mutating func begin(_ store: borrowing BindingStore, at now: Moment) {
        stage = .counting
        beganAt = now
        sequences = store.log.lastSequence...store.log.lastSequence
        tables = store.tables.map { ($0.records.count, $0.generation) }
        next = (0, 0)
        clients = ClientCensus(fingerprint)
        prefixes = PrefixCensus()
        poolCensus = PoolCensus(pools)
    }

    private mutating func copySlice(of store: borrowing BindingStore, most: Int) {
        // As of the beginning, or what `age<1h` means would move while it is counted.
        let matcher = FilterMatcher(request.filter, in: copy store, at: beganAt)
        var left = most
        while left > 0, next.server < tables.count {
            let end = min(next.slot + left, tables[next.server].slots)
            store.sample(
                next.slot..<end, of: next.server, matcher, fingerprint, keepsAll: !pools.isEmpty, into: &slice)
            left -= end - next.slot
            next.slot = end
            if end == tables[next.server].slots { next = (next.server + 1, 0) }
        }
    }
}

// Outside the lock.
extension Survey {
    /// Counts what was copied out.
    mutating func digest() {
        switch (stage, request.subject) {
        case (.waiting, _): break
        case (.counting, .clients):
            clients.add(slice)
            if next.server == tables.count {
                clients.rank()
                stage = .naming
            }
        case (.counting, .prefixes):
            prefixes.add(slice)
            poolCensus.add(slice)
            if next.server == tables.count { finish(.prefixes(prefixes.tree())) }
        case (.naming, _):
            if let ranking = clients.ranking { finish(.clients(ranking)) }
        }
        slice.removeAll(keepingCapacity: true)
    }

    private mutating func finish(_ contents: SurveyReport.Contents) {
        report = SurveyReport(
            request, beganAt: beganAt, endedAt: endedAt,
            changesMeanwhile: sequences.upperBound - sequences.lowerBound, contents: contents, pools: poolCensus.uses)
    }
}

/// What a survey takes of a record.
struct SurveySample {
    var address: IPv6Address
    var client: UInt64
    var slot: UInt32
    var changedAt: UInt32
    var server: UInt16
    var length: UInt8
    var holding: Holding
    /// Passes the filter.
    var isWanted = true
}

extension BindingStore {
    /// Copies out what is shown and passes the filter, or all that is shown.
    fileprivate func sample(
        _ slots: Range<Int>, of server: Int, _ matcher: FilterMatcher, _ fingerprint: ClientFingerprint,
        keepsAll: Bool, into slice: inout ContiguousArray<SurveySample>
    ) {
        let side = pairView.sides[server]
        let hidesSome = !side.hidden.isEmpty
        tables[server].records.visit(slots) { slot, record in
            guard !record.isVacant, !hidesSome || !side.hidden.contains(slot) else { return }
            let isWanted = matcher.passesAll || matcher.passes(slot, record, of: server)
            guard isWanted || keepsAll else { return }
            slice.append(
                SurveySample(
                    address: record.address,
                    client: fingerprint(record.duid, long: tables[server].longDUID(of: copy record)),
                    slot: UInt32(slot), changedAt: record.changedAt,
                    server: UInt16(truncatingIfNeeded: server), length: record.length, holding: Holding(record),
                    isWanted: isWanted))
        }
    }
}

extension LiveStore {
    /// Goes on with a survey that is not complete.
    ///
    /// - Parameter most: slots to look at under the lock.
    public func advance(_ survey: inout Survey, most: Int, at now: Moment) {
        read { store in survey.look(at: store, most: most, at: now) }
        survey.digest()
    }
}
