import DHCPv6Wire
import TestSupport
import Testing

@Suite("IPv6 addresses and prefixes")
struct IPv6Tests {
    @Test(
        "RFC 5952: an address is written in its one form",
        arguments: [
            // Section 4.1: no leading zeros.
            ("2001:0db8::0001", "2001:db8::1"),
            // Section 4.2.1: shortened as far as possible.
            ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
            // Section 4.2.2: one group of zeros is not shortened.
            ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            // Section 4.2.3: the longest run, the first of two equal ones.
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            // Section 4.3: lower case.
            ("2001:DB8::ABCD", "2001:db8::abcd"),
            ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("0:0:0:0:0:0:0:0", "::"),
            ("::ffff:192.0.2.1", "::ffff:c000:201"), ("64:ff9b::198.51.100.7", "64:ff9b::c633:6407"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ])
    func text(input: String, written: String) throws {
        let address = try #require(IPv6Address(input))
        #expect(address.description == written)
        #expect(IPv6Address(written) == address)
    }

    @Test(
        "What is not one address is not read",
        arguments: [
            "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "::1%eth0",
            "[::1]", "::1/128", " ::1", "::1 ", "1:2:3:4:5:6:7:8::", "::1.2.3", "::1.2.3.256", "::1.2.3.4.5", "1.2.3.4",
            "+1::", "::-1", ":1::2", "1:", "::1:", "٠::",
        ])
    func refused(input: String) {
        #expect(IPv6Address(input) == nil)
    }

    @Test("Any address comes back from its text and from its octets")
    func roundTrip() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<2000 {
            // Zero groups are what the text form is about.
            let mask = UInt8.random(in: 0...255, using: &random)
            let octets = (0..<16).map { index in
                mask >> (index / 2) & 1 == 1 ? UInt8.random(in: 0...255, using: &random) : 0
            }
            let address = IPv6Address(octets: octets)
            #expect(address?.octets == octets)
            #expect(address.flatMap { IPv6Address($0.description) } == address)
        }
        #expect(IPv6Address(octets: [UInt8](repeating: 0, count: 15)) == nil)
    }

    @Test("Addresses sort by their octets")
    func order() {
        let sorted = ["::", "::1", "::ffff:ffff:ffff:ffff", "0:0:0:1::", "8000::", "ffff::1"]
        #expect(sorted.compactMap { IPv6Address($0) }.sorted().map(\.description) == sorted)
    }

    @Test(
        "A prefix holds what lies in it",
        arguments: [
            ("2001:db8::/32", "2001:db8:ffff::/48", true), ("2001:db8::/32", "2001:db9::/48", false),
            ("2001:db8::/48", "2001:db8::/32", false), ("::/0", "ffff::/16", true),
            ("2001:db8::/32", "2001:db8::/32", true), ("2001:db8::1/128", "2001:db8::1/128", true),
            ("2001:db8::/64", "2001:db8:0:0:8000::/65", true), ("2001:db8::/65", "2001:db8:0:0:8000::/65", false),
        ])
    func contains(outer: String, inner: String, expected: Bool) throws {
        let outer = try #require(IPv6Prefix(outer))
        let inner = try #require(IPv6Prefix(inner))
        #expect(outer.contains(inner) == expected)
        #expect(outer.contains(inner.address) == (expected || outer.address == inner.address))
    }

    @Test("Masking clears all bits past the length and none before", arguments: UInt8(0)...129)
    func masked(length: UInt8) {
        let ones = IPv6Address(high: .max, low: .max)
        let kept = ones.masked(to: length)
        #expect(kept.high.nonzeroBitCount + kept.low.nonzeroBitCount == min(Int(length), 128))
        #expect(kept.high.leadingZeroBitCount == (length == 0 ? 64 : 0))
        #expect(IPv6Prefix(ones, length: length).length == min(length, 128))
        #expect(IPv6Prefix(ones, length: length).address == kept)
    }

    @Test(
        "What is not one prefix is not read",
        arguments: ["2001:db8::", "2001:db8::/", "2001:db8::/129", "2001:db8::1/32", "::/+1", "::/1/2", "/32", "::/ 1"])
    func refusedPrefix(input: String) {
        #expect(IPv6Prefix(input) == nil)
    }

    @Test("A prefix comes back from its text", arguments: ["::/0", "2001:db8::/32", "2001:db8:f00::/56", "::1/128"])
    func prefixText(input: String) throws {
        #expect(try #require(IPv6Prefix(input)).description == input)
    }
}
