import DHCPv6Wire
import Testing

@testable import LeasequerySession

/// The states of a bulk connection (RFC 5460 section 6), row by row.
struct BulkRunTests {
    let link = BulkQuery(.link(IPv6Address("2001:db8:1::")!))
    let otherLink = BulkQuery(.link(IPv6Address("2001:db8:2::")!))

    @Test("B-SEND: one query at a time, the next only when the one before is complete (RX-08)")
    func oneAtATime() {
        var bench = BulkBench([link, otherLink])
        bench.open()
        #expect(bench.queries == 1)
        #expect(bench.receive(.reply(clients: [.some])) == .apply)
        #expect(bench.receive(.data(clients: [.some])) == .apply)
        #expect(bench.queries == 1)
        #expect(bench.receive(.done()) == .nothing)
        #expect(bench.queries == 2)
        bench.receive(.reply(xid: 2))
        #expect(bench.isClosed)
        #expect(bench.run.result.reports.map(\.outcome) == [.complete, .complete])
        #expect(bench.run.result.reports.map(\.bindings) == [2, 0])
        #expect(bench.run.result.isWhole)
        #expect(bench.run.result.end == nil)
    }

    @Test(
        "B-AWAIT: a success without CLIENT_DATA completes the query, whatever the status text",
        arguments: [nil, StatusCode.success])
    func nothingMatched(status: StatusCode?) {
        var bench = BulkBench([link])
        bench.open()
        bench.receive(.reply(status: status, text: "no active lease(s)"))
        #expect(bench.isClosed)
        #expect(bench.run.result.reports[0].outcome == .complete)
        #expect(bench.run.result.serverID == BulkBench.server)
    }

    @Test(
        "RX-04: B-AWAIT, an unknown link or a malformed query says nothing about the next one",
        arguments: [StatusCode.notConfigured, .malformedQuery])
    func skips(status: StatusCode) {
        var bench = BulkBench([link, otherLink])
        bench.open()
        bench.receive(.reply(status: status, text: "why"))
        #expect(bench.queries == 2)
        bench.receive(.reply(xid: 2))
        #expect(bench.run.result.reports.map(\.outcome) == [.refused(status, text: "why"), .complete])
        #expect(!bench.run.result.isWhole)
        #expect(!bench.run.result.isEmptyHanded)
    }

    @Test(
        "RX-04: B-AWAIT, a refusal of this requestor, of this kind of query, or a failing server ends the run",
        arguments: [StatusCode.notAllowed, .unknownQueryType, .queryTerminated, .unspecifiedFailure])
    func stops(status: StatusCode) {
        var bench = BulkBench([link, otherLink])
        bench.open()
        bench.receive(.reply(status: status))
        #expect(bench.isClosed)
        #expect(bench.run.result.reports.map(\.outcome) == [.refused(status, text: ""), .notAsked])
        #expect(bench.run.result.isEmptyHanded)
    }

    @Test("what a server says in words is left out where nobody shall see it, its status stays")
    func wordless() {
        var bench = BulkBench([link, otherLink])
        bench.run.keepsStatusText = false
        bench.open()
        bench.receive(.reply(status: .notConfigured, text: "alice"))
        bench.receive(.reply(xid: 2, clients: [.some]))
        bench.receive(.done(xid: 2, status: .queryTerminated, text: "alice"))
        #expect(
            bench.run.result.reports.map(\.outcome)
                == [.refused(.notConfigured, text: ""), .terminated(.queryTerminated, text: "")])
    }

    @Test("V-11: bindings beside an error status are not used")
    func errorWithData() {
        var bench = BulkBench([link])
        bench.open()
        #expect(bench.receive(.reply(status: .notAllowed, clients: [.some])) == .discard)
        #expect(bench.run.result.reports[0].bindings == 0)
    }

    @Test("B-STREAM: DONE with an error leaves the answer incomplete")
    func terminated() {
        var bench = BulkBench([link, otherLink])
        bench.open()
        bench.receive(.reply(clients: [.some]))
        bench.receive(.done(status: .queryTerminated, text: "stopping"))
        #expect(bench.isClosed)
        #expect(
            bench.run.result.reports.map(\.outcome) == [.terminated(.queryTerminated, text: "stopping"), .notAsked])
        #expect(!bench.run.result.isEmptyHanded)
    }

    @Test("B-STREAM: the connection ends before DONE: incomplete, and never whole")
    func cut() {
        var bench = BulkBench([link])
        bench.open()
        bench.receive(.reply(clients: [.some]))
        bench.run.ended(.closed)
        #expect(bench.run.result.reports[0].outcome == .cut(.closedByServer("")))
        #expect(bench.run.result.reports[0].bindings == 1)
        #expect(!bench.run.result.isWhole)
    }

    @Test("a close before any octet is told as what it may be")
    func silentClose() {
        var bench = BulkBench([link])
        bench.open()
        bench.run.ended(.reset)
        #expect(bench.run.result.end == .closedWithoutAnswer)
        #expect(
            bench.run.result.reports[0].outcome.description
                == "cut off: closed without an answer: not permitted, too many connections, or no Bulk Leasequery there"
        )
    }

    @Test("a connection that never came up asked nothing")
    func unreachable() {
        var bench = BulkBench([link])
        bench.run.ended(.unreachable("Connection refused"))
        #expect(bench.run.result.reports[0].outcome == .notAsked)
        #expect(bench.run.result.end == .unreachable("Connection refused"))
        #expect(bench.run.result.isEmptyHanded)
    }

    @Test("RX-05: no message for BULK_LQ_DATA_TIMEOUT closes; each message starts it anew")
    func dataTimeout() {
        var bench = BulkBench([link])
        bench.open()
        bench.pass(.seconds(299))
        bench.receive(.reply(clients: [.some]))
        bench.pass(.seconds(299))
        #expect(!bench.isClosed)
        bench.pass(.seconds(1))
        #expect(bench.isClosed)
        #expect(bench.run.result.end == .receiveTimeout(.seconds(300)))
        #expect(bench.run.deadline == nil)
    }

    @Test("RX-05: a query that cannot be written for BULK_LQ_DATA_TIMEOUT closes")
    func sendTimeout() {
        var bench = BulkBench([link])
        bench.open(writing: false)
        bench.pass(.seconds(300))
        #expect(bench.run.result.end == .sendTimeout(.seconds(300)))
    }

    @Test("V-17: DATA before the REPLY closes")
    func dataFirst() {
        var bench = BulkBench([link])
        bench.open()
        #expect(bench.receive(.data(clients: [.some])) == .discard)
        #expect(bench.isClosed)
        #expect(bench.run.result.end == .violation(rule: "V-17", "LEASEQUERY-DATA before LEASEQUERY-REPLY"))
    }

    @Test("V-18, RX-06: DONE for a query that is not outstanding closes")
    func foreignDone() {
        var bench = BulkBench([link])
        bench.open()
        bench.receive(.reply(clients: [.some]))
        bench.receive(.done(xid: 9))
        #expect(bench.isClosed)
        #expect(!bench.run.result.isWhole)
    }

    @Test("DONE without a REPLY before it is no answer")
    func doneFirst() {
        var bench = BulkBench([link])
        bench.open()
        bench.receive(.done())
        #expect(bench.isClosed)
        #expect(!bench.run.result.isWhole)
    }

    @Test("V-08, V-09, V-10, V-15, V-16, RX-07: what is not an answer to us is dropped and the query goes on")
    func discards() {
        var bench = BulkBench([link])
        bench.open()
        #expect(bench.receive(.reply(xid: 9, clients: [.some])) == .discard)
        #expect(bench.receive(.reply(clients: [.some], server: nil)) == .discard)
        #expect(bench.receive(.reply(clients: [.some], requestor: DUID(octets: [0, 4, 9]))) == .discard)
        #expect(bench.receive(.reply(clients: [.some])) == .apply)
        #expect(bench.receive(.data(clients: [])) == .discard)
        #expect(bench.receive(.data(xid: 9, clients: [.some])) == .discard)
        #expect(bench.receive(.reply(clients: [.some])) == .discard)
        #expect(bench.receive(OwnedMessage(.leasequery, transactionID: 1)) == .discard)
        #expect(bench.run.result.reports[0].outcome == .running)
        bench.receive(.done())
        #expect(bench.run.result.reports[0].bindings == 1)
        #expect(bench.run.result.isWhole)
    }

    @Test("V-03, V-14: an answer with something unreadable in it is never called whole")
    func unreadable() {
        var bench = BulkBench([link, otherLink])
        bench.open()
        bench.receive(.reply(clients: [.some]))
        bench.run.receivedUnreadable(WireError(.leftoverOctets(1), at: 4), at: bench.now)
        bench.receive(.done())
        bench.receive(.reply(xid: 2, clients: [.withoutID]))
        bench.receive(.done(xid: 2))
        #expect(bench.run.result.reports.map(\.outcome) == [.complete, .complete])
        #expect(bench.run.result.reports.map(\.unreadable) == [1, 1])
        #expect(!bench.run.result.reports[0].isWhole)
        #expect(!bench.run.result.isWhole)
    }

    @Test("declined leases in answers about relays are left out and counted; elsewhere nothing is")
    func declined() {
        var bench = BulkBench([BulkQuery(.relay(DUID(octets: [0, 4, 1]))), link])
        bench.open()
        #expect(bench.receive(.reply(clients: [.declined])) == .applyWithoutDeclined)
        #expect(bench.receive(.data(clients: [.some])) == .apply)
        bench.receive(.done())
        #expect(bench.receive(.reply(xid: 2, clients: [.declined])) == .apply)
        bench.receive(.done(xid: 2))
        #expect(bench.run.result.reports.map(\.declined) == [1, 0])
        #expect(bench.run.result.reports.map(\.bindings) == [1, 1])
        #expect(bench.run.result.isWhole)
    }

    @Test("every error status says what can be done about it, none the same")
    func advice() {
        let codes: [StatusCode] = [
            .unspecifiedFailure, .unknownQueryType, .malformedQuery, .notConfigured, .notAllowed, .queryTerminated,
            .notSupported,
        ]
        let texts = codes.map { BulkOutcome.refused($0, text: "t").description }
        #expect(Set(texts.map { $0.drop { $0 != ";" } }).count == codes.count)
        #expect(
            texts[3]
                == "refused: NotConfigured, t; the server has no such link or pool, compare with its configured subnets"
        )
    }
}
