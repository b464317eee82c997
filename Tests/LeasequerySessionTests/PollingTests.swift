import DHCPv6Wire
import Testing

@testable import LeasequerySession

/// Poll mode: bulk queries for everything at an interval, and no active connection ever (RFC 5460).
struct PollingTests {
    private static let links = [IPv6Address("2001:db8:1::1")!, IPv6Address("2001:db8:2::1")!]
    private static let all = Debt(from: nil, to: nil)
    private static let everyLink = [BulkQuery(.link(.unspecified))]
    private static let eachLink = links.map { BulkQuery(.link($0)) }

    private func started(every interval: Duration = .seconds(300), links: [IPv6Address] = []) -> SessionBench {
        var bench = SessionBench(mode: .poll(every: interval), fillPlan: FillPlan(links: links))
        bench.start()
        return bench
    }

    @Test("polling begins at once, says so, and opens no active connection")
    func start() {
        let bench = started()
        #expect(bench.acts == [.bulk(1, Self.everyLink)])
        #expect(
            bench.events == [
                .polls(every: .seconds(300), at: bench.now), .phase(.polling, at: bench.now),
                .bulkBegan(Self.all, at: bench.now),
            ])
        #expect(bench.session.deadline == nil, "a bulk run has timers of its own")
    }

    @Test("the next poll is due an interval after the beginning of the one before, not after its end")
    func interval() {
        var bench = started()
        let first = bench.now
        bench.wait(.seconds(40))
        bench.bulkEnded(1, .sample([.complete]))
        let next = first.advanced(by: .seconds(300))
        #expect(
            bench.events == [
                .bulkEnded(Self.all, .paid(.everything), at: bench.now), .phase(.polled(next: next), at: bench.now),
            ])
        #expect(bench.session.deadline == next)
        bench.wait(.seconds(259))
        #expect(bench.acts.isEmpty)
        bench.wait(.seconds(1))
        #expect(bench.acts == [.bulk(2, Self.everyLink)])
        #expect(!bench.events.contains { if case .polls = $0 { true } else { false } })
    }

    @Test("a poll that takes longer than the interval misses its turns and does not pile up")
    func slow() {
        var bench = started(every: .seconds(10))
        let first = bench.now
        bench.wait(.seconds(25))
        #expect(bench.acts.isEmpty)
        bench.bulkEnded(1, .sample([.complete]))
        #expect(bench.session.deadline == first.advanced(by: .seconds(30)))
    }

    @Test(
        "RX-01: a failed poll is tried again after the retry interval, longer each time, however short the poll's own")
    func retries() {
        var bench = started(every: .seconds(10))
        var gaps: [Duration] = []
        for id in UInt32(1)...4 {
            let began = bench.now
            bench.bulkEnded(
                id, .sample([.notAsked], server: nil, end: .unreachable("Connection refused")))
            guard
                case .bulkEnded(Self.all, .unpaid("cannot connect: Connection refused", let again?), _)? =
                    bench.events.first
            else {
                Issue.record("\(bench.events)")
                return
            }
            #expect(bench.session.phase == .waiting(until: again))
            gaps.append(again.since(began))
            bench.waitForDeadline()
        }
        for (gap, floor) in zip(gaps, [60, 120, 240, 480]) {
            #expect(gap >= .seconds(floor) && gap < .seconds(floor) * 1.2, "\(gaps)")
        }
        bench.bulkEnded(5, .sample([.complete]))
        #expect(bench.session.deadline?.since(bench.now) == .seconds(10), "success forgives")
    }

    @Test("a poll that is cut in the middle of an answer, or in which one link fails, is not complete")
    func partial() {
        for result in [
            BulkResult.sample([.cut(.closedByServer(""))], bindings: 3_614, end: .closedByServer("")),
            .sample([.complete, .refused(.notConfigured, text: "no such link")]),
            .sample([.terminated(.queryTerminated, text: "")]),
        ] {
            var bench = started()
            bench.bulkEnded(1, result)
            let isPaid = bench.events.contains { if case .bulkEnded(_, .paid, _) = $0 { true } else { false } }
            #expect(!isPaid)
            guard case .waiting = bench.session.phase else {
                Issue.record("\(bench.session.phase)")
                continue
            }
        }
    }

    @Test("a server that does not take link :: is asked for each configured link, from then on at once")
    func perLink() {
        var bench = started(links: Self.links)
        let began = bench.now
        bench.wait(.seconds(1))
        bench.bulkEnded(1, .sample([.refused(.malformedQuery, text: "undefined link address")], bindings: 0))
        #expect(bench.acts == [.bulk(2, Self.eachLink)])
        #expect(bench.events.isEmpty, "one poll")
        bench.bulkEnded(2, .sample([.complete, .complete]))
        #expect(bench.events.first == .bulkEnded(Self.all, .paid(.links(2)), at: bench.now))
        #expect(bench.session.deadline == began.advanced(by: .seconds(300)))
        bench.waitForDeadline()
        #expect(bench.acts == [.bulk(3, Self.eachLink)])
    }

    @Test("a server that does not take link :: and has no links configured says that it needs them, and waits longest")
    func needsLinks() {
        var bench = started()
        bench.bulkEnded(1, .sample([.refused(.malformedQuery, text: "undefined link address")], bindings: 0))
        guard case .bulkEnded(Self.all, .unpaid(let why, let again?), _)? = bench.events.first else {
            Issue.record("\(bench.events)")
            return
        }
        #expect(
            why
                == "it does not take link :: for every link (MalformedQuery): write its links = [...] in the configuration"
        )
        #expect(again.since(bench.now) >= .seconds(600))
    }

    @Test(
        "another server than before: nothing of the poll counts, and everything is asked anew, no sooner than a retry")
    func otherServer() {
        var bench = started()
        bench.bulkEnded(1, .sample([.complete]))
        bench.waitForDeadline()
        bench.bulkEnded(2, .sample([.complete], server: SessionBench.otherServerDUID))
        #expect(
            bench.events.first
                == .serverChanged(
                    from: SessionBench.serverDUID, to: SessionBench.otherServerDUID, at: bench.now))
        #expect(bench.session.deadline.map { $0.since(bench.now) >= .seconds(60) } == true)
        bench.waitForDeadline()
        bench.bulkEnded(3, .sample([.complete], server: SessionBench.otherServerDUID))
        #expect(bench.events.first == .bulkEnded(Self.all, .paid(.everything), at: bench.now))
    }

    @Test("R polls now; a poll that goes on is given up for it")
    func byUser() {
        var bench = started()
        bench.bulkEnded(1, .sample([.complete]))
        bench.reconnect()
        #expect(bench.acts == [.bulk(2, Self.everyLink)])
        bench.reconnect()
        #expect(bench.acts == [.stopBulk(2), .bulk(3, Self.everyLink)])
        #expect(bench.events.first == .bulkEnded(Self.all, .unpaid("given up", retryAt: nil), at: bench.now))
        bench.bulkEnded(2, .sample([.complete]))
        #expect(bench.events.isEmpty && bench.session.phase == .polling)
    }

    @Test("who the server proved to be is told with each poll over TLS, whatever came of it")
    func peer() {
        for outcome in [BulkOutcome.complete, .cut(.closedByServer(""))] {
            var bench = started()
            var result = BulkResult.sample([outcome])
            result.peer = SessionBench.peer
            bench.bulkEnded(1, result)
            #expect(bench.events.first == .secured(SessionBench.peer, at: bench.now))
        }
    }

    @Test("stopping gives the poll up; starting polls again")
    func stopped() {
        var bench = started()
        bench.stop()
        #expect(bench.acts == [.stopBulk(1)])
        #expect(bench.session.phase == .stopped && bench.session.deadline == nil)
        bench.start()
        #expect(bench.acts == [.bulk(2, Self.everyLink)])
    }
}
