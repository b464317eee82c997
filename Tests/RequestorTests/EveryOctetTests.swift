import Bindings
import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Responder

/// One story, told again and again: each time the line breaks at another octet, and each time it ends the same.
struct EveryOctetTests {
    @Test(
        "Wherever either connection breaks, in either direction, the end is that of the unbroken run",
        arguments: VirtualWorld.Stream.allCases, [TransportEnd.reset, .closed])
    func everyOctet(stream: VirtualWorld.Stream, end: TransportEnd) {
        var whole = Story()
        let unbroken = whole.tell(breaking: nil)
        let octets = whole.carried(by: stream)
        let truth = whole.truth
        #expect(unbroken.isWhole && unbroken.doubted == 0 && unbroken.bound == truth && truth.count == 3)
        #expect(octets > 100)
        for offset in 0..<octets {
            var story = Story()
            let outcome = story.tell(breaking: (stream, offset, end))
            guard outcome == unbroken, story.hasBroken else {
                Issue.record("cut after octet \(offset) of \(stream): \(outcome)")
                return
            }
        }
    }
}

/// A fill, live changes, a loss and what was missed meanwhile, a history too short, and its recovery.
private struct Story: ~Copyable {
    /// What there is in the end, but for what only the way there decides: when a statement was read.
    struct Outcome: Equatable {
        var bound: [IPv6Address: VirtualServer.Binding] = [:]
        var doubted = 0
        var isWhole = false
    }

    private var world: VirtualWorld

    init() {
        var settings = VirtualWorld.Settings(bound: 3, endedLimit: 1)
        settings.timers.retryCeiling = settings.timers.retry
        world = VirtualWorld(settings)
    }

    var truth: [IPv6Address: VirtualServer.Binding] { world.server.bound(on: 0..<1) }

    var hasBroken: Bool { world.breaking == nil }

    func carried(by stream: VirtualWorld.Stream) -> Int { world.carried[stream, default: 0] }

    mutating func tell(breaking: (stream: VirtualWorld.Stream, after: Int, end: TransportEnd)?) -> Outcome {
        world.breaking = breaking
        world.deliver()
        until(5) { $0.bind(3, to: 3) }
        until(6) { $0.bind(1, to: 1) }
        until(7) { $0.end(0) }
        until(10)
        world.endActive(.reset)
        until(20) { $0.bind(4, to: 4) }
        until(21) { $0.end(2) }
        until(100)
        world.endActive(.reset)
        until(110) { $0.end(3) }
        until(111) { $0.bind(1, to: 7) }
        until(112) { $0.bind(5, to: 5) }
        until(113) { $0.end(5) }
        world.server.forget()
        until(200) { $0.bind(6, to: 6) }
        settle()
        return outcome
    }

    /// Lets time pass until this second of the story; then something happens to the server.
    private mutating func until(_ second: UInt64, _ happen: (inout VirtualServer) -> Void = { _ in }) {
        let elapsed = world.now.since(VirtualWorld.beginning)
        world.pass(.seconds(second) - elapsed)
        happen(&world.server)
        world.deliver()
    }

    /// Waits until the ledger has nothing to ask for any more, for an hour at most.
    private mutating func settle() {
        for _ in 0..<120 {
            if outcome.isWhole, outcome.doubted == 0, world.breaking == nil, !world.isBulkRunning { return }
            world.pass(.seconds(30))
            world.deliver()
        }
    }

    private var outcome: Outcome {
        var outcome = Outcome()
        if case .whole(_, .everything) = world.report.completeness { outcome.isWhole = true }
        world.rows { row in
            guard row.state == .bound, let base = row.baseTime, let valid = row.valid.seconds else { return }
            let until = base.unixSeconds(near: row.receivedAt) + Int64(valid)
            outcome.bound[row.prefix.address] = VirtualServer.Binding(client: row.duid, validUntil: until)
            if row.isUnverified { outcome.doubted += 1 }
        }
        return outcome
    }
}
