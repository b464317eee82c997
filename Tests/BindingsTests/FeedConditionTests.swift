import LeasequerySession
import Testing

@testable import Bindings

/// Every rule of `FeedCondition` at both sides of its boundary.
struct FeedConditionTests {
    private func moment(_ seconds: Double) -> Moment { WatchedFeed.at(seconds) }

    @Test("nothing is said of a feed that is stopped or connects for the first time")
    func unknown() {
        var feed = WatchedFeed(isAccepted: false)
        #expect(feed.condition == FeedCondition(.unknown, since: nil))
        feed.enter(.connecting, at: 1)
        #expect(feed.kind == .unknown)
        feed.enter(.awaitingReply, at: 2)
        #expect(feed.kind == .unknown)
        feed.enter(.live, at: 3)
        #expect(feed.condition == FeedCondition(.fine, since: moment(3)))
        feed.enter(.stopped, at: 9)
        #expect(feed.kind == .unknown)
    }

    @Test("down: from the loss on until a query is accepted, whatever is tried meanwhile")
    func down() {
        var feed = WatchedFeed()
        feed.lose(at: 50)
        #expect(feed.condition == FeedCondition(.down, since: moment(50)))
        feed.enter(.connecting, at: 110)
        feed.enter(.awaitingReply, at: 130)
        #expect(feed.condition == FeedCondition(.down, since: moment(50)))
        feed.enter(.catchingUp, at: 131)
        #expect(feed.condition == FeedCondition(.fine, since: moment(131)))
    }

    @Test("down: from the first failed attempt on if there was no feed before; not when the user ends it")
    func neverUp() {
        var feed = WatchedFeed(isAccepted: false)
        feed.enter(.connecting)
        feed.lose(.unreachable("Connection refused"), at: 4)
        #expect(feed.condition == FeedCondition(.down, since: moment(4)))
        feed.lose(.unreachable("Connection refused"), at: 64)
        #expect(feed.condition == FeedCondition(.down, since: moment(4)))
        feed.watch.note(.ended(.byUser, at: moment(70)))
        feed.enter(.connecting, at: 70)
        #expect(feed.kind == .unknown)
    }

    @Test("late: no message for 70 s before anything is learnt of this server")
    func late() {
        var feed = WatchedFeed()
        feed.hear(at: 10, isKeepalive: false)
        let edge = feed.edge(80)
        #expect(edge.before == FeedCondition(.fine, since: moment(0)))
        #expect(edge.at == FeedCondition(.late, since: moment(80)))
        feed.hear(at: 85, isKeepalive: false)
        #expect(feed.condition == FeedCondition(.fine, since: moment(85)))
    }

    @Test("late: no message for the learnt interval and 5 s, if keepalives come as regularly as timers do")
    func lateLearnt() {
        var feed = WatchedFeed()
        for count in 0..<4 { feed.hear(at: Double(count) * 30) }
        #expect(feed.report.keepalive == KeepaliveInterval(typical: .seconds(30), jitter: .zero))
        let edge = feed.edge(125)
        #expect(edge.before.kind == .fine)
        #expect(edge.at == FeedCondition(.late, since: moment(125)))
    }

    @Test("silent: no message for three quarters of ACTIVE_LQ_RCV_TIMEOUT, as it is configured")
    func silent() {
        var feed = WatchedFeed()
        feed.hear(at: 10)
        var edge = feed.edge(100)
        #expect(edge.before.kind == .late)
        #expect(edge.at == FeedCondition(.silent, since: moment(100)))
        feed.read(at: 101, receiveTimeout: .seconds(200))
        #expect(feed.kind == .late)
        feed.read(at: 159.5, receiveTimeout: .seconds(200))
        edge = feed.edge(160)
        #expect(edge.before.kind == .late)
        #expect(edge.at == FeedCondition(.silent, since: moment(160)))
    }

    @Test(
        "stalled: 10 s without an answer to the connect, to STARTTLS or to the first query",
        arguments: [
            (.connecting, .connecting), (.securing, .securing), (.awaitingReply, .reply),
        ] as [(FeedPhase, FeedCondition.Stall)])
    func unanswered(phase: FeedPhase, stall: FeedCondition.Stall) {
        var feed = WatchedFeed(isAccepted: false)
        feed.enter(phase, at: 5)
        let edge = feed.edge(15)
        #expect(edge.before.kind == .unknown)
        #expect(edge.at == FeedCondition(.stalled, since: moment(15), stall: stall))
    }

    @Test("stalled: 10 s with the beginning of a message and without its rest")
    func fragment() {
        var feed = WatchedFeed()
        feed.read(at: 14.5) { $0.fragmentSince = WatchedFeed.at(5) }
        let edge = feed.edge(15)
        #expect(edge.before.kind == .fine)
        #expect(edge.at == FeedCondition(.stalled, since: moment(15), stall: .message))
        feed.read(at: 16)
        #expect(feed.kind == .fine)
    }

    @Test("stalled: a catch-up of which only keepalives come, for as long as would make a message late")
    func catchUp() {
        var feed = WatchedFeed(isAccepted: false)
        feed.connect(at: 0, to: .catchingUp)
        feed.hear(at: 10, isKeepalive: false)
        feed.hear(at: 70)
        let edge = feed.edge(80)
        #expect(edge.before.kind == .fine)
        #expect(edge.at == FeedCondition(.stalled, since: moment(80), stall: .catchUp))
        feed.hear(at: 81, isKeepalive: false)
        #expect(feed.kind == .fine)
        feed.enter(.live, at: 82)
        feed.hear(at: 142)
        feed.now = 152
        #expect(feed.kind == .fine, "whoever is caught up may have nothing to say")
    }

    @Test("behind: every read has filled its buffer for 2 s and more is waiting")
    func crowded() {
        var feed = WatchedFeed()
        feed.read(at: 11.9) {
            $0.crowdedSince = WatchedFeed.at(10)
            $0.octetsWaiting = 4096
        }
        let edge = feed.edge(12)
        #expect(edge.before.kind == .fine)
        #expect(edge.at == FeedCondition(.behind, since: moment(12)))
        feed.read(at: 13) { $0.crowdedSince = WatchedFeed.at(10) }
        #expect(feed.kind == .behind, "what the system does not tell is no good news")
        feed.read(at: 14) {
            $0.crowdedSince = WatchedFeed.at(10)
            $0.octetsWaiting = 0
        }
        #expect(feed.condition == FeedCondition(.fine, since: moment(14)))
    }

    @Test("behind: the thread that reads takes no readings for 5 s; what is late then may be so because of us")
    func stuck() {
        var feed = WatchedFeed()
        feed.hear(at: 10)
        feed.read(at: 11)
        let edge = feed.edge(16)
        #expect(edge.before.kind == .fine)
        #expect(edge.at == FeedCondition(.behind, since: moment(16)))
        feed.now = 115
        #expect(feed.kind == .behind)
        feed.read(at: 115)
        #expect(feed.kind == .silent, "measured again: it is the server")
    }

    @Test("messages in quick succession hide nothing from who looks")
    func quickSuccession() {
        var feed = WatchedFeed()
        feed.hear(at: 1)
        #expect(feed.condition == FeedCondition(.fine, since: moment(0)))
        feed.read(at: 1.2) { $0.crowdedSince = WatchedFeed.at(0.1) }
        feed.hear(at: 1.4)
        let edge = feed.edge(2.1)
        #expect(edge.before == FeedCondition(.fine, since: moment(0)))
        #expect(edge.at == FeedCondition(.behind, since: moment(2.1)))
        feed.hear(at: 2.3)
        #expect(feed.condition == FeedCondition(.behind, since: moment(2.1)))
    }

    @Test("a reading says nothing of the connection after")
    func staleReading() {
        var feed = WatchedFeed()
        feed.read(at: 11)
        feed.lose(at: 12)
        feed.connect(at: 72)
        feed.now = 90
        #expect(feed.kind == .fine)
    }

    @Test("flapping: from the 3rd loss within 10 min on, until 10 min without one")
    func flapping() {
        var feed = WatchedFeed()
        for start in [100.0, 300, 699.9] {
            feed.lose(at: start)
            feed.connect(at: start + 60)
        }
        #expect(feed.condition == FeedCondition(.flapping, since: moment(699.9)))
        feed.hear(at: 1200)
        feed.lose(at: 1259.9)
        feed.connect(at: 1320)
        #expect(feed.condition == FeedCondition(.flapping, since: moment(699.9)), "once more, not anew")
        feed.hear(at: 1850)
        let edge = feed.edge(1859.9)
        #expect(edge.before.kind == .flapping)
        #expect(edge.at == FeedCondition(.fine, since: moment(1859.9)))
        feed.lose(at: 1900)
        #expect(feed.kind == .down, "one loss after ten quiet minutes")
    }

    @Test("three losses in 10 min and a little do not make it flap")
    func notFlapping() {
        var feed = WatchedFeed()
        for start in [100.0, 300, 700] {
            feed.lose(at: start)
            feed.connect(at: start + 60)
        }
        #expect(feed.kind == .fine)
    }

    @Test("a feed that flaps and does not come back is down")
    func flappedAway() {
        var feed = WatchedFeed()
        for start in [100.0, 200, 300] {
            feed.lose(at: start)
            if start < 300 { feed.connect(at: start + 60) }
        }
        #expect(feed.kind == .flapping)
        feed.enter(.connecting, at: 360)
        #expect(feed.kind == .flapping)
        feed.lose(.unreachable("Connection refused"), at: 361)
        #expect(feed.condition == FeedCondition(.down, since: moment(300)))
    }

    @Test("attempts that fail and connections that the user ends are no losses")
    func noLosses() {
        var feed = WatchedFeed()
        for start in [100.0, 160, 220, 280] {
            feed.watch.note(.ended(.byUser, at: moment(start)))
            feed.connect(at: start)
        }
        #expect(feed.kind == .fine)
        for start in [300.0, 360, 420] { feed.lose(.unreachable("Connection refused"), at: start) }
        feed.connect(at: 480)
        #expect(feed.kind == .fine)
    }

    @Test("the worst that holds is the condition")
    func order() {
        #expect(FeedCondition.Kind.allCases == [.unknown, .fine, .late, .stalled, .silent, .behind, .flapping, .down])
        var feed = WatchedFeed()
        feed.read(at: 1) { $0.fragmentSince = WatchedFeed.at(0) }
        feed.hear(at: 2)
        for second in stride(from: 10.0, through: 91, by: 1) {
            feed.read(at: second) { $0.fragmentSince = WatchedFeed.at(3) }
        }
        #expect(feed.condition == FeedCondition(.stalled, since: moment(13), stall: .message))
        feed.read(at: 92) { $0.fragmentSince = WatchedFeed.at(3) }
        #expect(feed.condition == FeedCondition(.silent, since: moment(92)))
        feed.read(at: 93) { $0.crowdedSince = WatchedFeed.at(80) }
        #expect(feed.condition == FeedCondition(.behind, since: moment(82)))
    }

    @Test("a polled server is fine while polls are answered, late when they are overdue, down when one failed")
    func polled() {
        var feed = WatchedFeed(isAccepted: false)
        feed.watch.note(.polls(every: .seconds(300), at: moment(0)))
        feed.enter(.polling, at: 0)
        #expect(feed.kind == .unknown)
        feed.enter(.polled(next: moment(300)), at: 10)
        #expect(feed.condition == FeedCondition(.fine, since: moment(10)))
        feed.enter(.polling, at: 300)
        let edge = feed.edge(600)
        #expect(edge.before.kind == .fine)
        #expect(edge.at == FeedCondition(.late, since: moment(600)))
        feed.enter(.waiting(until: moment(700)), at: 610)
        #expect(feed.condition == FeedCondition(.down, since: moment(610)))
        feed.enter(.polling, at: 700)
        feed.enter(.polled(next: moment(1000)), at: 705)
        #expect(feed.kind == .fine)
    }
}
