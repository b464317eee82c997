import Settings
import Testing

@testable import LQTop

/// Where figures for monitoring may be served.
struct MetricsAddressTests {
    @Test(
        "a literal address and a port, and nothing else",
        arguments: [
            ("[::1]:9547", "[::1]:9547"), ("127.0.0.1:0", "127.0.0.1:0"), ("::1:9547", nil), ("[::1]", nil),
            ("localhost:9547", nil), ("[::1]:65536", nil), (":9547", nil), ("", nil), ("[127.0.0.1]:1", "127.0.0.1:1"),
        ])
    func parsing(text: String, description: String?) {
        #expect(MetricsAddress(text)?.description == description)
    }

    @Test(
        "loopback is what only this machine reaches",
        arguments: [
            ("[::1]:1", true), ("127.9.9.9:1", true), ("[::]:1", false), ("0.0.0.0:1", false),
            ("[2001:db8::1]:1", false), ("[::ffff:127.0.0.1]:1", false),
        ])
    func loopback(text: String, isLoopback: Bool) throws {
        #expect(try #require(MetricsAddress(text)).isLoopback == isLoopback)
    }

    @Test("an address that others reach takes a key of its own")
    func refused() throws {
        #expect(throws: ConfigurationError.self) {
            try ConfigurationFile.parse("metrics-listen = '[::]:9547'", file: "c")
        }
        let allowed = try ConfigurationFile.parse("metrics-listen = '[::]:9547'\nmetrics-public = true", file: "c")
        #expect(allowed.metricsListen?.description == "[::]:9547")
        let local = try ConfigurationFile.parse("metrics-listen = '[::1]:9547'", file: "c")
        #expect(local.metricsListen?.isLoopback == true)
    }
}
