import DHCPv6Wire
import Testing

@testable import LeasequerySession

/// Secure mode row by row (RFC 7653 section 8.2), for an active connection and for a bulk one.
struct SecureModeTests {
    @Test("R-15: STARTTLS is the first message, without options (R-04), and no query is sent before TLS")
    func startTLS() throws {
        var bench = SessionBench.secure
        #expect(bench.acts == [.startTLSMessage(1)])
        #expect(bench.events == [.connected(at: bench.now), .phase(.securing, at: bench.now)])
        #expect(
            TLSNegotiation(connection: .init(rawValue: 1), transactionID: 0x010203, at: bench.now).request
                == [0, 4, 23, 1, 2, 3])
        bench.written()
        #expect(bench.acts.isEmpty)
    }

    @Test("R-18: no answer to STARTTLS for 120 s closes")
    func noAnswer() {
        var bench = SessionBench.secure
        bench.wait(.milliseconds(119_999))
        #expect(bench.acts.isEmpty)
        bench.wait(.milliseconds(1))
        #expect(bench.acts == [.close(1)])
        #expect(bench.events.first == .ended(.noAnswerToStartTLS(.seconds(120)), at: bench.now))
        #expect(bench.isWaiting)
    }

    @Test("R-18: a server that closes on STARTTLS is said to", arguments: [TransportEnd.closed, .reset])
    func closed(end: TransportEnd) {
        var bench = SessionBench.secure
        bench.ended(end)
        #expect(bench.acts.isEmpty)
        #expect(bench.events.first == .ended(.closedOnStartTLS, at: bench.now))
        #expect(bench.isWaiting)
    }

    @Test(
        "R-16, R-18: any error status in the answer closes, and nothing is ever asked in clear",
        arguments: [StatusCode.tlsConnectionRefused, .notSupported, StatusCode(rawValue: 999)])
    func refused(status: StatusCode) {
        var bench = SessionBench.secure
        bench.receive(bench.startTLSReply(status, text: "no TLS here"))
        #expect(bench.verdict == .reject)
        #expect(bench.acts == [.close(1)])
        #expect(bench.events.first == .ended(.tlsRefused(status, text: "no TLS here"), at: bench.now))
        // Again and again, it is TLS or nothing.
        bench.waitForDeadline()
        bench.opened()
        #expect(bench.acts == [.startTLSMessage(2)])
    }

    @Test("R-19: a REPLY without a status starts the handshake, with SERVERID or not; so does Success")
    func accepted() {
        for reply in [
            { (bench: SessionBench) in bench.startTLSReply(nil) }, { $0.startTLSReply(nil, server: nil) },
            { $0.startTLSReply(.success) },
        ] {
            var bench = SessionBench.secure
            bench.receive(reply(bench))
            #expect(bench.verdict == .secure)
            #expect(bench.acts == [.startTLS(1)])
            #expect(bench.session.phase == .securing)
        }
    }

    @Test("R-21: once TLS works the query is sent, and the rest is as in clear")
    func secured() {
        var bench = SessionBench.handshaking
        bench.secured()
        #expect(bench.acts == [.ask(1, start: nil)])
        #expect(
            bench.events == [.secured(SessionBench.peer, at: bench.now), .phase(.awaitingReply, at: bench.now)])
        bench.written()
        bench.receive(bench.reply())
        #expect(bench.session.phase == .live)
    }

    @Test("Octets in clear behind the answer to STARTTLS are an injection: refused, and no handshake begins")
    func injection() {
        var bench = SessionBench.secure
        bench.receive(bench.startTLSReply(nil), octetsBehind: 6)
        #expect(bench.verdict == .reject)
        #expect(bench.acts == [.close(1)])
        #expect(bench.events.first == .ended(.injection(octets: 6), at: bench.now))
    }

    @Test("Anything but the answer in clear ends the connection unprocessed")
    func unexpected() {
        let others: [(SessionBench) -> OwnedMessage] = [
            { $0.reply(client: true) }, { $0.data(client: true) }, { $0.done() },
            { $0.startTLSReply(nil, transactionID: 0x999) },
        ]
        for other in others {
            var bench = SessionBench.secure
            bench.receive(other(bench))
            #expect(bench.verdict == .reject)
            #expect(bench.acts == [.close(1)])
            guard case .ended(.violation(rule: "RFC 7653 8.2", _), _)? = bench.events.first else {
                Issue.record("\(bench.events)")
                return
            }
        }
    }

    @Test("A second answer in clear while the handshake runs ends the connection")
    func secondAnswer() {
        var bench = SessionBench.handshaking
        bench.receive(bench.startTLSReply(nil))
        #expect(bench.verdict == .reject)
        #expect(bench.acts == [.close(1)])
    }

    @Test("A frame in clear that is no message, or no frame, ends the connection")
    func unreadable() {
        var bench = SessionBench.secure
        bench.undecodable(WireError(.leftoverOctets(1), at: 4))
        #expect(bench.acts == [.close(1)])
        bench = SessionBench.secure
        bench.framingLost(WireError(.messageTooShort(announced: 0), at: 0))
        #expect(bench.acts == [.close(1)])
    }

    @Test("R-16, R-22: a handshake that is not complete after 120 s, or fails, closes")
    func handshakeFails() {
        var bench = SessionBench.handshaking
        bench.wait(.seconds(120))
        #expect(bench.acts == [.close(1)])
        #expect(bench.events.first == .ended(.handshakeTimeout(.seconds(120)), at: bench.now))

        let fault = TLSFault(.servers, "peer's certificate refused: expired")
        bench = SessionBench.handshaking
        bench.ended(.tls(fault))
        #expect(bench.events.first == .ended(.tls(fault), at: bench.now))
        #expect(bench.isWaiting)
    }

    @Test("R-39: a refusal of our certificate that arrives after the query reads as what it is")
    func lateRefusal() {
        let fault = TLSFault(.ours, "refused by the peer: our certificate is revoked")
        var bench = SessionBench.handshaking
        bench.secured()
        bench.written()
        bench.ended(.tls(fault))
        #expect(bench.events.first == .ended(.tls(fault), at: bench.now))
    }

    @Test("What is told about TLS in insecure mode, or too early, does nothing")
    func outOfPlace() {
        var bench = SessionBench.awaitingReply
        bench.secured()
        #expect(bench.acts.isEmpty && bench.events.isEmpty)
        bench = SessionBench.secure
        bench.secured()
        #expect(bench.acts.isEmpty && bench.events.isEmpty)
        bench.stop()
        #expect(bench.acts == [.close(1)])
    }

    // MARK: Bulk

    @Test("A-07: a bulk connection begins with STARTTLS too, and asks over TLS")
    func bulk() {
        var bench = BulkBench([BulkQuery(.link(IPv6Address("2001:db8::")!))], .tls)
        bench.open()
        #expect(bench.sent == [[0, 4, 23, 0, 0, 2]])
        bench.receive(OwnedMessage(.reply, transactionID: 2, options: []))
        #expect(bench.hasStartedTLS)
        #expect(bench.sent.count == 1)
        bench.run.secured(at: bench.now)
        bench.act()
        #expect(bench.sent.count == 2)
        bench.receive(.reply())
        #expect(bench.run.result.isWhole)
    }

    @Test("A-07: a bulk connection whose STARTTLS fails asks nothing and says why")
    func bulkFailures() {
        let failures: [(ConnectionEnd, (inout BulkBench) -> Void)] = [
            (.noAnswerToStartTLS(.seconds(120)), { $0.pass(.seconds(120)) }),
            (.closedOnStartTLS, { $0.run.ended(.closed) }),
            (
                .tlsRefused(.tlsConnectionRefused, text: ""),
                { bench in
                    let status = RawOption(StatusMessage(.tlsConnectionRefused, text: ""))
                    bench.receive(OwnedMessage(.reply, transactionID: 2, options: [status]))
                }
            ),
            (
                .injection(octets: 1),
                { bench in bench.receive(OwnedMessage(.reply, transactionID: 2, options: []), octetsBehind: 1) }
            ),
        ]
        for (end, happens) in failures {
            var bench = BulkBench([BulkQuery(.link(IPv6Address("2001:db8::")!))], .tls)
            bench.open()
            happens(&bench)
            bench.act()
            #expect(bench.isClosed)
            #expect(bench.sent.count == 1)
            #expect(!bench.hasStartedTLS)
            #expect(bench.run.result.end == end)
            #expect(bench.run.result.reports[0].outcome == .notAsked)
        }
    }
}

extension SessionBench {
    /// STARTTLS is written.
    static var secure: SessionBench {
        var bench = SessionBench(.tls)
        bench.start()
        bench.opened()
        return bench
    }

    static var handshaking: SessionBench {
        var bench = secure
        bench.receive(bench.startTLSReply(nil))
        return bench
    }

    func startTLSReply(
        _ status: StatusCode?, text: String = "", server: DUID? = SessionBench.serverDUID, transactionID: UInt32? = nil
    ) -> OwnedMessage {
        let options =
            [server.map { RawOption(.serverID, $0.octets) }, status.map { RawOption(StatusMessage($0, text: text)) }]
        return OwnedMessage(
            .reply, transactionID: transactionID ?? self.transactionID, options: options.compactMap { $0 })
    }
}
