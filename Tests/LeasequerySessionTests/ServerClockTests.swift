import DHCPv6Wire
import Testing

@testable import LeasequerySession

/// Times that are asked for are times the server told, octet for octet: never ours, never corrected by the skew.
struct ServerClockTests {
    @Test(
        "R-08, R-09: LQ_END_TIME of a recovery is the base time of the DataMissing, however far our clock is off",
        arguments: [-100_000, -3, 0, 3, 100_000] as [Int32])
    func endTime(skew: Int32) throws {
        var bench = SessionBench(fillPlan: FillPlan())
        bench.start()
        bench.opened()
        bench.written()
        bench.receive(bench.reply(base: .base(skew)))
        bench.waitForDeadline()
        let filled = BulkResult(
            reports: [report(.complete)], end: nil, serverID: SessionBench.serverDUID)
        bench.bulkEnded(1, filled)
        bench.receive(bench.data(status: .dataMissing, base: .base(skew + 50)))
        bench.waitForDeadline()
        guard case .bulk(2, let queries)? = bench.acts.first else {
            Issue.record("\(bench.acts)")
            return
        }
        #expect(queries == [BulkQuery(.link(.unspecified), changedFrom: .base(skew), to: .base(skew + 50))])
        let message = queries[0].message(requestor: SessionBench.ownDUID, transactionID: 1)
        #expect(try message[.endTime]?.time() == .base(skew + 50))
    }

    @Test("R-08: another server's times are never asked for")
    func otherServer() {
        var bench = SessionBench(fillPlan: FillPlan())
        bench.start()
        bench.opened()
        bench.written()
        bench.receive(bench.reply(base: .base(0)))
        bench.receive(bench.data(status: .dataMissing, base: .base(50)))
        bench.ended(.closed)
        bench.waitForDeadline()
        bench.opened()
        bench.receive(bench.reply(base: .base(9_000), server: SessionBench.otherServerDUID))
        #expect(bench.session.resume.debts == [Debt(from: nil, to: .base(9_000))])
    }

    enum Loss: CaseIterable {
        case closed, reset, failed, silence, framing, done, violation, reconnect, stopped
    }

    @Test(
        "R-26: however a feed is lost, the next query has LQ_START_TIME, after failed attempts too",
        arguments: Loss.allCases)
    func startTime(loss: Loss) {
        var bench = SessionBench.live(base: .base(10))
        switch loss {
        case .closed: bench.ended(.closed)
        case .reset: bench.ended(.reset)
        case .failed: bench.ended(.failed("No route to host"))
        case .silence: bench.wait(.seconds(120))
        case .framing: bench.framingLost(WireError(.messageTooShort(announced: 0), at: 0))
        case .done: bench.receive(bench.done(status: .queryTerminated, base: nil))
        case .violation: bench.receive(bench.done(transactionID: bench.transactionID ^ 1))
        case .reconnect: bench.reconnect()
        case .stopped:
            bench.stop()
            bench.start()
        }
        // Refused, then closed without a word, then accepted by TCP.
        if bench.isWaiting { bench.waitForDeadline() }
        bench.ended(.unreachable("Connection refused"))
        bench.waitForDeadline()
        bench.opened()
        bench.ended(.closed)
        bench.waitForDeadline()
        bench.opened()
        guard case .ask(_, let start)? = bench.acts.first else {
            Issue.record("\(bench.acts)")
            return
        }
        #expect(start == .base(10))
    }

    @Test("R-13: in clear and over TLS the same is asked and the same is understood")
    func bothModes() {
        var clear = SessionBench(.insecure)
        var secure = SessionBench(.tls)
        clear.start()
        clear.opened()
        secure.start()
        secure.opened()
        secure.receive(secure.startTLSReply(nil))
        secure.secured()
        #expect(clear.acts == [.ask(1, start: nil)])
        #expect(clear.acts == secure.acts)
        for message in [
            { (bench: SessionBench) in bench.reply(base: .base(1)) }, { $0.data(base: .base(2), client: true) },
            { $0.data(status: .dataMissing, base: .base(3)) }, { $0.done(status: .queryTerminated, base: .base(4)) },
        ] {
            clear.receive(message(clear))
            secure.receive(message(secure))
            #expect(clear.verdict == secure.verdict)
            #expect(clear.events.count == secure.events.count)
            #expect(clear.session.resume == secure.session.resume)
        }
    }

    private func report(_ outcome: BulkOutcome) -> BulkReport {
        var report = BulkReport(BulkQuery(.link(.unspecified)))
        report.outcome = outcome
        report.bindings = 1
        return report
    }
}
