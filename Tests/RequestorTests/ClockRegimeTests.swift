import Bindings
import LeasequerySession
import Testing

@Suite("The clock of a simulated server, through session and store, in every regime")
struct ClockRegimeTests {
    /// Twenty changes a second.
    private func busy() throws -> SimulatedWorld { try SimulatedWorld(bindings: 2_000, rate: 20) }

    @Test("keepalives only: a second of room, and a little less with time; no step")
    func keepalives() throws {
        var world = try SimulatedWorld(bindings: 4, rate: 0.001)
        world.serverAhead = 2.4
        world.start()
        world.pass(5)
        #expect(world.clock.isKnown(within: 1.4))
        for _ in 0..<60 {
            world.pass(60)
            #expect(world.clock.isKnown(within: 1.5))
        }
        #expect(world.report.skew?.basis != .stream)
        #expect(world.report.condition.kind == .fine && world.steps.isEmpty)
    }

    @Test("a slew of 500 ppm is followed and is no step", arguments: [500e-6, -500e-6])
    func slew(rate: Double) throws {
        var world = try busy()
        world.start()
        world.pass(60)
        world.serverRate = rate
        for _ in 0..<10 {
            world.pass(60)
            #expect(world.clock.isKnown(within: 0.4))
        }
        #expect(world.steps.isEmpty)
    }

    @Test("a server's clock that is set", arguments: [3, -3, 0.8, -0.8, 3_600, -3_600])
    func steps(by seconds: Double) throws {
        var world = try busy()
        world.start()
        world.pass(60)
        world.serverAhead += seconds
        world.pass(60)
        #expect(world.steps == [seconds > 0 ? .serverForward : .serverBack])
        #expect(world.clock.isKnown(within: 0.4))
        let step = try #require(world.report.clockSteps.first?.step)
        #expect(step.lower <= seconds && seconds <= step.upper)
    }

    @Test("a wide area with jitter: no more is claimed than the path allows")
    func wideArea() throws {
        var world = try busy()
        world.delay = 0.04
        world.jitter = 0.02
        world.start()
        world.pass(300)
        #expect(world.clock.isKnown(within: 0.4) && !world.clock.isKnown(within: 0.06))
        #expect(world.steps.isEmpty)
    }

    @Test("a server that rounds its time is half a second ahead for whoever listens")
    func rounds() throws {
        var world = try busy()
        world.stamp = { $0.rounded() }
        world.start()
        world.pass(120)
        let skew = try #require(world.report.skew)
        #expect(skew.lower <= 0.5 && 0.5 <= skew.upper ?? 0 && world.steps.isEmpty)
    }

    @Test("a server that refreshes its clock every five seconds is found out, and its bounds are wider")
    func caches() throws {
        var world = try busy()
        world.stamp = { ($0 / 5).rounded(.down) * 5 }
        world.start()
        world.pass(120)
        #expect(world.steps.contains(.cachedClock(seconds: 5)))
        #expect(!world.steps.contains(.serverForward) && !world.steps.contains(.serverBack))
        #expect(world.clock.isKnown(within: 6.5))
    }

    @Test("five seconds of queueing are lateness, and no step when they are over")
    func queueing() throws {
        var world = try busy()
        world.queue = { 100..<110 ~= $0 ? ($0 - 100) / 2 : 110..<116 ~= $0 ? 5 : 116..<126 ~= $0 ? (126 - $0) / 2 : 0 }
        world.start()
        world.pass(120)
        #expect(try #require(world.report.skew?.lateBy) > 3)
        world.pass(60)
        #expect(world.report.skew?.lateBy == nil)
        #expect(world.clock.isKnown(within: 0.4) && world.steps.isEmpty)
    }

    @Test("we sleep: what the server said meanwhile is read at once, and no clock was set", arguments: [5.0, 50, 600])
    func suspend(seconds: Double) throws {
        var world = try busy()
        world.serverAhead = -1.3
        world.start()
        world.pass(60)
        world.sleep(seconds)
        world.pass(60)
        #expect(world.steps == [.suspendOrCommon])
        #expect(world.clock.isKnown(within: 0.5))
    }

    @Test("our own clock that is set is told as ours", arguments: [2.5, -2.5, 86_400])
    func local(by seconds: Double) throws {
        var world = try busy()
        world.start()
        world.pass(60)
        world.localAhead += seconds
        world.pass(30)
        #expect(world.steps == [.localStep])
        #expect(world.clock.isKnown(within: 0.4))
    }

    @Test("a queue in front of us while a server's clock is set: both are found")
    func stepWhileLate() throws {
        var world = try busy()
        world.queue = { 60..<70 ~= $0 ? 2 : 0 }
        world.start()
        world.pass(80)
        world.serverAhead += 40
        world.pass(40)
        #expect(world.steps == [.serverForward])
        #expect(world.clock.isKnown(within: 0.4))
        #expect(world.report.skewLevel.degree == .warning)
    }
}
