import Bindings
import Databases
import Glibc
import LeasequerySession
import Testing

@testable import ResumeState

/// The thread around it all: what starts the feeds, what is told, and what stop leaves behind.
struct StateKeeperTests {
    private let folder = TestFolder()
    private let server = SavedServer(name: "a", address: "[::1]:5470", links: [])
    private let id = ServerID(rawValue: 0)

    /// A keeper that is ready.
    private struct Run {
        let keeper: StateKeeper
        let resuming: [ServerID: ResumePoint]
    }

    private func run(_ store: LiveStore) async -> Run {
        let (ready, continuation) = AsyncStream.makeStream(of: [ServerID: ResumePoint].self)
        let keeper = StateKeeper(
            path: folder.file("state"), servers: [server], keeping: [], store: store, clock: { Times.at(50) },
            ready: { continuation.yield($0) }, tell: { _, _ in })
        keeper.start()
        var resuming: [ServerID: ResumePoint] = [:]
        for await points in ready {
            resuming = points
            break
        }
        return Run(keeper: keeper, resuming: resuming)
    }

    private func status(_ store: LiveStore) -> KeepingStatus? {
        store.read { $0.screenful(Question(), at: Times.at(50)).keeping }
    }

    private func receive(_ store: LiveStore, _ addresses: ClosedRange<Int>) {
        var batch = UpdateBatch(addresses, base: 5)
        batch.resume = ResumePoint(saved: Times.server(5), serverID: nil, debts: [])
        store.receive(batch, [.phase(.live, at: Times.at(5))], from: id, at: Times.at(5))
    }

    @Test("R-25: what is known when the program ends is there when it starts again")
    func twoRuns() async {
        let store = LiveStore.of(["a"])
        let first = await run(store)
        #expect(first.resuming.isEmpty)
        #expect(status(store) == .kept)
        receive(store, 1...3)
        #expect(first.keeper.stop() == nil)
        let again = LiveStore.of(["a"])
        let second = await run(again)
        #expect(second.resuming[id]?.saved == Times.server(5))
        #expect(again.rows().count == 3)
        #expect(second.keeper.stop() == nil)
        #expect(folder.names == ["state"], "a program that ends well leaves one file")
    }

    @Test("with a file that cannot be used the feeds start afresh, and it is said")
    func unusable() async {
        folder.write(Array("notes of mine".utf8), to: "state")
        let store = LiveStore.of(["a"])
        let run = await run(store)
        #expect(run.resuming.isEmpty)
        guard case .off(let reason)? = status(store) else { return #expect(status(store) == .off(reason: "")) }
        #expect(reason.contains("no state file of lqtop"))
        receive(store, 1...3)
        #expect(run.keeper.stop() == nil)
        #expect(folder.contents(of: "state") == Array("notes of mine".utf8))
    }

    @Test("of a file that is damaged in the middle nothing is used, and it stays for who wants to look")
    func damaged() async {
        let store = LiveStore.of(["a"])
        let first = await run(store)
        receive(store, 1...5000)
        _ = first.keeper.stop()
        var octets = folder.contents(of: "state")
        for index in octets.count / 2..<octets.count { octets[index] = 0x5a }
        folder.write(octets, to: "state")
        let again = LiveStore.of(["a"])
        let second = await run(again)
        #expect(second.resuming.isEmpty)
        #expect(again.rows().isEmpty)
        #expect(again.reports()[0].completeness == .unknown)
        guard case .off(let reason)? = status(again) else { return #expect(status(again) == .off(reason: "")) }
        #expect(reason.contains("is damaged") && reason.contains("lqtop forget"))
        _ = second.keeper.stop()
        #expect(folder.contents(of: "state") == octets)
    }

    @Test("a second lqtop keeps nothing in a file that is in use")
    func locked() async throws {
        let file = try StateFile(folder.file("state"))
        let store = LiveStore.of(["a"])
        let run = await run(store)
        guard case .off(let reason)? = status(store) else { return #expect(status(store) == .off(reason: "")) }
        #expect(reason.contains("in use by another lqtop"))
        _ = run.keeper.stop()
        withExtendedLifetime(file) {}
    }

    @Test("what could not be written at the end is told")
    func notWritten() async {
        let store = LiveStore.of(["a"])
        let run = await run(store)
        receive(store, 1...3)
        rename(folder.file("state"), folder.file("moved"))
        #expect(run.keeper.stop()?.reason == .gone)
    }

    @Test("loading that is given up restores a part and says so")
    func givenUp() throws {
        let store = LiveStore.of(["a"])
        do {
            let file = try StateFile(folder.file("state"))
            store.beginKeeping()
            let place = StateWriter.Place(id: 1, server: server)
            var writer = try StateWriter(file, store, [place], unwanted: [])
            receive(store, 1...5000)
            try writer.write(at: Times.at(6))
        }
        let file = try StateFile(folder.file("state"))
        let loader = StateLoader(file, .of(["a"]), at: Times.at(7))
        #expect(try loader.load([server], keeping: []) { $0 < 2000 } == nil)
        #expect(try loader.load([server], keeping: []) { _ in true }?.bindings == 5000)
    }
}
