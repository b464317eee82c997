import DHCPv6Wire

/// What is bound now, and in which order it last changed.
///
/// Every client that has changed since the start stands in the log at its last change; earlier ones are skipped and
/// swept out. So "what changed after X" is a walk from X to the end that meets each client once, in its current state:
/// whoever was blocked for long gets no more than one message a client, and no queue grows (RFC 7653 section 7).
/// Of bindings that ended, a limited number is remembered; it alone decides how far back one can ask (section 9.3).
public struct BindingHistory: Sendable {
    /// One binding as the server knows it; unix seconds of the server's clock.
    public struct Binding: Sendable {
        public let key: BindingKey
        public fileprivate(set) var client: ClientNumber
        public fileprivate(set) var isEnded: Bool
        fileprivate var nextOfClient: UInt32
        /// The number of its last change; 0 if it was there from the start.
        public fileprivate(set) var sequence: UInt64
        public fileprivate(set) var changedAt: Int64
        /// As last granted; an ended binding is over whatever it says.
        public fileprivate(set) var preferredUntil: Int64
        public fileprivate(set) var validUntil: Int64
        public fileprivate(set) var lastTransaction: Int64
    }

    /// A client's last change.
    public struct Change: Equatable, Sendable {
        public let client: ClientNumber
        public let sequence: UInt64
        /// When the server learned of it: unix seconds of its clock, never falling from one change to the next.
        public let second: Int64
        fileprivate var place: Int
    }

    private struct Client {
        var firstBinding = none
        /// The number of its last change; 0 if there was none since the start.
        var sequence: UInt64 = 0
    }

    private struct LogEntry {
        var sequence: UInt64
        var second: Int64
        var client: UInt32
    }

    private static let none = UInt32.max

    /// How many changes there were since the start: the number of the last one.
    public private(set) var head: UInt64 = 0
    /// The first second that `cursor(before:)` accepts.
    public private(set) var knownSince: Int64
    /// The last change at which something of its client was forgotten: whoever was told less does not know an end.
    public private(set) var forgotten: UInt64 = 0
    /// How many bindings have not ended.
    public private(set) var boundCount = 0
    /// How many ended bindings are remembered.
    public private(set) var endedCount = 0

    private let endedLimit: Int
    /// The latest second that the server's clock has shown.
    private var latest: Int64
    /// Seconds that the clock may have shown more than once; nil if it never was put back.
    private var shownTwice: ClosedRange<Int64>?
    private var bindings: ContiguousArray<Binding> = []
    private var freeSlots: ContiguousArray<UInt32> = []
    private var slots: [BindingKey: UInt32] = [:]
    private var clients: ContiguousArray<Client> = []
    private var loggedClients = 0
    /// Clients that have lost their last binding, and perhaps got another one since.
    private var bereft: [ClientNumber] = []
    private var log: ContiguousArray<LogEntry> = []
    /// No entry of the log before this one has a client with ended bindings.
    private var firstWithEnded = 0

    /// - Parameters:
    ///   - start: the second in which the server starts; what changed in it may be unknown.
    ///   - endedLimit: how many ended bindings `trim` leaves.
    public init(start: Int64, endedLimit: Int) {
        knownSince = start + 1
        latest = start
        self.endedLimit = endedLimit
    }

    public var clientCount: Int { clients.count }

    /// Entries of the log, those included that are no longer a client's last change.
    var logCount: Int { log.count }
}

// What changed.
extension BindingHistory {
    /// Takes in a binding that was there before the start: no change, only knowledge.
    public mutating func load(_ change: BindingChange) {
        store(change, sequence: 0, at: change.lastTransaction)
    }

    /// The server's clock has shown `second`, so a base time as late as that may have been sent: if the clock is put
    /// back, no later change may look older, or a requestor that comes back with that base time would miss it.
    public mutating func witness(_ second: Int64) {
        if second < latest { shownTwice = min(shownTwice?.lowerBound ?? second, second)...latest }
        latest = max(latest, second)
    }

    /// The last second that a requestor may mean by `second`: after the clock was put back a time has come twice, and
    /// what changed in the second one is held under the latest second there ever was.
    public func lastMeaning(of second: Int64) -> Int64 {
        guard let shownTwice, shownTwice.contains(second) else { return second }
        return shownTwice.upperBound
    }

    /// Takes in a change the server learns of at `second`, unix seconds of its clock.
    public mutating func apply(_ change: BindingChange, at second: Int64) {
        witness(second)
        let second = latest
        let former = store(change, sequence: head + 1, at: second)
        note(change.client, at: second)
        // The address went from one client to another without an end between: the old one has changed too.
        if let former, former != change.client { note(former, at: second) }
    }

    /// Writes the client at the end of the log.
    private mutating func note(_ client: ClientNumber, at second: Int64) {
        head += 1
        let index = Int(client.rawValue)
        if clients[index].sequence == 0 { loggedClients += 1 }
        clients[index].sequence = head
        let entry = LogEntry(sequence: head, second: second, client: client.rawValue)
        if log.count > firstWithEnded, log[log.count - 1].client == client.rawValue {
            log[log.count - 1] = entry
        } else {
            log.append(entry)
        }
        if log.count > 2 * loggedClients + 1_024 { sweep() }
    }

    /// - Returns: who had the binding before, if anybody had.
    @discardableResult
    private mutating func store(_ change: BindingChange, sequence: UInt64, at second: Int64) -> ClientNumber? {
        if Int(change.client.rawValue) >= clients.count {
            clients.append(contentsOf: repeatElement(Client(), count: Int(change.client.rawValue) + 1 - clients.count))
        }
        guard let slot = slots[change.key] else {
            insert(change, sequence: sequence, at: second)
            return nil
        }
        let former = bindings[Int(slot)].client
        if former != change.client {
            unlink(slot, from: former)
            link(slot, to: change.client)
        }
        count(bindings[Int(slot)], by: -1)
        bindings[Int(slot)].update(change, sequence: sequence, at: second)
        count(bindings[Int(slot)], by: 1)
        return former
    }

    private mutating func insert(_ change: BindingChange, sequence: UInt64, at second: Int64) {
        var binding = Binding(
            key: change.key, client: change.client, isEnded: false, nextOfClient: Self.none, sequence: sequence,
            changedAt: second, preferredUntil: 0, validUntil: 0, lastTransaction: 0)
        binding.update(change, sequence: sequence, at: second)
        let slot: UInt32
        if let free = freeSlots.popLast() {
            slot = free
            bindings[Int(slot)] = binding
        } else {
            slot = UInt32(bindings.count)
            bindings.append(binding)
        }
        slots[change.key] = slot
        link(slot, to: change.client)
        count(binding, by: 1)
    }

    private mutating func count(_ binding: Binding, by step: Int) {
        if binding.isEnded { endedCount += step } else { boundCount += step }
    }

    private mutating func link(_ slot: UInt32, to client: ClientNumber) {
        bindings[Int(slot)].client = client
        bindings[Int(slot)].nextOfClient = clients[Int(client.rawValue)].firstBinding
        clients[Int(client.rawValue)].firstBinding = slot
    }

    private mutating func unlink(_ slot: UInt32, from client: ClientNumber) {
        let next = bindings[Int(slot)].nextOfClient
        var at = clients[Int(client.rawValue)].firstBinding
        guard at != slot else {
            clients[Int(client.rawValue)].firstBinding = next
            if next == Self.none { bereft.append(client) }
            return
        }
        while bindings[Int(at)].nextOfClient != slot { at = bindings[Int(at)].nextOfClient }
        bindings[Int(at)].nextOfClient = next
    }
}

// What is forgotten.
extension BindingHistory {
    /// Forgets the ended bindings of the clients that have not changed for longest until the limit is kept. Call it
    /// after connections had their turn, so that only those that are blocked can miss something.
    public mutating func trim() {
        while endedCount > endedLimit, firstWithEnded < log.count {
            let entry = log[firstWithEnded]
            firstWithEnded += 1
            if isLast(entry) { forgetEnded(entry) }
        }
    }

    /// Forgets the clients of which no binding is remembered any more, and returns them: their numbers are free.
    public mutating func takeForgottenClients() -> Set<ClientNumber> {
        guard !bereft.isEmpty else { return [] }
        // One may have been bereft twice.
        let forgotten = Set(bereft).filter { clients[Int($0.rawValue)].firstBinding == Self.none }
        for client in forgotten {
            if clients[Int(client.rawValue)].sequence > 0 { loggedClients -= 1 }
            clients[Int(client.rawValue)].sequence = 0
        }
        bereft.removeAll(keepingCapacity: true)
        return forgotten
    }

    private mutating func forgetEnded(_ entry: LogEntry) {
        var slot = clients[Int(entry.client)].firstBinding
        while slot != Self.none {
            let binding = bindings[Int(slot)]
            if binding.isEnded {
                unlink(slot, from: binding.client)
                slots[binding.key] = nil
                bindings[Int(slot)].sequence = 0
                freeSlots.append(slot)
                endedCount -= 1
                forgotten = max(forgotten, entry.sequence)
                knownSince = max(knownSince, entry.second + 1)
            }
            slot = binding.nextOfClient
        }
    }

    /// Leaves only the last change of each client in the log.
    private mutating func sweep() {
        var kept = 0
        var keptBeforeEnded = 0
        for index in log.indices {
            if index == firstWithEnded { keptBeforeEnded = kept }
            guard isLast(log[index]) else { continue }
            log[kept] = log[index]
            kept += 1
        }
        if firstWithEnded >= log.count { keptBeforeEnded = kept }
        log.removeSubrange(kept...)
        firstWithEnded = keptBeforeEnded
    }

    private func isLast(_ entry: LogEntry) -> Bool { clients[Int(entry.client)].sequence == entry.sequence }
}

// What can be asked.
extension BindingHistory {
    /// Where to walk from so as to meet every client that changed at or after `second`; nil if part of that is
    /// forgotten or was never known. What ended at one of them may have ended before: the log keeps a client's last
    /// change only.
    public func cursor(before second: Int64) -> UInt64? {
        guard second >= knownSince else { return nil }
        let place = log.partitioned { $0.second < second }
        return place == 0 ? 0 : log[place - 1].sequence
    }

    /// The first change after the one numbered `cursor`.
    public func change(after cursor: UInt64) -> Change? {
        guard cursor < head else { return nil }
        return change(from: log.partitioned { $0.sequence <= cursor })
    }

    /// The change that follows; valid as long as the history has not been written to.
    public func change(following change: Change) -> Change? {
        self.change(from: change.place + 1)
    }

    private func change(from place: Int) -> Change? {
        var place = place
        while place < log.count {
            let entry = log[place]
            if isLast(entry) {
                return Change(
                    client: ClientNumber(rawValue: entry.client), sequence: entry.sequence, second: entry.second,
                    place: place)
            }
            place += 1
        }
        return nil
    }

    /// The bindings of a client, ended ones included.
    public func forEachBinding(of client: ClientNumber, _ body: (Binding) -> Void) {
        guard Int(client.rawValue) < clients.count else { return }
        var slot = clients[Int(client.rawValue)].firstBinding
        while slot != Self.none {
            let binding = bindings[Int(slot)]
            body(binding)
            slot = binding.nextOfClient
        }
    }

    /// Places of bindings: a binding keeps its own for as long as it is remembered. Some may be empty.
    var placeCount: Int { bindings.count }

    /// Who has the binding at a place; nil if it has not changed after `sequence`, or there is none.
    func client(at place: Int, changedAfter sequence: UInt64) -> ClientNumber? {
        bindings[place].sequence > sequence ? bindings[place].client : nil
    }

    public func binding(_ key: BindingKey) -> Binding? {
        slots[key].map { bindings[Int($0)] }
    }
}

extension BindingHistory.Binding {
    fileprivate mutating func update(_ change: BindingChange, sequence: UInt64, at second: Int64) {
        self.sequence = sequence
        changedAt = second
        lastTransaction = change.lastTransaction
        switch change.state {
        case .bound(let preferredUntil, let validUntil):
            isEnded = false
            self.preferredUntil = preferredUntil
            self.validUntil = validUntil
        case .ended:
            isEnded = true
        }
    }
}

extension ContiguousArray {
    /// How many elements from the start fulfil `isBefore`; none after the first that does not may.
    fileprivate func partitioned(_ isBefore: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
