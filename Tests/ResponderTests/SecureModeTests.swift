import DHCPv6Wire
import Testing

@testable import Responder

/// Secure mode of the server, rule by rule (RFC 7653 section 9.1).
struct SecureModeTests {
    static let startTLS = OwnedMessage(.startTLS, transactionID: 0x010203, options: [])

    private static var bench: ResponderBench { ResponderBench { $0.needsTLS = true } }

    @Test("S-15, S-16: clear text is not served unless somebody decides so")
    func insecureIsNotTheDefault() {
        #expect(SessionRules(serverID: ResponderBench.serverID).needsTLS)
    }

    @Test("S-24, S-04: STARTTLS is answered without a status, with SERVERID, whatever options came along")
    func accepted() throws {
        for options in [[], [RawOption(.clientID, [1, 2, 3])]] {
            var bench = Self.bench
            var output = ResponderOutput()
            let message = OwnedMessage(.startTLS, transactionID: 0x010203, options: options).encoded()
            bench.session.received(
                message.span.bytes, octetsBehind: 0, at: bench.now, from: bench.book, into: &output)
            let reply = try #require(Said.messages(output.octets).first)
            #expect(reply.type == .reply)
            #expect(reply.transactionID == 0x010203)
            #expect(reply.options == [RawOption(.serverID, ResponderBench.serverID.octets)])
            #expect(output.startsTLS)
            #expect(output.end == nil)
            #expect(!bench.session.isReceptive)
        }
    }

    @Test("S-15, S-21: over TLS queries are answered as in clear")
    func secured() throws {
        var bench = Self.bench
        _ = try bench.hear(Self.startTLS)
        bench.session.secured(at: bench.now)
        _ = try bench.hear(bench.active())
        #expect(bench.session.isActive)
    }

    @Test("S-22: anything but STARTTLS in clear closes the connection unanswered")
    func withoutTLS() throws {
        var bench = Self.bench
        #expect(try bench.hear(bench.active()).isEmpty)
        #expect(bench.end == .violation(rule: "S-22", "\(MessageType.activeLeasequery) without TLS"))

        bench = Self.bench
        #expect(try bench.hear([4, 1, 2, 3, 0]).isEmpty)
        guard case .violation(rule: "S-22", _)? = bench.end else {
            Issue.record("\(String(describing: bench.end))")
            return
        }
    }

    @Test("S-25: while our files are of no use STARTTLS is refused, and nothing is served in clear all the same")
    func unavailable() throws {
        var bench = Self.bench
        bench.session.tlsUnavailable()
        let reply = try #require(try bench.hear(Self.startTLS).first)
        #expect(reply.status == .tlsConnectionRefused)
        #expect(bench.end == nil)
        #expect(try bench.hear(bench.active()).isEmpty)
        #expect(bench.end == .violation(rule: "S-22", "\(MessageType.activeLeasequery) without TLS"))
    }

    @Test("Octets in clear behind STARTTLS close the connection unanswered")
    func injection() throws {
        var bench = Self.bench
        var output = ResponderOutput()
        let message = Self.startTLS.encoded()
        bench.session.received(message.span.bytes, octetsBehind: 6, at: bench.now, from: bench.book, into: &output)
        #expect(output.octets.isEmpty)
        #expect(!output.startsTLS)
        #expect(output.end == .violation(rule: "RFC 9325 3.2", "6 octets in clear behind STARTTLS"))
    }

    @Test("Who does not come to TLS within 120 s is closed, before STARTTLS and again after it")
    func timeout() throws {
        var bench = Self.bench
        bench.now = bench.now.advanced(by: .seconds(119))
        _ = try bench.hear(Self.startTLS)
        bench.now = bench.now.advanced(by: .seconds(119))
        let (late, early) = (bench.now.advanced(by: .seconds(1)), bench.now)
        _ = try bench.collect { $0.deadlineReached(at: early, from: $1, into: &$2) }
        #expect(bench.end == nil)
        _ = try bench.collect { $0.deadlineReached(at: late, from: $1, into: &$2) }
        #expect(bench.end == .notSecured(.seconds(120)))
    }
}
