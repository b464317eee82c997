import NIOEmbedded
import TestCertificates
import Testing

@testable import OpenSSLTLS

/// Good and bad certificates at both ends: who refuses, and what each side reads.
struct VerificationTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        var client = "client"
        var server = "server"
        var expected = Pair.serverName
        var allowed: [String]?
        var clientLists: String?
        var serverLists: String?
    }

    static let good = [
        Case(testDescription: "name"),
        Case(testDescription: "IPv6 address", expected: .server(name: "::1")),
        Case(testDescription: "IPv6 address written at length", expected: .server(name: "0:0:0:0:0:0:0:1")),
        Case(testDescription: "IPv4 address", expected: .server(name: "127.0.0.1")),
        Case(testDescription: "revocation lists", clientLists: "revoked.crl", serverLists: "revoked.crl"),
        Case(testDescription: "allowed by common name", allowed: ["other", "client"]),
        Case(testDescription: "allowed by DNS name", allowed: ["LQTOP.test"]),
        Case(testDescription: "allowed by subject", allowed: ["CN=client,O=lqtop test"]),
    ]

    @Test("S-24: a good certificate is accepted by", arguments: good)
    func accepted(_ test: Case) throws {
        let pair = try Self.pair(test)
        try pair.start()
        #expect(pair.client.recorder.entries == [.secured])
        #expect(pair.server.recorder.entries == [.secured])
    }

    static let expiry: Int64 = 1_580_515_200
    static let future: Int64 = 3_786_912_000
    static let names = ["server.test", "127.0.0.1", "::1"]

    static let badServers: [(Case, CertificateProblem)] = [
        (Case(testDescription: "expired", server: "server-expired"), .expired(expiry)),
        (Case(testDescription: "not yet valid", server: "server-future"), .notYetValid(future)),
        (
            Case(testDescription: "wrong name", expected: .server(name: "dhcp.test")),
            .otherName(expected: "dhcp.test", names: names)
        ),
        (
            Case(testDescription: "wrong address", expected: .server(name: "2001:db8::1")),
            .otherName(expected: "2001:db8::1", names: names)
        ),
        (
            Case(testDescription: "common name only", server: "server", expected: .server(name: "server")),
            .otherName(expected: "server", names: names)
        ),
        (
            Case(testDescription: "wrong authority", server: "server-stranger"),
            .unknownAuthority(issuer: "CN=stranger,O=lqtop test")
        ),
        (
            Case(testDescription: "self-signed", server: "server-selfsigned"),
            .selfSigned(subject: "CN=server-selfsigned")
        ),
        (Case(testDescription: "revoked", server: "server-revoked", clientLists: "revoked.crl"), .revoked),
        (
            Case(testDescription: "stale list", clientLists: "stale.crl"),
            .revocationListExpired(issuer: "CN=authority,O=lqtop test")
        ),
        (
            Case(testDescription: "another authority's list", clientLists: "stranger.crl"),
            .noRevocationList(issuer: "CN=authority,O=lqtop test")
        ),
        (Case(testDescription: "a client's certificate", server: "client"), .other("unsuitable certificate purpose")),
    ]

    @Test("R-20, R-22: a server certificate is refused and the server told, if", arguments: badServers)
    func refusedServer(_ test: Case, problem: CertificateProblem) throws {
        let pair = try Self.pair(test)
        try pair.start()
        #expect(pair.client.recorder.entries == [.failed(.refusedPeer(problem)), .inactive])
        guard case .alert? = pair.server.recorder.failure else {
            Issue.record("\(pair.server.recorder.entries)")
            return
        }
    }

    static let badClients: [(Case, CertificateProblem, UInt8)] = [
        (Case(testDescription: "expired", client: "client-expired"), .expired(expiry), 45),
        (Case(testDescription: "not yet valid", client: "client-future"), .notYetValid(future), 42),
        (
            Case(testDescription: "wrong authority", client: "client-stranger"),
            .unknownAuthority(issuer: "CN=stranger,O=lqtop test"), 48
        ),
        (Case(testDescription: "revoked", client: "client-revoked", serverLists: "revoked.crl"), .revoked, 44),
        (
            Case(testDescription: "not allowed", allowed: ["other"]),
            .notAllowed(subject: "CN=client,O=lqtop test", names: ["lqtop.test"]), 40
        ),
    ]

    @Test(
        "S-20, S-22, S-55, V-33: a client certificate is refused, and the client reads why although it was secured, if",
        arguments: badClients)
    func refusedClient(_ test: Case, problem: CertificateProblem, alert: UInt8) throws {
        let pair = try Self.pair(test)
        try pair.start()
        #expect(pair.server.recorder.entries == [.failed(.refusedPeer(problem)), .inactive])
        let read = TLSFailure.alert(TLSAlert(rawValue: alert))
        #expect(pair.client.recorder.entries == [.secured, .failed(read), .inactive])
    }

    @Test("the pinned key is accepted, and no other")
    func pin() throws {
        let first = try Pair()
        try first.start()
        let pin = try #require(first.client.recorder.peer?.certificate.pin)

        let same = try Pair(expecting: .server(name: "server.test", pin: pin))
        try same.start()
        #expect(same.client.recorder.entries == [.secured])

        let wanted = try #require(PublicKeyPin(String(repeating: "0f:", count: 31) + "0F"))
        let other = try Pair(expecting: .server(name: "server.test", pin: wanted))
        try other.start()
        #expect(other.client.recorder.failure == .refusedPeer(.otherKey(expected: wanted, found: pin)))
    }

    @Test("a pin does not make up for a wrong name or authority")
    func pinIsNotEnough() throws {
        let first = try Pair()
        try first.start()
        let pin = try #require(first.client.recorder.peer?.certificate.pin)
        let pair = try Pair(expecting: .server(name: "dhcp.test", pin: pin))
        try pair.start()
        #expect(pair.client.recorder.failure == .refusedPeer(.otherName(expected: "dhcp.test", names: Self.names)))
    }

    @Test(
        "no pin is made of",
        arguments: ["", "0f", String(repeating: "0g", count: 32), String(repeating: "0", count: 63)])
    func noPin(text: String) {
        #expect(PublicKeyPin(text) == nil)
    }

    private static func pair(_ test: Case) throws -> Pair {
        try Pair(
            client: TestCertificates.settings(test.client, revocationLists: test.clientLists),
            server: TestCertificates.settings(test.server, revocationLists: test.serverLists),
            expecting: test.expected, allowing: test.allowed)
    }
}
