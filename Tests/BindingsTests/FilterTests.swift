import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

struct FilterTests {
    @Test(
        "terms are recognised by their form",
        arguments: [
            ("", []),
            ("  ", []),
            ("2001:db8::/32", [.inside(IPv6Prefix("2001:db8::/32")!)]),
            ("::/0", [.inside(IPv6Prefix("::/0")!)]),
            ("2001:db8::1", [.covering(IPv6Prefix("2001:db8::1/128")!)]),
            ("::", [.covering(IPv6Prefix("::/128")!)]),
            ("52:54:00", [.client([0x52, 0x54, 0])]),
            ("52-54-00-AB", [.client([0x52, 0x54, 0, 0xab])]),
            ("5254.00ab", [.client([0x52, 0x54, 0, 0xab])]),
            ("525400ab", [.client([0x52, 0x54, 0, 0xab])]),
            ("52 54 00", [.client([0x52, 0x54, 0])]),
            ("00:03:00:01:52:54:00:12", [.client([0, 3, 0, 1, 0x52, 0x54, 0, 0x12])]),
            ("52 54 00 2001:db8::/32", [.client([0x52, 0x54, 0]), .inside(IPv6Prefix("2001:db8::/32")!)]),
            (" 2001:db8::/32  525400", [.inside(IPv6Prefix("2001:db8::/32")!), .client([0x52, 0x54, 0])]),
        ] as [(String, [FilterTerm])])
    func parsing(text: String, terms: [FilterTerm]) throws {
        let filter = try Filter(parsing: text)
        #expect(filter.condition == (terms.count == 1 ? .term(terms[0]) : .all(terms.map(Filter.Condition.term))))
        #expect(filter.text == text)
    }

    @Test(
        "a wrong term is told with its column and one line of why",
        arguments: [
            ("2001:db8::/129", 0, 14, "a prefix length is a number from 0 to 128, not 129"),
            ("2001:db8::/x", 0, 12, "a prefix length is a number from 0 to 128, not x"),
            ("2001:db8::1/32", 0, 14, "bits are set past the length; did you mean 2001:db8::/32?"),
            ("fe80:/10", 0, 8, "fe80: is no IPv6 address"),
            ("2001:db8::/32 5254", 14, 4, "a client needs at least 3 octets, here are 2"),
            ("52 54 2001:db8::1", 0, 5, "a client needs at least 3 octets, here are 2"),
            ("52:54", 0, 5, "a client needs at least 3 octets, here are 2"),
            ("52540", 0, 5, "an odd number of hexadecimal digits is no client"),
            ("2001:db8:1", 0, 10, "neither an IPv6 address nor octets of two digits each nor one of the keys"),
            (
                "2001:db8::/32 hello", 14, 5,
                "not a prefix (2001:db8::/32), an address (2001:db8::1), a client (00:03:00:01), conflict or a key:value"
            ),
        ])
    func errors(text: String, column: Int, length: Int, reason: String) {
        #expect(throws: FilterError(column: column, length: length, reason: reason)) { try Filter(parsing: text) }
    }

    /// Alice at ::1 through a relay that saw her address, Bob at ::2 and with a prefix, the vendor's client at 2::1.
    private var store: BindingStore {
        var store = BindingStore()
        let seen: [UInt8] = [0, 1, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f]
        var inner: [UInt8] = []
        [RawOption(.interfaceID, [1]), RawOption(.clientLinkLayerAddress, seen)].encode(into: &inner)
        let innerForward = [12, 0] + [UInt8](repeating: 0, count: 32) + inner
        var outer: [UInt8] = []
        [RawOption(.relayMessage, innerForward)].encode(into: &outer)
        let relayed = [UInt8](repeating: 0xfe, count: 16) + [12, 1] + [UInt8](repeating: 0, count: 32) + outer
        store.say(
            Statement(prefix: "2001:db8::1", client: alice, details: [RawOption(.relayData, relayed)]),
            Statement(prefix: "2001:db8::2", client: bob),
            Statement(prefix: "2001:db8:0:100::/56", client: bob),
            Statement(prefix: "2001:db8:2::1", client: vendor))
        return store
    }

    @Test(
        "a filter shows what it says",
        arguments: [
            ("", ["2001:db8::1/128", "2001:db8::2/128", "2001:db8:0:100::/56", "2001:db8:2::1/128"]),
            ("2001:db8::/64", ["2001:db8::1/128", "2001:db8::2/128"]),
            ("2001:db8:0:100::/56", ["2001:db8:0:100::/56"]),
            ("2001:db8:0:100::/57", []),
            ("2001:db8:0:1ff::7", ["2001:db8:0:100::/56"]),
            ("2001:db8::2", ["2001:db8::2/128"]),
            ("52:54:00", ["2001:db8::1/128", "2001:db8::2/128", "2001:db8:0:100::/56"]),
            ("00:03:00:01:52:54:00:12:bb:02", ["2001:db8::2/128", "2001:db8:0:100::/56"]),
            ("12bb02", ["2001:db8::2/128", "2001:db8:0:100::/56"]),
            ("12bb03", []),
            ("12bb0200", []),
            ("12bb02 2001:db8::/64", ["2001:db8::2/128"]),
            ("0a:0b:0c:0d:0e:0f", ["2001:db8::1/128"]),
            ("0b-0c-0d", ["2001:db8::1/128"]),
            ("00:01:0a:0b", []),
            ("eeff0011", ["2001:db8:2::1/128"]),
            ("00020000010203112233", ["2001:db8:2::1/128"]),
            ("fefefe", []),
        ])
    func matching(text: String, prefixes: [String]) throws {
        let filter = try Filter(parsing: text)
        let rows = store.rows(filter)
        #expect(rows.map(\.prefix.description) == prefixes)
        var visited: [String] = []
        store.visitRows(matching: filter, at: Clock.at(0)) { visited.append($0.prefix.description) }
        #expect(visited.sorted() == prefixes.sorted())
    }

    @Test("octets are found wherever they stand in a DUID of any length")
    func everyPlace() {
        let octets = (0..<130).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
        for count in [3, 7, 8, 9, 16, 19, 20, 21, 28, 130] {
            let duid = Array(octets.prefix(count))
            var store = BindingStore()
            store.say(Statement(prefix: "2001:db8::1", client: duid.hex))
            for start in stride(from: 0, through: count - 3, by: 1) {
                for length in [3, 8, 9, 20] where start + length <= count {
                    let term = FilterTerm.client(Array(duid[start..<start + length]))
                    #expect(store.rows(Filter(text: "", condition: .term(term))).count == 1)
                }
            }
            let absent = FilterTerm.client([duid[count - 2], duid[count - 1], 0])
            #expect(store.rows(Filter(text: "", condition: .term(absent))).isEmpty)
        }
    }

    @Test("changes are filtered by prefix and by whole DUID")
    func changes() throws {
        #expect(store.changes(try Filter(parsing: "2001:db8:0:100::/56")).map(\.sequence) == [3])
        #expect(store.changes(try Filter(parsing: "12bb02")).map(\.sequence) == [3, 2])
        #expect(store.changes(try Filter(parsing: "eeff0011")).map(\.sequence) == [4])
    }
}
