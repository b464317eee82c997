import DHCPv6Wire
import TestSupport
import Testing

@Suite("Text from the wire")
struct TextTests {
    @Test(
        "V-27: what could harm a terminal or deceive a reader is written out",
        arguments: [
            ("eth1/7", "eth1/7"), ("Zürich 東京 №5 😀", "Zürich 東京 №5 😀"), ("", ""),
            ("a\u{1b}[31mb", "a\\x1b[31mb"), ("a\r\nb\tc", "a\\x0d\\x0ab\\x09c"), ("a\u{7f}\0", "a\\x7f\\x00"),
            ("\u{9b}31m", "\\u{9b}31m"), ("a\u{202e}b\u{2066}", "a\\u{202e}b\\u{2066}"),
            ("a\u{200b}b\u{feff}\u{ad}", "a\\u{200b}b\\u{feff}\\u{ad}"), ("a\u{2028}b\u{a0}", "a\\u{2028}b\\u{a0}"),
            ("e\u{301}\u{e000}", "e\\u{301}\\u{e000}"), ("back\\slash", "back\\\\slash"), ("\u{e0041}", "\\u{e0041}"),
        ])
    func escaped(input: String, shown: String) {
        #expect(SafeText.printable(input) == shown)
    }

    @Test(
        "V-27: octets that are no UTF-8 are written out one by one",
        arguments: [
            ([0xff, 0x41], "\\xffA"), ([0xc3], "\\xc3"), ([0xc3, 0x28], "\\xc3("),
            ([0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"),
            ([0xc0, 0x80], "\\xc0\\x80"), ([0xf0, 0x9f, 0x98], "\\xf0\\x9f\\x98"), ([0x41, 0x80, 0x42], "A\\x80B"),
        ] as [([UInt8], String)])
    func invalid(octets: [UInt8], shown: String) {
        #expect(SafeText.printable(octets) == shown)
    }

    @Test("Long text is cut and says so")
    func limit() {
        #expect(SafeText.printable(Array("abcdef".utf8), limit: 3) == "abc…")
        #expect(SafeText.printable(Array("abc".utf8), limit: 3) == "abc")
        #expect(SafeText.printable([UInt8](repeating: 0x61, count: 65_535)).utf8.count == Limits.shownText + 3)
    }

    @Test("Octets are plain text only if nothing in them had to be escaped")
    func plain() {
        #expect(SafeText.plain(Array("port-1/0".utf8)) == "port-1/0")
        #expect(SafeText.plain([]) == nil)
        #expect(SafeText.plain([0, 1, 2]) == nil)
        #expect(SafeText.plain(Array("a\\b".utf8)) == nil)
    }

    @Test("Any octets become text without controls, and different octets different text")
    func noise() {
        var random = SeededGenerator(seed: 27)
        var seen: [String: [UInt8]] = [:]
        for _ in 0..<3000 {
            let octets = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let text = SafeText.printable(octets)
            #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            #expect(seen.updateValue(octets, forKey: text) ?? octets == octets)
        }
    }

    @Test(
        "A DNS name is read label by label",
        arguments: [
            ("03777777076578616d706c6503636f6d00", "www.example.com.", true), ("04686f7374", "host", false),
            ("00", ".", true), ("", "", false), ("03612e6200", "a\\.b.", true), ("021b5b00", "\\x1b[.", true),
        ])
    func names(hex: String, text: String, isComplete: Bool) throws {
        let octets = try #require([UInt8](hex: hex))
        let name = try #require(DomainName(octets: octets))
        #expect(name.description == text)
        #expect(name.isComplete == isComplete)
        #expect(name.octets == octets)
    }

    @Test(
        "A compressed, overlong or overrunning name is refused",
        arguments: ["c00c", "40" + String(repeating: "61", count: 64), "0561", "03777777000161", "0000"])
    func refusedNames(hex: String) throws {
        let octets = try #require([UInt8](hex: hex))
        #expect(DomainName(octets: octets) == nil)
        #expect(throws: WireError(.domainName, at: 5, in: .clientFQDN)) {
            try ClientFQDN(decoding: RawOption(.clientFQDN, [0] + octets))
        }
    }

    @Test("CLIENT_FQDN has flags and a name")
    func fqdn() throws {
        let option = RawOption(.clientFQDN, [1, 4] + Array("host".utf8))
        let fqdn = try ClientFQDN(decoding: option)
        #expect(fqdn.flags == 1)
        #expect(fqdn.name.description == "host")
        #expect(RawOption(fqdn) == option)
    }
}
