import Testing

@testable import Bindings
@testable import LeasequerySession
@testable import Views

@Suite("What the screen says of a clock in every regime")
struct ClockRegimeTests {
    @Test("keepalives only: an interval at first, then a wide bound with what it rests on")
    func keepalives() {
        var world = ClockWorld()
        world.serverAhead = 2.4
        world.receive()
        #expect(world.said.hasSuffix(" s (1 message) against our clock"))
        #expect(world.said.contains(" … "))
        #expect(world.isKnown(within: 1.1))
        for _ in 0..<20 {
            world.pass(60)
            world.receive()
            #expect(world.isKnown(within: 1.5))
        }
        #expect(world.said.hasSuffix(" (a message every 1m00s) against our clock"))
        #expect(world.said.contains(" s ±0."))
        #expect(world.steps.isEmpty)
    }

    @Test("an NTP slew of 500 ppm is a drift and no step", arguments: [500e-6, -500e-6])
    func slew(rate: Double) {
        var world = ClockWorld()
        world.stream(60)
        world.serverRate = rate
        world.stream(400)
        #expect(world.isKnown(within: 0.2))
        #expect(world.steps.isEmpty)
        #expect(world.said.hasSuffix("against our clock"))
    }

    @Test("steps are told with their size, forward at once and back when delay is out of the question")
    func steps() {
        var world = ClockWorld()
        world.stream(60)
        world.serverAhead += 3
        world.stream(10)
        #expect(world.steps.count == 1)
        #expect(world.steps.first?.hasPrefix("the server's clock was set +3.0") == true)
        #expect(world.isKnown(within: 0.3))
        world.serverAhead -= 0.8
        world.stream(15)
        #expect(world.said.contains("late, or the server's clock was set back"))
        world.stream(30)
        #expect(world.steps.count == 2)
        #expect(world.steps.last?.hasPrefix("the server's clock was set back -0.8") == true)
        #expect(world.isKnown(within: 0.3))
    }

    @Test("a wide area with jitter: no more is claimed than the path allows")
    func wideArea() {
        var world = ClockWorld(roundTrip: .milliseconds(80))
        world.delay = 0.04
        world.jitter = 0.004
        world.stream(120)
        #expect(world.isKnown(within: 0.3))
        #expect((0...3).allSatisfy { !world.said.contains("±0.0\($0)") })
        #expect(world.steps.isEmpty)
    }

    @Test("a server that rounds its time looks half a second ahead, and that is said as a guess")
    func rounds() {
        var world = ClockWorld()
        world.stamp = { $0.rounded() }
        world.stream(60)
        #expect(world.said.hasPrefix("+0.50"))
        #expect(world.report.skew.flatMap(SkewWords.hint)?.text == "maybe the server rounds its time and is right")
    }

    @Test("a server that refreshes its clock every five seconds is found out")
    func caches() {
        var world = ClockWorld()
        world.stamp = { ($0 / 5).rounded(.down) * 5 }
        world.stream(60)
        #expect(world.steps.contains("the server refreshes the clock it stamps with every 5 s only"))
        #expect(world.isKnown(within: 6.5))
        #expect(!world.steps.contains { $0.hasPrefix("the server's clock was set") })
    }

    @Test("a queue of five seconds is lateness, and no step when it has drained")
    func queue() {
        var world = ClockWorld()
        world.stream(60)
        world.stream(10) { $0 / 2 }
        world.stream(6) { _ in 5 }
        #expect(world.said.contains("late, or the server's clock was set back"))
        world.stream(10) { 5 - $0 / 2 }
        world.stream(20)
        #expect(world.said.hasSuffix("against our clock"))
        #expect(world.steps.isEmpty)
        #expect(world.isKnown(within: 0.1))
    }

    @Test("a sleep of this machine is no step of either clock")
    func suspend() {
        var world = ClockWorld()
        world.stream(60)
        world.sleep(300)
        world.stream(30)
        #expect(world.steps == ["this machine slept, or both clocks were set alike: the skew is as before"])
        #expect(world.isKnown(within: 0.5))
    }

    @Test("our own clock that is set is told as ours, and the skew goes the other way")
    func local() {
        var world = ClockWorld()
        world.stream(60)
        world.localAhead = -2.5
        world.stream(30)
        #expect(world.steps == ["our clock was set -2.50 s"])
        #expect(world.said.hasPrefix("+2.5"))
        #expect(world.isKnown(within: 0.2))
    }

    @Test("a clock that passes the limits is said to, as far as it is known")
    func limits() {
        var world = ClockWorld()
        world.serverAhead = 29.9
        world.receive()
        #expect(world.said.contains(": maybe more than 30 s off") || !world.said.contains("off"))
        world.stream(30)
        #expect(!world.said.contains("MORE THAN"))
        world.serverAhead = 31
        world.stream(30)
        #expect(world.said.hasSuffix(": MORE THAN 30 s OFF"))
        world.serverAhead = 75
        world.stream(30)
        #expect(world.said.hasSuffix(": MORE THAN 60 s OFF"))
        #expect(SkewWords.short(world.report).role == .bad)
    }
}
