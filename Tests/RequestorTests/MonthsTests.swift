import Bindings
import Exports
import LeasequerySession
import Testing

@testable import Responder

/// lqtop as a service runs for months: nothing that it holds may grow while the servers stay as they are.
struct MonthsTests {
    /// Minutes of a week.
    private static let week = 7 * 24 * 60

    @Test("two weeks of changes, cuts, damage and clocks that are set: the second holds no more than the first")
    func bounded() {
        var weeks = Weeks()
        let first = weeks.pass(Self.week)
        let second = weeks.pass(Self.week)
        #expect(second.growth(since: first).isEmpty)
        // It was a lively time, and all of it was seen.
        #expect(first.sizes["/eventLog/entries"] ?? 0 >= EventLog.most)
        #expect(weeks.report.reconnects > 500 && !weeks.report.clockSteps.isEmpty)
        #expect(weeks.report.tally.discarded > 100)
        #expect(first.sizes[""] ?? 0 > 5_000, "figures for monitoring are looked at too")
    }

    @Test("what grows is found, wherever it is")
    func growing() {
        struct Leaky {
            var inner: [[Int]?] = [nil, [1]]
            var names: [String: String] = [:]
        }
        var leaky = Leaky()
        let before = Footprint(of: leaky)
        leaky.inner[1] = Array(0..<40)
        leaky.names["a"] = String(repeating: "x", count: 40)
        #expect(Footprint(of: leaky).growth(since: before).count == 2)
    }
}

/// One server that always has about as many bindings, and what befalls its feed.
private struct Weeks: ~Copyable {
    private var world: VirtualWorld
    private var tail = LogTail()
    /// A reader of the stream that keeps up, and one that comes once a day.
    private var (stream, slowStream): (ChangeStream, ChangeStream)
    private var figures = ""
    private var ahead = Duration.zero

    init() {
        var settings = VirtualWorld.Settings(seed: 7)
        settings.timers.retry = .seconds(5)
        settings.timers.retryCeiling = .seconds(20)
        settings.bulkRoom = 10_000
        world = VirtualWorld(settings)
        let source = ChangeStream.Source(world.store, version: "0", servers: [(name: "s", address: "s")], filter: nil)
        stream = ChangeStream(source, fromNow: false)
        slowStream = stream
    }

    var report: ServerReport { world.report }

    /// - Returns: the most that there was at the end of any six hours.
    mutating func pass(_ minutes: Int) -> Footprint {
        var most = footprint
        for minute in 1...minutes {
            world.changeSomething()
            befall(Int.random(in: 0..<600, using: &world.random))
            world.pass(.seconds(60))
            world.deliver()
            let now = world.now
            world.store.advance(to: now)
            var tail = tail
            _ = world.store.read { tail.take(from: $0.eventLog, at: now) }
            self.tail = tail
            repeat { _ = stream.next(at: now) } while stream.hasMore
            if minute.isMultiple(of: 1440) { _ = slowStream.next(at: now) }
            if minute.isMultiple(of: 360) {
                figures = MetricsText.of(world.store.read { $0.serverReports(at: now) }, version: "0", at: now)
                most.formUnion(footprint)
            }
        }
        return most
    }

    private mutating func befall(_ chance: Int) {
        switch chance {
        case 0..<40: world.endActive(.closed)
        case 40..<50: world.endBulk(.closed)
        case 50..<90: world.damage()
        case 90..<95: world.refill()
        case 95: world.server.forget()
        case 96:
            world.server.stepClock(by: ahead == .zero ? .seconds(30) : .seconds(-30))
            ahead = ahead == .zero ? .seconds(30) : .zero
        default: break
        }
    }

    private var footprint: Footprint {
        var footprint = Footprint(of: world.store.read { copy $0 })
        footprint.formUnion(Footprint(of: world.session))
        footprint.formUnion(Footprint(of: tail))
        for stream in [stream, slowStream] { footprint.formUnion(Footprint(of: stream)) }
        footprint.formUnion(Footprint(of: figures))
        return footprint
    }
}
