import DHCPv6Wire
import Testing

@testable import LeasequerySession

/// Which base time may become the next LQ_START_TIME (RFC 7653 sections 8.3, 8.4 and 8.4.1).
struct SavedBaseTimeTests {
    @Test("R-05, R-25: the base time saved from this server is the next LQ_START_TIME")
    func usedForStart() {
        var bench = SessionBench.live(base: .base(1))
        bench.receive(bench.data(base: .base(42)))
        bench.ended(.closed)
        bench.waitForDeadline()
        #expect(bench.acts == [.open(2)])
        bench.opened()
        #expect(bench.acts == [.ask(2, start: .base(42))])
    }

    @Test("R-23, R-30: a base time seen during catch-up is not saved")
    func notDuringCatchUp() {
        var bench = SessionBench.awaitingSecondReply(saved: .base(0))
        bench.receive(bench.reply(base: .base(100), client: true))
        #expect(bench.session.resume.saved == .base(0))
        bench.receive(bench.data(base: .base(101), client: true))
        #expect(bench.session.resume.saved == .base(0))
        bench.receive(bench.data(base: .base(102)))
        #expect(bench.session.resume.saved == .base(0))
    }

    @Test("R-31, R-32: the base time of CatchUpComplete is saved, and every one after it")
    func fromCatchUpComplete() {
        var bench = SessionBench.catchingUp()
        bench.receive(bench.data(status: .catchUpComplete, base: .base(103)))
        #expect(bench.session.resume.saved == .base(103))
        bench.receive(bench.data(base: .base(104)))
        #expect(bench.session.resume.saved == .base(104))
    }

    @Test("R-24: keepalives move the saved base time in live")
    func keepaliveMoves() {
        var bench = SessionBench.live(base: .base(1))
        bench.receive(bench.data(base: .base(61)))
        #expect(bench.session.resume.saved == .base(61))
    }

    @Test(
        "R-33: lost in mid catch-up: reconnects with the base time of the connection before",
        arguments: CatchUpLoss.allCases)
    func lostInCatchUp(loss: CatchUpLoss) {
        var bench = SessionBench.catchingUp(from: .base(5))
        bench.receive(bench.data(base: .base(500), client: true))
        switch loss {
        case .closed: bench.ended(.closed)
        case .done: bench.receive(bench.done(status: .queryTerminated, base: .base(501)))
        case .silence: bench.wait(.seconds(120))
        case .framing: bench.framingLost(WireError(.messageTooShort(announced: 0), at: 0))
        }
        #expect(bench.session.resume.saved == .base(5))
        bench.waitForDeadline()
        bench.opened()
        #expect(bench.acts == [.ask(3, start: .base(5))])
    }

    enum CatchUpLoss: CaseIterable, Sendable { case closed, done, silence, framing }

    @Test("R-33: lost before the reply: the saved base time stays")
    func lostBeforeReply() {
        var bench = SessionBench.awaitingSecondReply(saved: .base(5))
        bench.receive(bench.done(status: .queryTerminated, base: .base(700)))
        #expect(bench.session.resume.saved == .base(5))
    }

    @Test("LIVE, DONE: its base time is saved if it has one")
    func doneInLive() {
        var bench = SessionBench.live(base: .base(1))
        bench.receive(bench.done(status: .queryTerminated, base: .base(9)))
        #expect(bench.session.resume.saved == .base(9))
        bench = SessionBench.live(base: .base(1))
        bench.receive(bench.done(status: .queryTerminated, base: nil))
        #expect(bench.session.resume.saved == .base(1))
    }

    @Test("A base time that runs backwards in live is saved: an earlier start only costs repeats")
    func stepBack() {
        var bench = SessionBench.live(base: .base(1_000))
        bench.receive(bench.data(base: .base(400)))
        #expect(bench.session.resume.saved == .base(400))
    }

    @Test("V-26: without a base time nothing is saved, and that is told once")
    func missingBase() {
        var bench = SessionBench.awaitingReply
        bench.receive(bench.reply(base: nil, client: true))
        #expect(bench.verdict == .apply(.live))
        #expect(bench.events == [.baseTimeMissing(at: bench.now), .phase(.live, at: bench.now)])
        bench.receive(bench.data(base: nil, client: true))
        #expect(bench.verdict == .apply(.live))
        #expect(bench.events.isEmpty)
        #expect(bench.session.resume.saved == nil)
    }

    @Test("SERVERID changed: what was saved is void, and so are the debts in its clock")
    func otherServer() {
        var bench = SessionBench.live(base: .base(0))
        bench.receive(bench.data(status: .dataMissing, base: .base(10)))
        bench.ended(.closed)
        bench.waitForDeadline()
        bench.opened()
        bench.receive(bench.reply(base: .base(77), server: SessionBench.otherServerDUID))
        #expect(
            bench.events.first
                == .serverChanged(
                    from: SessionBench.serverDUID, to: SessionBench.otherServerDUID, at: bench.now))
        #expect(bench.session.resume.saved == nil)
        #expect(bench.session.resume.debts.isEmpty)
        #expect(bench.session.resume.serverID == SessionBench.otherServerDUID)
    }

    @Test("SERVERID changed and DataMissing: the hole has no beginning in the new server's clock")
    func otherServerWithHole() {
        var bench = SessionBench.awaitingSecondReply(saved: .base(5))
        bench.receive(bench.reply(status: .dataMissing, base: .base(77), server: SessionBench.otherServerDUID))
        #expect(bench.session.resume.debts == [Debt(from: nil, to: .base(77))])
        #expect(bench.session.resume.saved == .base(77))
    }

    @Test("A session given an earlier resume point asks from it")
    func resumed() {
        var resume = ResumePoint()
        resume.save(.base(33))
        var bench = SessionBench(resuming: resume)
        bench.start()
        bench.opened()
        #expect(bench.acts == [.ask(1, start: .base(33))])
    }
}
