import DHCPv6Wire
import Testing

@testable import LeasequerySession

/// Servers without Active Leasequery, told apart from others as far as the wire allows.
struct ActiveSupportTests {
    /// What a bulk server answers about a client it does not know.
    private static let nothing = BulkResult.sample([.complete], bindings: 0)
    private static let silence = BulkResult.sample(
        [.cut(.closedWithoutAnswer)], bindings: 0, server: nil, end: .closedWithoutAnswer)
    private static let probe = [BulkQuery(.client(SessionBench.ownDUID))]

    /// Closed on the active query without an octet.
    private func closed(_ security: SessionConfiguration.Security = .insecure) -> SessionBench {
        var bench = SessionBench(security)
        bench.start()
        bench.opened()
        if security == .tls {
            bench.receive(bench.startTLSReply(nil))
            bench.secured()
        }
        bench.written()
        bench.ended(.closed)
        return bench
    }

    /// The next attempt fares like the one before.
    private func closeAgain(_ bench: inout SessionBench) {
        bench.waitForDeadline()
        bench.opened()
        bench.written()
        bench.ended(.closed)
    }

    @Test("RX-04: NotSupported is told as such, and asked again only after the longest interval")
    func notSupported() {
        var bench = SessionBench.awaitingReply
        bench.receive(bench.reply(status: .notSupported))
        #expect(bench.events.contains(.activeSupport(.notSupported, at: bench.now)))
        #expect(bench.acts == [.close(1)], "there is nothing to find out")
        #expect(bench.session.deadline.map { $0.since(bench.now) >= .seconds(600) } == true)
    }

    @Test("a close without an answer is looked into by one bulk query that returns nothing, on a fresh connection")
    func probes() {
        let bench = closed()
        #expect(bench.acts == [.bulk(1, Self.probe)])
    }

    @Test("so is a server that is silent until the time is up, as dhcpkit is; one that spoke before is not")
    func silentServer() {
        var silent = SessionBench.awaitingReply
        silent.wait(.seconds(120))
        #expect(silent.acts == [.close(1), .bulk(1, Self.probe)])
        silent.bulkEnded(1, Self.nothing)
        #expect(silent.session.support == .onlyBulkAnswered)
        silent.waitForDeadline()
        silent.opened()
        silent.written()
        silent.wait(.seconds(120))
        #expect(silent.acts == [.close(2)])
        #expect(silent.session.deadline.map { $0.since(silent.now) >= .seconds(400) } == true, "the label stays")
        var spoke = SessionBench.awaitingReply
        spoke.receive(spoke.reply(server: nil))
        spoke.wait(.seconds(120))
        #expect(spoke.acts == [.close(1)])
    }

    @Test(
        "any answer to it, an error too, says that there is no Active Leasequery: retried after the longest interval",
        arguments: [nothing, .sample([.refused(.notConfigured, text: "")]), .sample([.cut(.closedByServer(""))])])
    func onlyBulk(answer: BulkResult) {
        var bench = closed()
        bench.wait(.milliseconds(20))
        bench.bulkEnded(1, answer)
        #expect(bench.events.first == .activeSupport(.onlyBulkAnswered, at: bench.now))
        #expect(bench.session.deadline.map { $0.since(bench.now) > .seconds(599) } == true)
        for _ in 0..<3 {
            closeAgain(&bench)
            #expect(bench.acts.isEmpty, "probed once an outage")
            #expect(bench.session.deadline.map { $0.since(bench.now) >= .seconds(600) } == true)
        }
    }

    @Test("no answer to it leaves open whether we are permitted: the usual intervals, and no second probe")
    func nothingAnswered() {
        var bench = closed()
        bench.bulkEnded(1, Self.silence)
        #expect(bench.events == [.activeSupport(.nothingAnswered, at: bench.now)])
        #expect(bench.session.deadline.map { $0.since(bench.now) < .seconds(70) } == true)
        closeAgain(&bench)
        #expect(bench.acts.isEmpty)
    }

    @Test("a probe that is still silent when the next attempt is due is given up")
    func silent() {
        var bench = closed()
        bench.waitForDeadline()
        #expect(bench.acts == [.stopBulk(1), .open(2)])
        #expect(bench.session.support == .nothingAnswered)
        bench.bulkEnded(1, Self.nothing)
        #expect(bench.session.support == .nothingAnswered && bench.events.isEmpty)
    }

    @Test("what was learnt is forgotten when an active query is accepted, when the server fails otherwise, and by R")
    func forgets() {
        let ways: [(inout SessionBench) -> Void] = [
            { bench in
                bench.waitForDeadline()
                bench.opened()
                bench.receive(bench.reply())
            },
            { bench in
                bench.waitForDeadline()
                bench.ended(.unreachable("Connection refused"))
            },
            { $0.reconnect() },
        ]
        for forget in ways {
            var bench = closed()
            bench.bulkEnded(1, Self.nothing)
            forget(&bench)
            #expect(bench.events.contains(.activeSupport(.unknown, at: bench.now)))
        }
    }

    @Test("R during a probe gives it up and learns nothing from that")
    func byUser() {
        var bench = closed()
        bench.reconnect()
        #expect(bench.acts == [.stopBulk(1), .open(2)])
        #expect(bench.session.support == .unknown)
    }

    @Test("a server that accepted an active query before has Active Leasequery, and is not probed")
    func provenBefore() {
        var bench = SessionBench.awaitingSecondReply()
        bench.ended(.closed)
        #expect(bench.acts.isEmpty)
        #expect(bench.session.support == .unknown)
    }

    @Test(
        "R-15: in secure mode the probe is a bulk run like any other, so secured too, and none follows a close on STARTTLS"
    )
    func secure() {
        #expect(closed(.tls).acts == [.bulk(1, Self.probe)])
        var bench = SessionBench(.tls)
        bench.start()
        bench.opened()
        bench.ended(.closed)
        #expect(bench.acts.isEmpty)
    }
}
