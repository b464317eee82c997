import Bindings
import Foundation
import LeasequerySession
import Testing

@testable import Responder
@testable import ResumeState

/// lqtop is killed between any two steps of writing its state file, and starts again with what is in it.
struct KillTests {
    @Test(
        "R-23, R-25, R-30, R-33: killed at any moment and started again, what is called whole is the truth",
        arguments: 0..<12)
    func truth(seed: UInt64) throws {
        var life = try Life(seed: seed)
        var looks = 0
        for _ in 0..<60 {
            looks += try life.liveAndDie() ? 1 : 0
        }
        life.calmDown()
        let isWhole = life.world.look()
        let holes = life.world.report.ledger.holes
        #expect(isWhole, "quiet, and still not whole: \(holes)")
        #expect(looks > 20, "hardly ever whole before it was killed: nothing was tried")
        #expect(life.caughtUp > 20, "hardly ever caught up: nothing was tried")
    }
}

/// A world whose client has a state file.
private struct Life: ~Copyable {
    var world: VirtualWorld
    /// Starts that went on from a point of the file and became live without asking for everything.
    private(set) var caughtUp = 0
    private let folder = FileManager.default.temporaryDirectory.appending(path: "lqtop-\(UUID().uuidString)")
    private let server = SavedServer(name: "s", address: "[::1]", links: [])
    private var copies = 0
    private var writer: StateWriter

    init(seed: UInt64) throws {
        var settings = VirtualWorld.Settings(seed: seed)
        settings.timers.retry = .seconds(5)
        settings.timers.retryCeiling = .seconds(20)
        // Long enough for most outages, so that most restarts are caught up.
        settings.endedLimit = 40
        world = VirtualWorld(settings)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        writer = try StateWriter(
            StateFile(folder.appending(path: "0").path), world.store, [.init(id: 1, server: server)], unwanted: [])
        world.store.beginKeeping()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Some time, some transactions, and in the middle of one the end; then it starts again.
    ///
    /// - Returns: whether the state was whole, and quiet, before.
    mutating func liveAndDie() throws -> Bool {
        for _ in 0..<Int.random(in: 5...60, using: &world.random) { step() }
        var wasWhole = world.look()
        for _ in 0..<Int.random(in: 0...2, using: &world.random) {
            var writer = writer
            try writer.write(at: world.now) { step() }
            self.writer = writer
            for _ in 0..<Int.random(in: 0...20, using: &world.random) { step() }
            wasWhole = world.look() || wasWhole
        }
        try die(at: Int.random(in: 0...4, using: &world.random))
        return wasWhole
    }

    /// No more changes: everything that is under way comes to its end.
    mutating func calmDown() {
        for _ in 0..<200 {
            world.deliver()
            world.pass(.seconds(1))
        }
        world.deliver()
    }

    /// Is killed at this step of a transaction, or after it.
    private mutating func die(at last: Int) throws {
        copies += 1
        var steps = 0
        var writer = writer
        try writer.write(at: world.now) {
            if steps < last { step() }
            if steps == last { copyFiles() }
            steps += 1
        }
        if steps <= last { copyFiles() }
        let path = folder.appending(path: "\(copies)").path
        let found = LiveStore(servers: [(name: "s", isInsecure: true)], limit: world.settings.storeLimit)
        found.beginKeeping()
        let file = try StateFile(path)
        let loaded = try StateLoader(file, found, at: world.now).load([server], keeping: []) { _ in true }
        let outcome = try #require(loaded)
        self.writer = try StateWriter(file, found, outcome.places, unwanted: outcome.unwanted)
        let resume = outcome.resuming[VirtualWorld.name] ?? ResumePoint()
        if resume.saved != nil, !resume.owed.contains(where: { $0.from == nil }) { caughtUp += 1 }
        world.restart(with: found, resuming: resume)
    }

    /// What a process that is killed now leaves behind.
    private func copyFiles() {
        for name in ["", "-wal", "-journal"] {
            try? FileManager.default.copyItem(
                at: folder.appending(path: "\(copies - 1)\(name)"), to: folder.appending(path: "\(copies)\(name)"))
        }
    }

    private mutating func step() {
        switch Int.random(in: 0..<100, using: &world.random) {
        case 0..<35: world.changeSomething()
        case 35..<50: world.deliverActive(upTo: Int.random(in: 1...400, using: &world.random))
        case 50..<65: world.deliverBulk(upTo: Int.random(in: 1...400, using: &world.random))
        case 65..<80: world.pass(.milliseconds(Int.random(in: 1...3_000, using: &world.random)))
        case 80..<82: world.endActive(.reset)
        case 82..<84: world.endBulk(.reset)
        case 84..<86: world.damage()
        case 86: world.server.forget()
        default: world.deliver()
        }
    }
}
