import DHCPv6Wire
import Testing

@testable import LeasequerySession

/// When a session asks bulk queries, which, and what their end means (RFC 7653 sections 4, 8.4.1 and 9.4).
struct BulkDutyTests {
    private static let links = [IPv6Address("2001:db8:1::1")!, IPv6Address("2001:db8:2::1")!]
    private static let everything = BulkQuery(.link(.unspecified))

    /// Waits for the reply to a first query.
    private func asked(links: [IPv6Address] = []) -> SessionBench {
        var bench = SessionBench(fillPlan: FillPlan(links: links))
        bench.start()
        bench.opened()
        bench.written()
        return bench
    }

    /// Live and filled, its saved base time 100.
    private func filled() -> SessionBench {
        var bench = asked()
        bench.receive(bench.reply(base: .base(0)))
        bench.waitForDeadline()
        bench.bulkEnded(1, .sample([.complete]))
        bench.receive(bench.data(base: .base(100)))
        return bench
    }

    @Test("RX-02: an empty store is filled by bulk as soon as the active query is accepted, and not before")
    func fill() {
        var bench = asked()
        #expect(bench.session.deadline?.since(bench.now) == .seconds(120))
        bench.receive(bench.reply(base: .base(0)))
        #expect(bench.session.deadline == bench.now)
        bench.waitForDeadline()
        #expect(bench.acts == [.bulk(1, [Self.everything])])
        #expect(bench.events == [.bulkBegan(Debt(from: nil, to: .base(0)), at: bench.now)])
        bench.bulkEnded(1, .sample([.complete]))
        #expect(bench.events == [.bulkEnded(Debt(from: nil, to: .base(0)), .paid(.everything), at: bench.now)])
        #expect(bench.session.resume.debts.isEmpty && bench.session.resume.paying == nil)
    }

    @Test("R-37, R-38: bulk queries go to a connection of their own; the active one carries its query and no other")
    func ownConnection() {
        var bench = asked()
        bench.receive(bench.reply(base: .base(0)))
        bench.waitForDeadline()
        let isSentOnActive = bench.acts.contains { act in
            if case .ask = act { true } else { false }
        }
        #expect(!isSentOnActive)
        bench.receive(bench.data(status: .dataMissing, base: .base(10)))
        bench.wait(.seconds(100))
        #expect(bench.acts.isEmpty, "a second bulk run beside the first")
    }

    @Test("R-35, R-36: DataMissing is paid by a bulk query from LQ_START_TIME to the base time of its message")
    func recovery() {
        var bench = filled()
        bench.ended(.closed)
        bench.waitForDeadline()
        bench.opened()
        bench.receive(bench.reply(status: .dataMissing, base: .base(200)))
        bench.wait(.seconds(2))
        let query = BulkQuery(.link(.unspecified), changedFrom: .base(100), to: .base(200))
        #expect(bench.acts == [.bulk(2, [query])])
        bench.bulkEnded(2, .sample([.complete]))
        #expect(bench.session.resume.debts.isEmpty)
        bench.wait(.seconds(50))
        #expect(bench.acts.isEmpty)
    }

    /// Live and recovered from a DataMissing 700 s after the fill.
    private func recovered() -> SessionBench {
        var bench = filled()
        bench.quietly(.seconds(700))
        bench.receive(bench.data(status: .dataMissing, base: .base(800)))
        bench.wait(.seconds(2))
        bench.bulkEnded(2, .sample([.complete]))
        return bench
    }

    @Test("R-36: a recovery need not tell what ended, so that everything is asked for after it, once")
    func check() {
        var bench = recovered()
        #expect(bench.session.resume.debts.isEmpty && bench.session.resume.owesCheck)
        bench.quietly(.seconds(57))
        #expect(bench.session.resume.paying == nil, "sooner than ACTIVE_LQ_IDLE_TIMEOUT after the recovery")
        bench.quietly(.seconds(5))
        let check = Debt(from: nil, to: nil)
        #expect(bench.session.resume.paying == check)
        bench.bulkEnded(3, .sample([.complete]))
        #expect(bench.events == [.bulkEnded(check, .paid(.everything), at: bench.now)])
        #expect(!bench.session.resume.owesCheck)
        bench.quietly(.seconds(2_000))
        #expect(bench.session.resume.paying == nil)
    }

    @Test("checks keep a distance of the longest retry interval from the last query for everything")
    func checksApart() {
        var bench = recovered()
        bench.quietly(.seconds(62))
        bench.bulkEnded(3, .sample([.complete]))
        bench.receive(bench.data(status: .dataMissing, base: .base(900)))
        bench.quietly(.seconds(62))
        bench.bulkEnded(4, .sample([.complete]))
        bench.quietly(.seconds(470))
        #expect(bench.session.resume.paying == nil)
        bench.quietly(.seconds(70))
        #expect(bench.session.resume.paying == Debt(from: nil, to: nil))
    }

    @Test("a debt does not wait for a check, and a check that failed is no debt")
    func checkWaits() {
        var bench = recovered()
        bench.quietly(.seconds(62))
        bench.bulkEnded(3, .sample([.cut(.closedByServer(""))], end: .closedByServer("")))
        #expect(bench.session.resume.debts.isEmpty && bench.session.resume.owesCheck)
        bench.receive(bench.data(status: .dataMissing, base: .base(900)))
        #expect(bench.session.resume.debts.map(\.to) == [.base(900)])
        bench.quietly(.seconds(125))
        #expect(bench.session.resume.paying?.to == .base(900))
        bench.bulkEnded(4, .sample([.complete]))
        bench.quietly(.seconds(600))
        #expect(bench.session.resume.paying == Debt(from: nil, to: nil))
    }

    @Test("asking for everything again keeps the usual pace, and asks once however often it is wanted")
    func refill() {
        var bench = filled()
        bench.refill()
        bench.refill()
        bench.quietly(.seconds(58))
        #expect(bench.session.resume.paying == nil)
        bench.quietly(.seconds(4))
        #expect(bench.session.resume.paying == Debt(from: nil, to: nil))
        #expect(bench.session.resume.debts.isEmpty)
        var unfilled = SessionBench.live()
        unfilled.refill()
        #expect(unfilled.session.resume.debts.isEmpty)
    }

    @Test("the user need not wait: everything is asked for at once, or as soon as a run that goes on is over")
    func urgentRefill() {
        var bench = filled()
        bench.refill(isUrgent: true)
        bench.quietly(.milliseconds(1))
        #expect(bench.session.resume.paying == Debt(from: nil, to: nil))
        bench.refill(isUrgent: true)
        bench.quietly(.seconds(5))
        #expect(bench.session.resume.debts == [Debt(from: nil, to: nil)])
        bench.bulkEnded(2, .sample([.complete]))
        bench.quietly(.milliseconds(1))
        #expect(bench.session.resume.paying == Debt(from: nil, to: nil))
        #expect(bench.session.resume.debts.isEmpty)
    }

    @Test("R-35: a server whose clock was put back cannot say what is missing: everything is asked for")
    func putBack() {
        for status in [StatusCode.dataMissing, .success] {
            var bench = filled()
            bench.ended(.closed)
            bench.waitForDeadline()
            bench.opened()
            bench.receive(bench.reply(status: status, base: .base(40)))
            #expect(bench.session.resume.debts == [Debt(from: nil, to: .base(40))])
            #expect(bench.events.contains(.dataMissing(from: nil, to: .base(40), at: bench.now)))
            #expect(bench.session.resume.saved == .base(40))
        }
    }

    @Test("a lost bulk connection, a refusal and another server leave the debt, and it is asked for again later")
    func unpaid() {
        let debt = Debt(from: nil, to: .base(0))
        for (result, isLasting) in [
            (BulkResult.sample([.cut(.closedByServer(""))], end: .closedByServer("")), false),
            (BulkResult.sample([.notAsked], server: nil, end: .unreachable("Connection refused")), false),
            (BulkResult.sample([.refused(.notAllowed, text: "no")]), true),
            (BulkResult.sample([.terminated(.queryTerminated, text: "")]), false),
            (BulkResult.sample([.complete], server: SessionBench.otherServerDUID), false),
        ] {
            var bench = asked()
            bench.receive(bench.reply(base: .base(0)))
            bench.waitForDeadline()
            bench.bulkEnded(1, result)
            #expect(bench.session.resume.debts == [debt])
            guard case .bulkEnded(debt, .unpaid(let why, let again?), _)? = bench.events.first else {
                Issue.record("\(bench.events)")
                continue
            }
            #expect(!why.isEmpty)
            #expect(again.since(bench.now) >= (isLasting ? .seconds(600) : .seconds(60)))
            while bench.now.uptime < again.uptime {
                bench.wait(.seconds(1))
                bench.receive(bench.data(base: .base(1)))
                if bench.now.uptime + 1_000_000_000 < again.uptime { #expect(bench.acts.isEmpty) }
            }
            bench.waitForDeadline()
            #expect(bench.session.resume.paying == debt)
        }
    }

    @Test(
        "RX-04: where link :: is refused or empty, each configured link is asked",
        arguments: [
            BulkResult.sample([.refused(.malformedQuery, text: "")]),
            BulkResult.sample([.refused(.notConfigured, text: "")]),
            BulkResult.sample([.complete], bindings: 0),
        ])
    func perLink(first: BulkResult) {
        var bench = asked(links: Self.links)
        bench.receive(bench.reply(base: .base(0)))
        bench.waitForDeadline()
        bench.bulkEnded(1, first)
        #expect(bench.acts == [.bulk(2, Self.links.map { BulkQuery(.link($0)) })])
        bench.bulkEnded(2, .sample([.complete, .complete]))
        #expect(bench.events == [.bulkEnded(Debt(from: nil, to: .base(0)), .paid(.links(2)), at: bench.now)])
    }

    @Test("V-14: a client that cannot be used in a sound message is a debt from the base time before it on")
    func unusable() {
        var bench = filled()
        var message = bench.data(base: .base(110))
        message.options.append(RawOption(.clientData, [0, 46, 0, 4, 0, 0, 0, 1]))
        bench.receive(message)
        #expect(bench.session.resume.debts == [Debt(from: .base(100), to: nil)])
        #expect(bench.events == [.changesDropped(Debt(from: .base(100), to: nil), at: bench.now)])
        #expect(bench.session.resume.saved == .base(110))
    }

    @Test("a message dropped while live is a debt from the base time before it on (V-03)")
    func dropped() {
        var bench = filled()
        bench.undecodable(WireError(.leftoverOctets(1), at: 4))
        #expect(bench.session.resume.debts == [Debt(from: .base(100), to: nil)])
        #expect(bench.events.last == .changesDropped(Debt(from: .base(100), to: nil), at: bench.now))
        bench.receive(bench.data(base: .base(101)))
        bench.wait(.seconds(60))
        #expect(bench.acts == [.bulk(2, [BulkQuery(.link(.unspecified), changedFrom: .base(100))])])
    }

    @Test("what is owed during a bulk run is not paid by it")
    func owedMeanwhile() {
        var bench = filled()
        bench.receive(bench.data(status: .dataMissing, base: .base(200)))
        bench.wait(.seconds(60))
        #expect(bench.session.resume.paying == Debt(from: .base(100), to: .base(200)))
        bench.receive(bench.data(status: .dataMissing, base: .base(300)))
        bench.bulkEnded(2, .sample([.complete]))
        #expect(bench.session.resume.debts == [Debt(from: .base(200), to: .base(300))])
    }

    @Test("another server's debts are void: the run is given up and everything is asked for anew")
    func otherServer() {
        var bench = asked()
        bench.receive(bench.reply(base: .base(0)))
        bench.waitForDeadline()
        bench.ended(.closed)
        bench.waitForDeadline()
        bench.opened()
        bench.receive(bench.reply(base: .base(77), server: SessionBench.otherServerDUID))
        #expect(bench.acts == [.stopBulk(1)])
        #expect(bench.session.resume.debts == [Debt(from: nil, to: .base(77))])
        bench.bulkEnded(1, .sample([.complete]))
        #expect(bench.session.resume.debts == [Debt(from: nil, to: .base(77))])
    }

    @Test("stopping gives the run up and keeps the debt; starting again asks again")
    func stopped() {
        var bench = asked()
        bench.receive(bench.reply(base: .base(0)))
        bench.waitForDeadline()
        bench.stop()
        #expect(bench.acts == [.close(1), .stopBulk(1)])
        #expect(bench.session.resume.debts == [Debt(from: nil, to: .base(0))])
        #expect(bench.session.deadline == nil)
        bench.wait(.seconds(100))
        bench.start()
        bench.opened()
        bench.receive(bench.reply(base: .base(100)))
        bench.waitForDeadline()
        #expect(bench.session.resume.paying != nil)
    }
}
