import DHCPv6Wire
import Testing

@testable import LeasequerySession

/// The validation rules of a requestor's active connection, one test each.
struct MessageRulesTests {
    @Test("V-03: an undecodable message is dropped and told, the connection goes on")
    func undecodable() {
        var bench = SessionBench.live()
        let error = WireError(.leftoverOctets(2), at: 30)
        bench.undecodable(error)
        #expect(bench.acts.isEmpty)
        #expect(
            bench.events == [
                .discarded(rule: "V-03", error.description, at: bench.now),
                .changesDropped(Debt(from: .base(0), to: nil), at: bench.now),
            ])
        #expect(bench.session.phase == .live)
    }

    @Test("V-06: an unknown message type is dropped")
    func unknownType() {
        expectDiscarded("V-06", in: .live()) {
            OwnedMessage(MessageType(rawValue: 99), transactionID: $0.transactionID)
        }
    }

    @Test(
        "V-07: messages of the other direction or of other uses are dropped",
        arguments: [MessageType.leasequery, .activeLeasequery, .startTLS, .reply, .relayForward])
    func wrongDirection(type: MessageType) {
        expectDiscarded("V-07", in: .live()) { OwnedMessage(type, transactionID: $0.transactionID) }
        expectDiscarded("V-07", in: .awaitingReply) { OwnedMessage(type, transactionID: $0.transactionID) }
    }

    @Test("V-08: a LEASEQUERY-REPLY without SERVERID is dropped")
    func noServerID() {
        expectDiscarded("V-08", in: .awaitingReply) { $0.reply(client: true, server: nil) }
    }

    @Test("V-09: a LEASEQUERY-REPLY without CLIENTID is dropped")
    func noClientID() {
        expectDiscarded("V-09", in: .awaitingReply) { $0.reply(client: true, requestor: nil) }
    }

    @Test("V-09: a LEASEQUERY-REPLY for another requestor is dropped")
    func otherClientID() {
        expectDiscarded("V-09", in: .awaitingReply) { $0.reply(client: true, requestor: SessionBench.serverDUID) }
    }

    @Test("V-10: a LEASEQUERY-REPLY with another transaction-id is dropped")
    func otherTransaction() {
        expectDiscarded("V-10", in: .awaitingReply) { $0.reply(client: true, transactionID: $0.transactionID ^ 1) }
    }

    @Test("V-11: CLIENT_DATA beside an error status says nothing about bindings")
    func clientDataOnError() {
        var bench = SessionBench.awaitingReply
        bench.receive(bench.reply(status: .unspecifiedFailure, client: true))
        #expect(bench.verdict == .finish)
    }

    @Test("V-15: LEASEQUERY-DATA without CLIENT_DATA is a keepalive, not an error")
    func keepalive() {
        var bench = SessionBench.live()
        bench.receive(bench.data())
        #expect(bench.verdict == .apply(.live))
        #expect(bench.events.isEmpty)
    }

    @Test("V-16: LEASEQUERY-DATA with an unknown transaction-id is dropped, even before the reply")
    func unknownTransaction() {
        expectDiscarded("V-16", in: .live()) { $0.data(client: true, transactionID: $0.transactionID ^ 1) }
        expectDiscarded("V-16", in: .awaitingReply) { $0.data(client: true, transactionID: $0.transactionID ^ 1) }
    }

    @Test("V-17: LEASEQUERY-DATA before the LEASEQUERY-REPLY closes")
    func dataBeforeReply() {
        var bench = SessionBench.awaitingReply
        bench.receive(bench.data(client: true))
        #expect(bench.verdict == .reject)
        #expect(bench.acts == [.close(1)])
        guard case .ended(.violation(rule: "V-17", _), _) = bench.events.first else {
            Issue.record("\(bench.events)")
            return
        }
    }

    @Test("V-18, RX-06: LEASEQUERY-DONE with an unknown transaction-id closes", arguments: [false, true])
    func unknownDone(isLive: Bool) {
        var bench = isLive ? SessionBench.live(base: .base(1)) : .awaitingReply
        let saved = bench.session.resume.saved
        bench.receive(bench.done(base: .base(900), transactionID: bench.transactionID ^ 1))
        #expect(bench.verdict == .reject)
        #expect(bench.acts == [.close(1)])
        #expect(bench.session.resume.saved == saved)
        guard case .ended(.violation(rule: "V-18", _), _) = bench.events.first else {
            Issue.record("\(bench.events)")
            return
        }
    }

    @Test("V-20: SERVERID and CLIENTID in LEASEQUERY-DATA are tolerated")
    func idsInData() {
        var bench = SessionBench.live()
        var message = bench.data(client: true)
        message.options.append(RawOption(.serverID, SessionBench.otherServerDUID.octets))
        message.options.append(RawOption(.clientID, SessionBench.ownDUID.octets))
        bench.receive(message)
        #expect(bench.verdict == .apply(.live))
        #expect(bench.events.isEmpty)
        #expect(bench.session.resume.serverID == SessionBench.serverDUID)
    }

    @Test("V-21: other options in LEASEQUERY-DONE are tolerated and say nothing about bindings")
    func optionsInDone() {
        var bench = SessionBench.live()
        var message = bench.done(status: .queryTerminated)
        message.options.append(SessionBench.someClient)
        bench.receive(message)
        #expect(bench.verdict == .finish)
    }

    @Test("A status text is cut, not refused")
    func longStatusText() {
        var bench = SessionBench.live()
        bench.receive(bench.data(status: .unspecifiedFailure, text: String(repeating: "x", count: 40_000)))
        #expect(
            bench.events
                == [.status(.unspecifiedFailure, text: String(repeating: "x", count: 256), at: bench.now)])
    }

    private func expectDiscarded(
        _ rule: String, in state: SessionBench, sourceLocation: SourceLocation = #_sourceLocation,
        message: (SessionBench) -> OwnedMessage
    ) {
        var bench = state
        let before = bench.session.state
        let saved = bench.session.resume
        bench.receive(message(bench))
        #expect(bench.verdict == .discard, sourceLocation: sourceLocation)
        #expect(bench.acts.isEmpty, sourceLocation: sourceLocation)
        #expect(bench.session.resume == saved, sourceLocation: sourceLocation)
        #expect(bench.session.deadline == bench.deadline(of: before), sourceLocation: sourceLocation)
        guard case .discarded(rule, _, _) = bench.events.first, bench.events.count == 1 else {
            Issue.record("\(bench.events)", sourceLocation: sourceLocation)
            return
        }
    }
}

extension SessionBench {
    /// The deadline a state had, to see that it did not move.
    fileprivate func deadline(of state: ServerSession.State) -> Moment? {
        guard case .querying(let query) = state else { return nil }
        return query.timedFrom.advanced(by: session.configuration.timers.receive)
    }
}
