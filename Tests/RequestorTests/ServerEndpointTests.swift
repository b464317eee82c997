import Requestor
import Testing

struct ServerEndpointTests {
    @Test(
        "Names and literals, with and without a port",
        arguments: [
            ("[::1]:5470", "::1", 5470), ("[::1]", "::1", 547), ("2001:db8::1", "2001:db8::1", 547),
            ("dhcp1.example.net", "dhcp1.example.net", 547), ("dhcp1:5470", "dhcp1", 5470),
            ("192.0.2.1:1", "192.0.2.1", 1), ("192.0.2.1", "192.0.2.1", 547),
            ("[fe80::1%eth0]:65535", "fe80::1%eth0", 65_535), ("fe80::1%eth0", "fe80::1%eth0", 547),
        ])
    func parses(text: String, host: String, port: Int) throws {
        let endpoint = try ServerEndpoint(text)
        #expect(endpoint.host == host)
        #expect(endpoint.port == port)
        #expect(try ServerEndpoint(endpoint.description) == endpoint)
    }

    @Test(
        "What names no server is refused with the reason",
        arguments: [
            ("", ServerEndpoint.Invalid.noHost("")), (":547", .noHost(":547")), ("host:", .port("")),
            ("host:0", .port("0")), ("host:65536", .port("65536")), ("host:x", .port("x")),
            ("host:+5", .port("+5")), ("[::1", .unclosedBracket("[::1")),
            ("[::1]5470", .textAfterBracket("[::1]5470")), ("[::1]:", .port("")), ("[host]:1", .address("host")),
            ("2001:db8:::1", .address("2001:db8:::1")), ("a:b:c", .address("a:b:c")),
            ("two words", .name("two words")), ("tab\there", .name("tab\there")),
        ])
    func refuses(text: String, reason: ServerEndpoint.Invalid) {
        #expect(throws: reason) { try ServerEndpoint(text) }
    }
}
