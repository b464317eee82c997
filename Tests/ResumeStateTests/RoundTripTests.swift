import Bindings
import DHCPv6Wire
import Databases
import Glibc
import LeasequerySession
import Testing

@testable import ResumeState

/// What is written is what is read, for every field there is.
struct RoundTripTests {
    private let folder = TestFolder()
    private let server = SavedServer(name: "a", address: "[::1]:5470", links: [])

    private func load(
        _ store: LiveStore, _ servers: [SavedServer], keeping others: [SavedServer] = [], at seconds: Int64 = 100
    ) throws -> (StateWriter, StateLoader.Outcome) {
        let file = try StateFile(folder.file("state"))
        store.beginKeeping()
        let loaded = try StateLoader(file, store, at: Times.at(seconds)).load(servers, keeping: others) { _ in true }
        let outcome = try #require(loaded)
        return (try StateWriter(file, store, outcome.places, unwanted: outcome.unwanted), outcome)
    }

    @Test("R-25: bindings of every kind, and where the feed goes on")
    func bindings() throws {
        let store = LiveStore.of(["a"])
        let id = ServerID(rawValue: 0)
        do {
            var (writer, outcome) = try load(store, [server])
            #expect(outcome.resuming.isEmpty)
            let details = [RawOption(.clientFQDN, [0, 1, 97, 0])]
            let long = String(repeating: "0002000000091122", count: 16)
            store.receive(UpdateBatch(1...3, valid: .max, base: 5), [], from: id, at: Times.at(5))
            store.receive(UpdateBatch(4...6, client: long, base: nil), [], from: id, at: Times.at(5))
            store.receive(
                UpdateBatch(7...8, client: long, base: 6, origin: .bulk, details: details), [], from: id,
                at: Times.at(6))
            store.receive(UpdateBatch(9...9, valid: 0, base: 6), [], from: id, at: Times.at(6))
            store.receive(UpdateBatch(10...10, valid: 20, base: 6, details: details), [], from: id, at: Times.at(6))
            store.advance(to: Times.at(30))
            var last = UpdateBatch([], base: 30)
            last.lastBaseTime = Times.server(30)
            last.resume = ResumePoint(
                saved: Times.server(30), serverID: DUID(octets: [9, 9]),
                debts: [Debt(from: nil, to: Times.server(2)), Debt(from: Times.server(7), to: nil)])
            store.receive(last, [.phase(.live, at: Times.at(30))], from: id, at: Times.at(30))
            try writer.write(at: Times.at(40))
        }
        let copy = LiveStore.of(["a"])
        let (_, outcome) = try load(copy, [server])
        var expected = store.rows()
        for index in expected.indices { expected[index].isUnverified = true }
        #expect(copy.rows() == expected)
        #expect(outcome.bindings == 10)
        let resume = try #require(outcome.resuming[id])
        #expect(resume.saved == Times.server(30))
        #expect(resume.serverID == DUID(octets: [9, 9]))
        #expect(resume.owed == [Debt(from: nil, to: Times.server(2)), Debt(from: Times.server(7), to: nil)])
        #expect(copy.reports()[0].completeness == .hole(since: Times.at(30)))
    }

    @Test("every fact of a ledger")
    func ledger() throws {
        var facts = Ledger.Facts()
        facts.hasPast = true
        facts.awaitsEnd = true
        facts.liveSince = Times.at(1)
        facts.fill = .links(3)
        facts.knownTo = Times.server(9)
        facts.knownAt = Times.at(9)
        facts.doubtedTo = Times.at(4).unixSeconds
        facts.putBackTo = Times.start + 3
        facts.closed = Hole.Cause.allCases.map { Hole($0, from: Times.server(2), to: nil, since: Times.at(2)) }
        facts.outage = Hole(.down, from: nil, to: nil, since: Times.at(9))
        let feed = SavedFeed(
            resume: ResumePoint(saved: nil, serverID: nil, debts: [], owesCheck: true), ledger: facts,
            savedAt: Times.at(10))
        let file = try StateFile(folder.file("state"))
        let links = SavedServer(name: "a", address: "b", links: [UpdateBatch.address(1), UpdateBatch.address(2)])
        try FeedTable(file).write(feed, of: links, id: 7)
        try FeedTable(file).write(
            SavedFeed(resume: feed.resume, ledger: .init(), savedAt: Times.at(3)),
            of: SavedServer(name: "c", address: "d", links: nil), id: 8)
        let entries = try FeedTable(file).entries(at: Times.at(50))
        #expect(entries.map(\.id) == [7, 8])
        #expect(entries.map(\.server) == [links, SavedServer(name: "c", address: "d", links: nil)])
        #expect(entries[0].feed == feed)
        #expect(entries[1].feed.ledger == .init())
    }

    @Test("times of our clock keep their meaning after a reboot, and are never in the future")
    func clocks() {
        let now = Moment(uptime: 5_000_000_000, utc: Times.at(100).utc)
        let clock = SavedClock(savedAt: Times.at(90).utc, now: now)
        #expect(clock.moment(Times.at(98).utc) == Moment(uptime: 3_000_000_000, utc: Times.at(98).utc))
        #expect(clock.moment(Times.at(0).utc) == Moment(uptime: 0, utc: Times.at(0).utc), "before this boot")
        let back = SavedClock(savedAt: Times.at(160).utc + 1, now: now)
        #expect(back.secondsBack == 61)
        #expect(back.moment(Times.at(160).utc + 1).utc == now.utc)
        #expect(back.moment(.min).utc == .min || back.moment(.min).utc <= now.utc)
    }

    @Test(
        "RX-02: what fills ask for is another thing now: all is owed", arguments: [nil, [], [UpdateBatch.address(1)]])
    func links(before: [IPv6Address]?) throws {
        let id = ServerID(rawValue: 0)
        do {
            let store = LiveStore.of(["a"])
            var (writer, _) = try load(store, [SavedServer(name: "a", address: "b", links: before)])
            var batch = UpdateBatch(1...1, base: 5)
            batch.resume = ResumePoint(saved: Times.server(5), serverID: nil, debts: [])
            store.receive(batch, [], from: id, at: Times.at(5))
            try writer.write(at: Times.at(6))
        }
        let (_, outcome) = try load(.of(["a"]), [SavedServer(name: "a", address: "b", links: [])])
        let owed = outcome.resuming[id]?.owed
        #expect(owed == (before == [] ? [] : [Debt(from: nil, to: Times.server(5))]))
    }

    @Test("R-42: servers that are no longer configured are deleted, those only left out this time are not")
    func unwanted() throws {
        let servers = ["a", "b", "c"].map { SavedServer(name: $0, address: $0, links: []) }
        do {
            let store = LiveStore.of(["a", "b", "c"])
            var (writer, _) = try load(store, servers)
            for index in 0..<3 {
                store.receive(UpdateBatch(0...index, base: 5), [], from: ServerID(rawValue: index), at: Times.at(5))
            }
            try writer.write(at: Times.at(6))
        }
        do {
            let store = LiveStore.of(["c"])
            var (writer, outcome) = try load(store, [servers[2]], keeping: [servers[0]])
            #expect(outcome.bindings == 3)
            try writer.write(at: Times.at(7))
        }
        let store = LiveStore.of(["c", "b", "a"])
        let (_, outcome) = try load(store, [servers[2], servers[1], servers[0]])
        #expect(outcome.bindings == 4)
        #expect(store.rows().map(\.server.rawValue).sorted() == [0, 0, 0, 2])
        #expect(outcome.resuming[ServerID(rawValue: 1)] == nil)
    }

    @Test("another server behind the same address: nothing of the one before stays")
    func serverChanged() throws {
        let id = ServerID(rawValue: 0)
        do {
            let store = LiveStore.of(["a"])
            var (writer, _) = try load(store, [server])
            store.receive(UpdateBatch(1...5000, base: 5), [], from: id, at: Times.at(5))
            try writer.write(at: Times.at(6))
            store.receive(UpdateBatch(1...1, base: 7), [], from: id, at: Times.at(7))
            var isChanged = false
            // In the middle of a transaction, so that it is begun again.
            try writer.write(at: Times.at(8)) {
                guard !isChanged else { return }
                isChanged = true
                let event = SessionEvent.serverChanged(
                    from: DUID(octets: [1]), to: DUID(octets: [2]), at: Times.at(9))
                store.receive(UpdateBatch(9000...9001, base: 9), [event], from: id, at: Times.at(9))
            }
        }
        let copy = LiveStore.of(["a"])
        _ = try load(copy, [server])
        #expect(copy.rows().map(\.prefix.address) == [9000, 9001].map(UpdateBatch.address))
    }

    @Test("nothing new is nothing written; what failed is written the next time")
    func failing() throws {
        let id = ServerID(rawValue: 0)
        let store = LiveStore.of(["a"])
        do {
            var (writer, _) = try load(store, [server])
            store.receive(UpdateBatch(1...3, base: 5), [], from: id, at: Times.at(5))
            let file = folder.file("state")
            rename(file, file + ".away")
            #expect(throws: StateFileError.self) { try writer.write(at: Times.at(6)) }
            rename(file + ".away", file)
            try writer.write(at: Times.at(7))
            let before = folder.contents(of: "state-wal")
            try writer.write(at: Times.at(8))
            #expect(folder.contents(of: "state-wal") == before)
        }
        let copy = LiveStore.of(["a"])
        _ = try load(copy, [server])
        #expect(copy.rows().count == 3)
    }
}
