import Bindings
import DHCPv6Wire
import Settings
import Testing

@testable import LQTop

/// `[[pool]]`.
struct PoolKeysTests {
    private static let homes = "[[pool]]\nkind = \"pd\"\nprefix = \"2001:db8:8000::/40\"\n"
    private static let office = "[[pool]]\nkind = \"na\"\nprefix = \"2001:db8:1::/64\"\n"

    private static let mistakes: [(String, String)] = [
        ("[[pool]]\nkind = \"na\"", "pool[1].prefix: is missing; write what all of the pool lies in"),
        ("[[pool]]\nprefix = \"2001:db8::1/64\"", "pool[1].prefix = \"2001:db8::1/64\": write a prefix"),
        ("[[pool]]\nprefix = \"2001:db8::/64\"", "pool[1].kind: write \"na\" for addresses or \"pd\""),
        (homes, "pool[1].delegated-length: is missing; write the length of the prefixes given out"),
        (homes + "delegated-length = 39", "pool[1].delegated-length = 39: write a whole number from 40 to 128"),
        (homes + "delegated-length = 56\nrange = \"\"", "is of use with kind = \"na\" only"),
        (office + "delegated-length = 80", "is of use with kind = \"pd\" only"),
        (office + "range = \"2001:db8:1::2 - 2001:db8:1::1\"", "write the first and the last address inside"),
        (office + "range = \"2001:db8:1::2 - 2001:db8:2::1\"", "write the first and the last address inside"),
        (office + "range = \"2001:db8:1::2\"", "write the first and the last address inside 2001:db8:1::/64"),
        (office + "ranges = \"\"", "pool[1].ranges = \"\": unknown key; did you mean 'range'?"),
        (office + office, "pool[2].name: is the name of pool[1] already; give each its own"),
    ]

    private func pools(_ text: String) throws -> [Pool] { try ConfigurationFile.parse(text, file: "c").pools }

    @Test("pools are read with their size, and printed as a file that means the same")
    func read() throws {
        let text =
            Self.homes + "name = \"homes\"\ndelegated-length = 56\n" + Self.office
            + Self.office + "name = \"office\"\nrange = \"2001:db8:1::1000 - 2001:db8:1::1fff\"\n"
        let configuration = try ConfigurationFile.parse(text, file: "c")
        #expect(configuration.pools.map(\.name) == ["homes", "2001:db8:1::/64", "office"])
        #expect(configuration.pools.map(\.size) == [65_536, 1 << 64, 4096])
        #expect(try pools("\(configuration)") == configuration.pools)
    }

    @Test(
        "what cannot be a pool is refused with what to write",
        arguments: mistakes)
    func refused(text: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try pools(text) }
        #expect(error.map { "\($0)".contains(message) } == true, "\(error.map { "\($0)" } ?? "nothing")")
    }
}
