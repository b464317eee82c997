import DHCPv6Wire
import Testing

@testable import LeasequerySession

/// The active connection row by row (RFC 7653 section 8): what happened in, actions and events out.
struct ActiveConnectionTests {
    @Test("IDLE, start: connects at once")
    func start() {
        var bench = SessionBench()
        #expect(bench.session.phase == .stopped)
        #expect(bench.session.deadline == nil)
        bench.start()
        #expect(bench.acts == [.open(1)])
        #expect(bench.events == [.phase(.connecting, at: bench.now)])
        bench.start()
        #expect(bench.acts.isEmpty)
    }

    @Test("CONNECTING, connected: R-14 sends the query, without LQ_START_TIME when nothing is saved")
    func opened() {
        var bench = SessionBench()
        bench.start()
        bench.opened()
        #expect(bench.acts == [.ask(1, start: nil)])
        #expect(bench.events == [.connected(at: bench.now), .phase(.awaitingReply, at: bench.now)])
    }

    @Test("CONNECTING, refused: waits for the next attempt")
    func unreachable() {
        var bench = SessionBench()
        bench.start()
        bench.ended(.unreachable("Connection refused"))
        #expect(bench.acts.isEmpty)
        #expect(bench.events.first == .ended(.unreachable("Connection refused"), at: bench.now))
        #expect(bench.isWaiting)
    }

    @Test("CONNECTING, 120 s: gives up")
    func connectTimeout() {
        var bench = SessionBench()
        bench.start()
        bench.wait(.milliseconds(119_999))
        #expect(bench.acts.isEmpty)
        bench.wait(.milliseconds(1))
        #expect(bench.acts == [.close(1)])
        #expect(bench.events.first == .ended(.connectTimeout, at: bench.now))
    }

    @Test("SENDING, not writable for 300 s: R-27 closes")
    func sendTimeout() {
        var bench = SessionBench()
        bench.start()
        bench.opened()
        bench.wait(.seconds(299))
        #expect(bench.acts.isEmpty)
        bench.wait(.seconds(1))
        #expect(bench.acts == [.close(1)])
        #expect(bench.events.first == .ended(.sendTimeout(.seconds(300)), at: bench.now))
    }

    @Test("SENDING, query written: starts the RCV timer of 120 s (R-28)")
    func receiveTimeoutBeforeReply() {
        var bench = SessionBench()
        bench.start()
        bench.opened()
        bench.wait(.seconds(200))
        bench.written()
        bench.wait(.seconds(119))
        #expect(bench.acts.isEmpty)
        bench.wait(.seconds(1))
        #expect(bench.acts.first == .close(1))
        #expect(bench.events.first == .ended(.receiveTimeout(.seconds(120)), at: bench.now))
    }

    @Test("SENDING: a reply that overtakes the news of the write is taken")
    func replyBeforeWritten() {
        var bench = SessionBench()
        bench.start()
        bench.opened()
        bench.receive(bench.reply())
        #expect(bench.session.phase == .live)
        bench.written()
        #expect(bench.session.phase == .live)
    }

    @Test(
        "AWAIT, success without LQ_START_TIME: live, and its CLIENT_DATA is news", arguments: [nil, StatusCode.success])
    func acceptedLive(status: StatusCode?) {
        var bench = SessionBench.awaitingReply
        bench.receive(bench.reply(status: status, base: .base(5), client: true))
        #expect(bench.verdict == .apply(.live))
        #expect(bench.events == [.phase(.live, at: bench.now)])
        #expect(bench.session.resume.saved == .base(5))
    }

    @Test("AWAIT, success with LQ_START_TIME: catching up")
    func acceptedCatchUp() {
        var bench = SessionBench.awaitingSecondReply(saved: .base(7))
        bench.receive(bench.reply(base: .base(90), client: true))
        #expect(bench.verdict == .apply(.catchUp))
        #expect(bench.events == [.catchUpBegan(from: .base(7), at: bench.now), .phase(.catchingUp, at: bench.now)])
    }

    @Test("AWAIT, CatchUpComplete: accepted and already caught up")
    func acceptedCaughtUp() {
        var bench = SessionBench.awaitingSecondReply(saved: .base(7))
        bench.receive(bench.reply(status: .catchUpComplete, base: .base(90)))
        #expect(bench.verdict == .apply(.catchUp))
        #expect(
            bench.events == [
                .catchUpBegan(from: .base(7), at: bench.now), .catchUpCompleted(base: .base(90), at: bench.now),
                .phase(.live, at: bench.now),
            ])
        #expect(bench.session.resume.saved == .base(90))
    }

    @Test("AWAIT, DataMissing: R-35 a debt from LQ_START_TIME to base; the connection goes on live")
    func acceptedWithHole() {
        var bench = SessionBench.awaitingSecondReply(saved: .base(7))
        bench.receive(bench.reply(status: .dataMissing, text: "too old", base: .base(90)))
        #expect(bench.acts.isEmpty)
        #expect(bench.verdict == .apply(.live))
        #expect(
            bench.events == [
                .dataMissing(from: .base(7), to: .base(90), at: bench.now), .phase(.live, at: bench.now),
            ])
        #expect(bench.session.resume.debts == [Debt(from: .base(7), to: .base(90))])
        #expect(bench.session.resume.saved == .base(90))
    }

    @Test("AWAIT, DataMissing though no LQ_START_TIME was sent: success, and a full fill is owed")
    func acceptedWithUnaskedHole() {
        var bench = SessionBench.awaitingReply
        bench.receive(bench.reply(status: .dataMissing, base: .base(90)))
        #expect(bench.session.phase == .live)
        #expect(bench.session.resume.debts == [Debt(from: nil, to: .base(90))])
    }

    @Test(
        "RX-04: AWAIT, NotSupported, 7, 8, 9, 10: closes and does not repeat the same query quickly",
        arguments: [
            StatusCode.notSupported, .unknownQueryType, .malformedQuery, .notConfigured, .notAllowed,
        ])
    func refusedForLong(status: StatusCode) {
        var bench = SessionBench.awaitingReply
        bench.receive(bench.reply(status: status, text: "no"))
        #expect(bench.acts == [.close(1)])
        #expect(bench.verdict == .finish)
        #expect(bench.events.first == .ended(.refused(status, text: "no"), at: bench.now))
        #expect(bench.untilRetry >= .seconds(600))
    }

    @Test(
        "RX-04: AWAIT, other error: closes and retries later",
        arguments: [StatusCode.queryTerminated, .unspecifiedFailure])
    func refusedForNow(status: StatusCode) {
        var bench = SessionBench.awaitingReply
        bench.receive(bench.reply(status: status))
        #expect(bench.acts == [.close(1)])
        #expect(bench.untilRetry >= .seconds(60))
        #expect(bench.untilRetry < .seconds(70))
    }

    @Test(
        "AWAIT, peer closes or resets without a word: says that nobody can tell why",
        arguments: [TransportEnd.closed, .reset])
    func closedWithoutAnswer(end: TransportEnd) {
        var bench = SessionBench.awaitingReply
        bench.ended(end)
        #expect(bench.events.first == .ended(.closedWithoutAnswer, at: bench.now))
    }

    @Test("CATCHUP, DATA without status: taken as catch-up")
    func catchUpData() {
        var bench = SessionBench.catchingUp()
        bench.receive(bench.data(client: true))
        #expect(bench.verdict == .apply(.catchUp))
        #expect(bench.events.isEmpty)
        bench.receive(bench.data())
        #expect(bench.verdict == .apply(.catchUp))
        #expect(bench.session.phase == .catchingUp)
    }

    @Test("CATCHUP, CatchUpComplete: live; its own CLIENT_DATA still belongs to the catch-up")
    func catchUpComplete() {
        var bench = SessionBench.catchingUp()
        bench.receive(bench.data(status: .catchUpComplete, base: .base(200), client: true))
        #expect(bench.verdict == .apply(.catchUp))
        #expect(
            bench.events == [.catchUpCompleted(base: .base(200), at: bench.now), .phase(.live, at: bench.now)])
        bench.receive(bench.data(client: true))
        #expect(bench.verdict == .apply(.live))
    }

    @Test("CATCHUP, DataMissing: a debt from LQ_START_TIME to base, then live")
    func catchUpHole() {
        var bench = SessionBench.catchingUp(from: .base(3))
        bench.receive(bench.data(status: .dataMissing, base: .base(200)))
        #expect(bench.acts.isEmpty)
        #expect(bench.session.phase == .live)
        #expect(bench.session.resume.debts == [Debt(from: .base(3), to: .base(200))])
        #expect(bench.session.resume.saved == .base(200))
    }

    @Test("LIVE, DataMissing: a debt from what was saved to base")
    func liveHole() {
        var bench = SessionBench.live(base: .base(10))
        bench.receive(bench.data(status: .dataMissing, base: .base(40)))
        #expect(bench.events == [.dataMissing(from: .base(10), to: .base(40), at: bench.now)])
        #expect(bench.session.resume.debts == [Debt(from: .base(10), to: .base(40))])
        #expect(bench.session.resume.saved == .base(40))
    }

    @Test("LIVE, CatchUpComplete: the status is ignored, the rest taken")
    func liveCatchUpComplete() {
        var bench = SessionBench.live()
        bench.receive(bench.data(status: .catchUpComplete, base: .base(1), client: true))
        #expect(bench.verdict == .apply(.live))
        #expect(bench.events.isEmpty)
        #expect(bench.session.resume.saved == .base(1))
    }

    @Test("CATCHUP and LIVE, any other status: shown, the rest taken", arguments: [false, true])
    func otherStatus(isLive: Bool) {
        var bench = isLive ? SessionBench.live() : .catchingUp()
        bench.receive(bench.data(status: .unspecifiedFailure, text: "hm", client: true))
        #expect(bench.verdict == .apply(isLive ? .live : .catchUp))
        #expect(bench.events == [.status(.unspecifiedFailure, text: "hm", at: bench.now)])
    }

    @Test(
        "LIVE, DONE with any status or none: terminated",
        arguments: [StatusCode.queryTerminated, .unspecifiedFailure, nil])
    func done(status: StatusCode?) {
        var bench = SessionBench.live()
        bench.receive(bench.done(status: status, text: "bye"))
        #expect(bench.acts == [.close(1)])
        #expect(bench.verdict == .finish)
        let text = status == nil ? "" : "bye"
        #expect(bench.events.first == .ended(.terminated(status, text: text), at: bench.now))
        #expect(bench.isWaiting)
    }

    @Test("what a server says in words is left out where nobody shall see it, its status stays")
    func wordless() {
        var bench = SessionBench(keepsStatusText: false)
        bench.start()
        bench.opened()
        bench.written()
        bench.receive(bench.reply(base: .base(0)))
        bench.receive(bench.data(status: .unspecifiedFailure, text: "alice", client: true))
        #expect(bench.events == [.status(.unspecifiedFailure, text: "", at: bench.now)])
        bench.receive(bench.done(status: .queryTerminated, text: "alice"))
        #expect(bench.events.first == .ended(.terminated(.queryTerminated, text: ""), at: bench.now))
    }

    @Test("LIVE, second LEASEQUERY-REPLY: dropped and told, the connection goes on")
    func secondReply() {
        var bench = SessionBench.live()
        bench.receive(bench.reply(base: .base(99), client: true))
        #expect(bench.verdict == .discard)
        #expect(bench.acts.isEmpty)
        #expect(bench.session.phase == .live)
        #expect(bench.session.resume.saved == .base(0))
    }

    @Test("LIVE: keepalives restart the RCV timer (R-28)")
    func keepalive() {
        var bench = SessionBench.live()
        for _ in 0..<5 {
            bench.wait(.seconds(119))
            #expect(bench.acts.isEmpty)
            bench.receive(bench.data())
        }
        bench.wait(.seconds(120))
        #expect(bench.acts == [.close(1)])
        #expect(bench.events.first == .ended(.receiveTimeout(.seconds(120)), at: bench.now))
    }

    @Test("LIVE: discarded messages do not restart the RCV timer")
    func discardedDoesNotRestart() {
        var bench = SessionBench.live()
        bench.wait(.seconds(100))
        bench.receive(bench.data(transactionID: bench.transactionID ^ 1))
        bench.undecodable(WireError(.leftoverOctets(1), at: 4))
        bench.wait(.seconds(20))
        #expect(bench.acts == [.close(1)])
    }

    @Test("R-29: many messages are taken under one transaction-id")
    func manyReplies() {
        var bench = SessionBench.live()
        for second in 1...100 {
            bench.receive(bench.data(base: .base(Int32(second)), client: true))
            #expect(bench.verdict == .apply(.live))
        }
        #expect(bench.session.resume.saved == .base(100))
    }

    @Test("LIVE, peer closes, resets, breaks: each said for what it was")
    func liveEnds() {
        let cases: [(TransportEnd, ConnectionEnd)] = [
            (.closed, .closedByServer("")), (.reset, .closedByServer("reset by the server")),
            (.failed("No route to host"), .closedByServer("No route to host")),
        ]
        for (end, meaning) in cases {
            var bench = SessionBench.live()
            bench.ended(end)
            #expect(bench.acts.isEmpty)
            #expect(bench.events.first == .ended(meaning, at: bench.now))
        }
    }

    @Test("V-01, V-02: lost framing closes")
    func framing() {
        var bench = SessionBench.live()
        let error = WireError(.messageTooShort(announced: 3), at: 0)
        bench.framingLost(error)
        #expect(bench.acts == [.close(1)])
        #expect(bench.events.first == .ended(.badFraming(error), at: bench.now))
    }

    @Test("RX-10: stop closes and stays closed; start connects again")
    func stop() {
        var bench = SessionBench.live()
        bench.stop()
        #expect(bench.acts == [.close(1)])
        #expect(bench.events == [.ended(.byUser, at: bench.now), .phase(.stopped, at: bench.now)])
        bench.wait(.seconds(86_400))
        #expect(bench.acts.isEmpty)
        bench.start()
        #expect(bench.acts == [.open(2)])
    }

    @Test("What an old connection still says or suffers is ignored")
    func staleConnection() {
        var bench = SessionBench.live()
        let old = bench.connection
        let message = bench.data(base: .base(50), client: true)
        bench.reconnect()
        bench.receive(message, on: old)
        #expect(bench.verdict == .reject)
        #expect(bench.events.isEmpty && bench.acts.isEmpty)
        bench.ended(.closed, on: old)
        bench.opened(old)
        #expect(bench.events.isEmpty && bench.acts.isEmpty)
        #expect(bench.session.phase == .connecting)
        #expect(bench.session.resume.saved == .base(0))
    }
}

extension SessionBench {
    var isWaiting: Bool {
        if case .waiting = session.phase { true } else { false }
    }

    /// From now to the next attempt.
    var untilRetry: Duration {
        if case .waiting(let until) = session.phase { until.since(now) } else { .zero }
    }
}
