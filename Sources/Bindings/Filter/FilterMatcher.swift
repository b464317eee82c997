import DHCPv6Wire
import LeasequerySession

/// A filter prepared for looking at a million records of a store: words and masks, nothing decoded, nothing allocated.
struct FilterMatcher {
    let passesAll: Bool
    private let store: BindingStore
    private let program: FilterProgram
    private let clients: ContiguousArray<OctetSearch>
    private let duids: ContiguousArray<[UInt8]>
    private let details: ContiguousArray<DetailTest>
    /// Whether each server is meant.
    private let servers: ContiguousArray<[Bool]>

    init(_ filter: Filter?, in store: BindingStore, at now: Moment) {
        var clients: ContiguousArray<OctetSearch> = []
        var duids: ContiguousArray<[UInt8]> = []
        var details: ContiguousArray<DetailTest> = []
        var servers: ContiguousArray<[Bool]> = []
        func look(_ test: DetailTest) -> FilterTest {
            details.append(test)
            return .details(details.count - 1)
        }
        program = FilterProgram(filter?.condition ?? .all([])) { term in
            switch term {
            case .inside(let prefix):
                return .inside(prefix, mask: IPv6Address(high: .max, low: .max).masked(to: prefix.length))
            case .covering(let prefix): return .covering(prefix)
            case .exactly(let prefix): return .exactly(prefix)
            case .length(let length): return .length(length)
            case .client(let octets):
                clients.append(OctetSearch(octets))
                return .client(clients.count - 1)
            case .clientIs(let octets):
                duids.append(octets)
                return .clientIs(DUIDHead(octets), duids.count - 1)
            case .conflict: return .conflict
            case .server(let name):
                servers.append(store.healths.map { name.isFound(in: $0.name) })
                return .server(servers.count - 1)
            case .kind(let kind): return .kind(kind)
            case .state(let state): return .state(state)
            case .doubtful: return .doubtful
            case .change(let kind): return .change(kind)
            case .link(let prefix): return look(.link(prefix))
            case .relay(let prefix): return look(.relay(prefix))
            case .relayID(let octets): return look(.relayID(TextSearch(FilterText(octets: octets))))
            case .option(let option, let text): return look(.option(option, TextSearch(text)))
            case .time(let time, let isLess, let seconds):
                return FilterTest(time, isLess: isLess, seconds: seconds, now: now.unixSeconds)
            case .duidType(let type): return .duidType(type)
            case .enterprise(let number): return .enterprise(number)
            }
        }
        passesAll = program.start == FilterProgram.pass
        self.store = store
        self.clients = clients
        self.duids = duids
        self.details = details
        self.servers = servers
    }

    @inline(__always)
    func passes(_ slot: Int, _ record: borrowing BindingRecord, of server: Int) -> Bool {
        var next = program.start
        while next >= 0 {
            let step = program.steps[next]
            next = holds(step.test, slot, record, of: server) ? step.whenTrue : step.whenFalse
        }
        return next == FilterProgram.pass
    }

    /// What the log does not know of a change is asked of the binding as it is now, if there still is one.
    func passes(_ entry: ChangeLog.Entry, of log: borrowing ChangeLog) -> Bool {
        var next = program.start
        while next >= 0 {
            let step = program.steps[next]
            next = holds(step.test, entry, of: log) ? step.whenTrue : step.whenFalse
        }
        return next == FilterProgram.pass
    }

    // MARK: Bindings

    @inline(__always)
    private func holds(_ test: FilterTest, _ slot: Int, _ record: borrowing BindingRecord, of server: Int) -> Bool {
        switch test {
        case .inside, .covering, .exactly, .length: return FilterMatcher.holds(test, record.address, record.length)
        case .client(let index):
            if clients[index].isFound(in: record.duid) { return true }
            return isFound(clients[index], inRestOf: record, of: server)
        case .clientIs(let head, let index):
            guard record.duid == head, !head.isWhole else { return record.duid == head }
            return store.tables[server].longDUID(of: copy record).elementsEqual(duids[index])
        case .conflict: return store.pairView.sides[server].contested.contains(slot)
        case .server(let index): return isMeant(servers[index], record, of: server)
        case .kind(let kind): return record.kind == kind
        case .state(let state): return record.state == state
        case .doubtful: return record.isBound && store.isDoubtful(slot, of: server)
        case .change(let kind): return record.lastChange == kind
        case .details(let index):
            return store.tables[server].withDetails(of: record) { details[index].isTrue(of: $0) }
        case .changed(let isAfter, let limit):
            return FilterTest.isAfter(Int64(record.changedAt), limit, wanted: isAfter)
        case .lastSeen(let isAfter, let limit):
            return record.lastTransactionAt.map { FilterTest.isAfter($0, limit, wanted: isAfter) } ?? false
        case .ends(let isBefore, let limit):
            guard record.isBound else { return false }
            return record.expiresAt.map { FilterTest.isAfter($0, limit, wanted: !isBefore) } ?? !isBefore
        case .duidType(let type): return record.duid.type == type
        case .enterprise(let number): return record.duid.enterprise == number
        }
    }

    @inline(__always)
    private static func holds(_ test: FilterTest, _ address: IPv6Address, _ length: UInt8) -> Bool {
        switch test {
        case .inside(let prefix, let mask):
            length >= prefix.length && address.high & mask.high == prefix.address.high
                && address.low & mask.low == prefix.address.low
        case .covering(let prefix): length <= prefix.length && prefix.address.masked(to: length) == address
        case .exactly(let prefix): length == prefix.length && address == prefix.address
        case .length(let wanted): length == wanted
        default: false
        }
    }

    /// Of partners it is enough if one that tells it is meant.
    private func isMeant(_ meant: [Bool], _ record: borrowing BindingRecord, of server: Int) -> Bool {
        if meant[server] { return true }
        guard let partner = store.pairView.partners[server], meant[partner] else { return false }
        return store.tables[partner].slot(of: BindingKey(copy record)) != nil
    }

    /// Looks at long DUIDs and at link-layer addresses that a relay added.
    private func isFound(_ search: OctetSearch, inRestOf record: borrowing BindingRecord, of server: Int) -> Bool {
        if !record.duid.isWhole, search.isFound(in: store.tables[server].longDUID(of: copy record)) { return true }
        guard record.flags.contains(.hasLinkLayerAddress) else { return false }
        let details = store.tables[server].details(of: copy record)
        guard let range = details.withUnsafeBytes({ ClientDetails.linkLayerAddress(in: $0.bytes) }) else {
            return false
        }
        return search.isFound(in: details.dropFirst(range.lowerBound).prefix(range.count))
    }

    // MARK: Changes

    private func holds(_ test: FilterTest, _ entry: ChangeLog.Entry, of log: borrowing ChangeLog) -> Bool {
        switch test {
        case .inside, .covering, .exactly, .length: return FilterMatcher.holds(test, entry.address, entry.length)
        case .client(let index) where clients[index].isFound(in: entry.duid): return true
        case .client(let index) where !entry.duid.isWhole:
            return clients[index].isFound(in: log.duid(entry).octets[...])
        case .clientIs(let head, let index):
            return entry.duid == head && (head.isWhole || log.duid(entry).octets == duids[index])
        case .server(let index): return servers[index][Int(entry.server)]
        case .kind(let kind): return entry.bindingKind == kind
        case .change(let kind): return entry.kind == kind
        case .changed(let isAfter, let limit):
            return FilterTest.isAfter(entry.at / 1_000_000_000, limit, wanted: isAfter)
        case .duidType(let type): return entry.duid.type == type
        case .enterprise(let number): return entry.duid.enterprise == number
        case .client, .conflict, .state, .doubtful, .details, .lastSeen, .ends:
            let server = Int(entry.server)
            guard let slot = store.tables[server].slot(of: BindingKey(entry)) else { return false }
            return holds(test, slot, store.tables[server].records[slot], of: server)
        }
    }
}

extension DUIDHead {
    /// 1 to 4 if it is sound (RFC 8415 section 11, RFC 6355), else 0.
    fileprivate var type: UInt16 {
        switch (first >> 48, count) {
        case (1, 9...): 1
        case (2, 7...): 2
        case (3, 5...): 3
        case (4, 18): 4
        default: 0
        }
    }

    /// Of a DUID-EN.
    fileprivate var enterprise: UInt32? { type == 2 ? UInt32(truncatingIfNeeded: first >> 16) : nil }
}
