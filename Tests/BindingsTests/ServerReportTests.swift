import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

struct ServerReportTests {
    private func store(_ events: SessionEvent...) -> BindingStore {
        var store = BindingStore()
        for event in events { store.note(event, from: ServerID(rawValue: 0)) }
        return store
    }

    private static func time(_ seconds: Int) -> ServerTime { ServerTime(unixSeconds: Clock.start + Int64(seconds)) }

    private static let live: [SessionEvent] = [
        .phase(.connecting, at: Clock.at(0)), .connected(at: Clock.at(1)), .phase(.awaitingReply, at: Clock.at(1)),
        .phase(.live, at: Clock.at(2)),
    ]

    private static let lost: [SessionEvent] = [
        .ended(.closedByServer(""), at: Clock.at(50)), .phase(.waiting(until: Clock.at(110)), at: Clock.at(50)),
        .phase(.connecting, at: Clock.at(110)), .phase(.awaitingReply, at: Clock.at(111)),
    ]

    private static let caughtUp: [SessionEvent] = [
        .catchUpBegan(from: time(50), at: Clock.at(112)), .phase(.catchingUp, at: Clock.at(112)),
        .catchUpCompleted(base: time(120), at: Clock.at(120)), .phase(.live, at: Clock.at(120)),
    ]

    private static let missed: [SessionEvent] = [
        .dataMissing(from: time(50), to: time(112), at: Clock.at(112)), .phase(.live, at: Clock.at(112)),
    ]

    @Test(
        "completeness never says more than was received",
        arguments: [
            ("nothing", [], .unknown),
            ("connecting", Array(live.prefix(3)), .unknown),
            ("live", live, .changesSince(Clock.at(2))),
            ("connection lost", live + lost, .hole(since: Clock.at(50))),
            ("catching up", live + lost + caughtUp.prefix(2), .hole(since: Clock.at(50))),
            ("caught up", live + lost + caughtUp, .changesSince(Clock.at(2))),
            ("the server cannot fill the hole", live + lost + missed, .missing(from: time(50), to: time(112))),
            (
                "and fails during catch-up", live + lost + caughtUp.prefix(2) + missed,
                .missing(from: time(50), to: time(112))
            ),
            (
                "two holes are one span",
                live + lost + missed + [.dataMissing(from: time(200), to: time(300), at: Clock.at(300))],
                .missing(from: time(50), to: time(300))
            ),
            ("live again without catch-up", live + lost + live.suffix(1), .missing(from: nil, to: nil)),
            (
                "another server",
                live + [.serverChanged(from: DUID(octets: [1]), to: DUID(octets: [2]), at: Clock.at(9))],
                .unknown
            ),
        ] as [(String, [SessionEvent], Completeness)])
    func completeness(name: String, events: [SessionEvent], expected: Completeness) {
        var store = BindingStore()
        for event in events { store.note(event, from: ServerID(rawValue: 0)) }
        #expect(store.report().completeness == expected)
    }

    @Test("a hole begins when the last message was read, not when the loss was noticed")
    func holeBegins() {
        var store = BindingStore()
        for event in Self.live { store.note(event, from: ServerID(rawValue: 0)) }
        var batch = UpdateBatch([Statement(prefix: "2001:db8::1", client: alice)])
        batch.lastMessageAt = Clock.at(30)
        store.apply(batch, from: ServerID(rawValue: 0), at: Clock.at(31))
        for event in Self.lost { store.note(event, from: ServerID(rawValue: 0)) }
        #expect(store.report().completeness == .hole(since: Clock.at(30)))
    }

    @Test("another server's bindings are forgotten when the server changes")
    func serverChanged() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice))
        store.note(
            .serverChanged(from: DUID(octets: [1]), to: DUID(octets: [2]), at: Clock.at(9)), from: ServerID(rawValue: 0)
        )
        #expect(store.rows().isEmpty)
        #expect(store.totals(at: Clock.at(9)).bound == 0)
        #expect(store.report().lastProblemAt == Clock.at(9))
    }

    @Test("catch-up counts its statements and says how it went")
    func catchUp() {
        var store = BindingStore()
        for event in Self.live + Self.lost + Self.caughtUp.prefix(2) { store.note(event, from: ServerID(rawValue: 0)) }
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 112, origin: .catchUp), at: 113)
        #expect(store.report().catchUp?.from == Self.time(50))
        #expect(store.report().catchUp?.updates == 1)
        #expect(store.report().catchUp?.isComplete == nil)
        store.note(.catchUpCompleted(base: nil, at: Clock.at(120)), from: ServerID(rawValue: 0))
        #expect(store.report().catchUp?.isComplete == true)
        #expect(store.report().catchUp?.endedAt == Clock.at(120))
        store.note(.ended(.byUser, at: Clock.at(130)), from: ServerID(rawValue: 0))
        #expect(store.report().catchUp?.isComplete == true)
    }

    @Test("a catch-up that is cut off is not complete")
    func catchUpCut() {
        var store = BindingStore()
        for event in Self.live + Self.lost + Self.caughtUp.prefix(2) { store.note(event, from: ServerID(rawValue: 0)) }
        store.note(.ended(.closedByServer("reset"), at: Clock.at(115)), from: ServerID(rawValue: 0))
        #expect(store.report().catchUp?.isComplete == false)
    }

    @Test("connections after the first are reconnects; an end by the user is no problem")
    func reconnects() {
        let store = store(
            .connected(at: Clock.at(1)), .ended(.byUser, at: Clock.at(2)), .connected(at: Clock.at(3)),
            .connected(at: Clock.at(4)))
        #expect(store.report().reconnects == 2)
        #expect(store.report().lastEnd == .byUser)
        #expect(store.report().lastProblem == nil)
    }

    @Test(
        "every trouble is told in words",
        arguments: [
            .ended(.receiveTimeout(.seconds(120)), at: Clock.at(7)), .dataMissing(from: nil, to: nil, at: Clock.at(7)),
            .discarded(rule: "V-03", "option overrun", at: Clock.at(7)), .baseTimeMissing(at: Clock.at(7)),
            .status(.unspecifiedFailure, text: "disk full", at: Clock.at(7)),
        ] as [SessionEvent])
    func problems(event: SessionEvent) {
        let store = store(event)
        #expect(store.report().lastProblemAt == Clock.at(7))
        #expect(store.report().lastProblem?.isEmpty == false)
    }

    @Test("tallies add up over batches")
    func tally() {
        var store = BindingStore()
        for _ in 0..<2 {
            var batch = UpdateBatch()
            batch.tally.messages = 3
            batch.tally.keepalives = 1
            batch.tally.octets = 100
            batch.tally.faults = [.clientLink: 2]
            store.apply(batch, from: ServerID(rawValue: 0), at: Clock.at(0))
        }
        #expect(store.report().tally.messages == 6)
        #expect(store.report().tally.keepalives == 2)
        #expect(store.report().tally.octets == 200)
        #expect(store.report().tally.faults == [.clientLink: 4])
    }

    @Test("rates are means over whole seconds and fade when nothing more comes")
    func rates() {
        var store = BindingStore()
        for second in 0..<10 {
            for index in 0..<4 {
                store.say(Statement(prefix: "2001:db8::\(second):\(index)", client: alice, base: second), at: second)
            }
        }
        #expect(store.report(at: 10).changesPerSecond == 4)
        #expect(store.report(at: 3).changesPerSecond == 4, "what was before the first change does not count")
        #expect(store.report(at: 10).changeHistory == [UInt32](repeating: 4, count: 10))
        #expect(store.report(at: 90).changeHistory.count == 60)
        #expect(store.totals(at: Clock.at(12)).changesPerSecond == 4.0 * 3 / 5)
        #expect(store.totals(at: Clock.at(100)).changeHistory.allSatisfy { $0 == 0 })
        store.say(Statement(prefix: "2001:db8::0:0", client: alice, valid: 3600, base: 0), at: 100)
        #expect(store.report(at: 101).changesPerSecond == 0, "an outdated statement is no change")
    }

    @Test("what a bulk query finds is new to us and no change: the rate stays at zero")
    func filledByBulk() {
        var store = BindingStore()
        for second in 0..<5 {
            store.say(
                Statement(prefix: "2001:db8::\(second):1", client: alice, base: second, origin: .bulk), at: second)
        }
        #expect(store.report(at: 5).changes[Int(ChangeKind.new.rawValue)] == 5)
        #expect(store.report(at: 5).changesPerSecond == 0)
        #expect(store.totals(at: Clock.at(5)).changesPerSecond == 0)
    }
}
