import ArgumentParser
import Bindings
import DHCPv6Wire
import Settings
import Testing

@testable import LQTop

/// What `lqtop who` and `[history]` understand.
struct WhoTests {
    @Test(
        "times are UTC unless they say otherwise",
        arguments: [
            ("1970-01-02 00:00", 86_400), ("1970-01-02T00:00:30Z", 86_430), ("1970-01-02 02:00 +02:00", 86_400),
            ("1970-01-02T00:00:00-01:30", 91_800), ("1970-01-02 02:00+0200", 86_400),
        ] as [(String, Int64)])
    func times(text: String, seconds: Int64) {
        #expect(PastTime(text)?.unixSeconds == seconds)
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "", "yesterday", "2026-11-01", "03:00", "2026-11-01 25:00", "2026-11-01 03:00 +2", "2026-13-01 03:00",
        ])
    func noTimes(text: String) {
        #expect(PastTime(text) == nil)
    }

    private func question(_ arguments: String...) throws -> HistoryQuestion {
        try WhoCommand.parse(arguments).question(now: 1000)
    }

    @Test("a question is about a prefix, an address or a client, at a time or over a range")
    func questions() throws {
        let prefix = IPv6Prefix("2001:db8::/56")!
        #expect(try question("2001:db8::/56") == HistoryQuestion(.prefix(prefix), .latest))
        #expect(
            try question("2001:db8::1").subject == .prefix(IPv6Prefix(IPv6Address("2001:db8::1")!, length: 128)))
        #expect(
            try question("--client-id", "0A-0B-0C-0D-0E-0F").subject == .linkLayerAddress([10, 11, 12, 13, 14, 15]))
        #expect(try question("--client-id", "000300010a").subject == .client(DUID(octets: [0, 3, 0, 1, 10])))
        #expect(try question("2001:db8::/56", "--at", "1970-01-01 00:10").time == .at(600))
        #expect(try question("2001:db8::/56", "--from", "1970-01-01 00:10").time == .range(600...1000))
    }

    @Test(
        "what cannot be meant is refused",
        arguments: [
            [], ["2001:db8::1/56"], ["::1", "--client-id", "000300010a"], ["::1", "--at", "soon"],
            ["::1", "--until", "1970-01-01 00:10"], ["::1", "--from", "1970-01-01 00:20"], ["::1", "--most", "0"],
            ["--client-id", "xyz"], ["::1", "--at", "1970-01-01 00:10", "--from", "1970-01-01 00:10"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: ConfigurationError.self) { try WhoCommand.parse(arguments).question(now: 1000) }
    }

    @Test("[history] says where and how much")
    func keys() throws {
        let text = "[history]\nfile = \"past\"\nkeep-days = 30\nsize = 64\n"
        let settings = try ConfigurationFile.parse(text, file: "/etc/lqtop/lqtop.toml").history
        #expect(settings == HistorySettings(file: "/etc/lqtop/past", keepDays: 30, size: 64))
        #expect(HistoryKeys.text(settings).contains("keep-days = 30"))
        for wrong in ["keep-days = 0", "size = 1", "keep = 5"] {
            #expect(throws: ConfigurationError.self) { try ConfigurationFile.parse("[history]\n\(wrong)", file: "x") }
        }
    }
}
