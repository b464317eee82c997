import DHCPv6Wire
import Foundation
import LeasequerySession
import Testing

@testable import Bindings

/// Keys, joining words and parentheses; the forms of bare words are in `FilterTests`.
struct FilterLanguageTests {
    @Test(
        "side by side binds more than or, not more than both",
        arguments: [
            ("kind:na /56", .all([.term(.kind(.address)), .term(.length(56))])),
            ("kind:na and /56", .all([.term(.kind(.address)), .term(.length(56))])),
            ("kind:na or /56", .any([.term(.kind(.address)), .term(.length(56))])),
            (
                "kind:na /56 or conflict",
                .any([.all([.term(.kind(.address)), .term(.length(56))]), .term(.conflict)])
            ),
            (
                "kind:na (/56 or conflict)",
                .all([.term(.kind(.address)), .any([.term(.length(56)), .term(.conflict)])])
            ),
            ("not kind:na /56", .all([.not(.term(.kind(.address))), .term(.length(56))])),
            ("not (kind:na /56)", .not(.all([.term(.kind(.address)), .term(.length(56))]))),
            ("not not conflict", .not(.not(.term(.conflict)))),
            ("(conflict)", .term(.conflict)),
            ("@home", .all([.term(.kind(.prefix)), .term(.length(48))])),
            ("conflict or @home", .any([.term(.conflict), .all([.term(.kind(.prefix)), .term(.length(48))])])),
        ] as [(String, Filter.Condition)])
    func joining(text: String, condition: Filter.Condition) throws {
        let home = try Filter(parsing: "kind:pd /48")
        #expect(try Filter(parsing: text, saved: ["home": home]).condition == condition)
    }

    @Test(
        "keys are recognised with what they ask for",
        arguments: [
            (">2001:db8:1::/48", .covering(IPv6Prefix("2001:db8:1::/48")!)),
            (">2001:db8::1", .covering(IPv6Prefix("2001:db8::1/128")!)),
            ("=2001:db8:1::/48", .exactly(IPv6Prefix("2001:db8:1::/48")!)),
            ("=00:03:00:01:aa", .clientIs([0, 3, 0, 1, 0xaa])),
            ("=00", .clientIs([0])),
            ("/56", .length(56)),
            ("server:DHCP-a", .server(FilterText("dhcp-a"))),
            ("kind:pd", .kind(.prefix)),
            ("state:bound?", .doubtful),
            ("state:expired?", .state(.expiredUnconfirmed)),
            ("change:gone", .change(.absent)),
            ("link:2001:db8::/64", .link(IPv6Prefix("2001:db8::/64")!)),
            ("link:fe80::1", .link(IPv6Prefix("fe80::1/128")!)),
            ("relay:fe80::1", .relay(IPv6Prefix("fe80::1/128")!)),
            ("relay:00:03:00:01", .relayID([0, 3, 0, 1])),
            ("remote:\"Port 7\"", .option(.remoteID, FilterText("port 7"))),
            ("remote:0x0a0B", .option(.remoteID, FilterText(octets: [10, 11]))),
            ("iface:Gi0/1", .option(.interfaceID, FilterText("gi0/1"))),
            ("sub:a(b)", nil),
            ("sub:\"a(b)\"", .option(.subscriberID, FilterText("a(b)"))),
            ("host:Alice", .option(.clientFQDN, FilterText("alice"))),
            ("age<90", .time(.age, isLess: true, seconds: 90)),
            ("seen>1h30m", .time(.lastSeen, isLess: false, seconds: 5400)),
            ("expires<2d", .time(.expiry, isLess: true, seconds: 172_800)),
            ("duid-type:uuid", .duidType(4)),
            ("vendor:9", .enterprise(9)),
        ] as [(String, FilterTerm?)])
    func keys(text: String, term: FilterTerm?) throws {
        guard let term else {
            #expect(throws: FilterError.self) { try Filter(parsing: text) }
            return
        }
        #expect(try Filter(parsing: text).condition == .term(term))
    }

    @Test(
        "what cannot be read is told with its column and one line of why",
        arguments: [
            ("kind:na or", 10, 1, "something to look for is missing here"),
            ("or kind:na", 0, 2, "something to look for is missing before 'or'"),
            ("kind:na and or /56", 12, 2, "something to look for is missing before 'or'"),
            ("not", 3, 1, "something to look for is missing here"),
            ("kind:na )", 8, 1, "nothing was opened that this could close"),
            ("(kind:na", 0, 1, "this parenthesis is not closed"),
            ("kind:na ()", 9, 1, "something to look for is missing before this"),
            ("host:\"alice", 5, 6, "the quote is not closed"),
            ("kind:x", 0, 6, "kind is one of na, pd"),
            ("kind:", 0, 5, "kind:na|pd: the part after the colon is missing"),
            ("kind<5", 0, 6, "write kind:na|pd"),
            ("age:5m", 0, 6, "write age<10m or age>10m"),
            ("age<5x", 0, 6, "a time is written 90s, 10m, 1h30m, 7d or 2w, not '5x'"),
            ("age<", 0, 4, "a time is written 90s, 10m, 1h30m, 7d or 2w, and is below 136 years"),
            ("age<9999999999", 0, 14, "a time is written 90s, 10m, 1h30m, 7d or 2w, and is below 136 years"),
            ("remote:0x0", 0, 10, "after 0x come pairs of hexadecimal digits, as in 0x0a0b"),
            ("relay:0003", 0, 10, "a Relay-ID needs at least 3 octets"),
            ("vendor:cisco", 0, 12, "an enterprise number is 0 to 4294967295"),
            (">x", 0, 2, "x is neither an IPv6 address nor a prefix"),
            ("=", 0, 1, "nothing is neither an IPv6 address nor a prefix"),
            ("/129", 0, 4, "a prefix length is a number from 0 to 128, not 129"),
            ("@away", 0, 5, "no filter is saved under this name; there is @home"),
            (
                "sate:bound", 0, 10,
                "there is no key 'sate'; there are server, kind, state, change, link, relay, remote, iface, sub, host, "
                    + "duid-type, vendor, age, seen, expires"
            ),
        ])
    func errors(text: String, column: Int, length: Int, reason: String) throws {
        let saved = ["home": try Filter(parsing: "kind:pd")]
        #expect(throws: FilterError(column: column, length: length, reason: reason)) {
            try Filter(parsing: text, saved: saved)
        }
    }

    @Test("however deep somebody nests, it is an error and no trap")
    func nesting() {
        for opening in ["(", "not "] {
            let text = String(repeating: opening, count: 10_000) + "conflict"
            #expect(throws: FilterError.self) { try Filter(parsing: text) }
        }
    }

    @Test("the manual names every key with what it asks for")
    func manual() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/filter.md")
        let manual = try String(contentsOf: file, encoding: .utf8)
        for (form, meaning) in Filter.help {
            let row = manual.split(separator: "\n").first { $0.hasPrefix("| `\(form.replacing("|", with: "\\|"))`") }
            #expect(row?.hasSuffix(" | \(meaning) |") == true, "\(form)")
        }
    }

    /// At 100 s: Alice behind two relays, Bob with a prefix, the vendor's client about to end, one that has ended.
    static let store: BindingStore = {
        var store = BindingStore(servers: [("north", false), ("south", true)], limit: 100)
        func hop(_ link: String, _ peer: String, _ options: [RawOption]) -> RelayHop {
            RelayHop(hopCount: 0, link: IPv6Address(link)!, peer: IPv6Address(peer)!, options: options)
        }
        let path = RelayPath(hops: [
            hop("::", "fe80::aa", [RawOption(.relayID, [0, 3, 0, 1, 9, 9, 9])]),
            hop(
                "2001:db8:a::1", "fe80::bb",
                [
                    RawOption(.interfaceID, Array("Gi0/1".utf8)),
                    RawOption(.remoteID, [0, 0, 0, 9] + Array("Port 7".utf8)),
                    RawOption(.subscriberID, [0xff, 0x0a, 0x0b]),
                ]),
        ])
        let relayed = RawOption(.relayData, [UInt8](repeating: 0, count: 16) + path.octets)
        let name = RawOption(.clientFQDN, [0, 5] + Array("Alice".utf8) + [7] + Array("example".utf8) + [0])
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 7200, contact: 50, details: [name, relayed]))
        store.say(Statement(prefix: "2001:db8:0:100::/56", client: bob, valid: .max), server: 1, at: 60)
        store.say(Statement(prefix: "2001:db8:2::1", client: vendor, valid: 160, contact: nil), at: 90)
        store.say(Statement(prefix: "2001:db8:3::1", client: bob), at: 95)
        store.say(Statement(prefix: "2001:db8:3::1", client: bob, valid: 0, base: 95), at: 95)
        return store
    }()
    static let names = [
        "2001:db8::1/128": "A", "2001:db8:0:100::/56": "B", "2001:db8:2::1/128": "V", "2001:db8:3::1/128": "E",
    ]

    @Test(
        "keys show what they say",
        arguments: [
            ("server:north", "AEV"), ("server:OUT", "B"), ("server:x", ""), ("kind:pd", "B"), ("not kind:pd", "AEV"),
            ("=2001:db8:0:100::/56", "B"), ("=2001:db8:0:100::/57", ""), (">2001:db8:0:1ff::/64", "B"),
            (">2001:db8:0:100::/56", "B"), (">2001:db8::/48", ""), ("/56", "B"), ("/128", "AEV"),
            ("state:bound", "ABV"), ("state:ended", "E"), ("state:expired?", ""), ("change:new", "ABV"),
            ("change:ended", "E"), ("link:2001:db8:a::/48", "A"), ("link:2001:db8:a::1", "A"), ("link:::/0", "A"),
            ("relay:fe80::bb", "A"), ("relay:fe80::/10", "A"), ("relay:fe80::1", ""), ("relay:03:00:01:09", "A"),
            ("remote:port", "A"), ("remote:\"T 7\"", "A"), ("remote:0x506f", "A"), ("remote:0x706f", ""),
            ("remote:0x00000009", ""), ("iface:gi0/1", "A"), ("sub:0x0a0b", "A"), ("sub:0x0a0b0c", ""),
            ("host:alice.ex", "A"), ("host:example", "A"), ("host:alice.example.", ""), ("age<11", "EV"),
            ("age>50", "A"), ("age>10 age<50", "B"), ("seen<45", "E"), ("seen>100", "A"), ("expires<2m", "V"),
            ("expires>2h", "B"), ("expires>1h", "AB"), ("duid-type:ll", "AEB"), ("duid-type:en", "V"),
            ("vendor:258", "V"), ("vendor:9", ""), ("host:alice or kind:pd", "AB"),
            ("not (host:alice or kind:pd)", "EV"),
            ("state:bound not (kind:pd or vendor:258)", "A"), ("state:bound?", ""),
        ])
    func matching(text: String, names: String) throws {
        let question = Question(
            filter: try Filter(parsing: text), table: .bindings(order: BindingOrder(.prefix), window: 0..<100))
        let rows = Self.store.screenful(question, at: Clock.at(100)).bindings
        #expect(rows.compactMap { Self.names[$0.prefix.description] }.sorted() == names.map(String.init).sorted())
    }

    @Test(
        "of a change that is not in the log is asked of its binding as it is now",
        arguments: [
            ("change:ended", [5]), ("change:new", [1, 2, 3, 4]), ("kind:pd", [2]), ("host:alice", [1]),
            ("server:south", [2]), ("state:ended", [4, 5]), ("age<6", [4, 5]), ("vendor:258 or /56", [2, 3]),
        ] as [(String, [UInt64])])
    func changes(text: String, sequences: [UInt64]) throws {
        let table = Question.Table.changes(through: nil, skip: 0, count: 100)
        let answer = Self.store.screenful(Question(filter: try Filter(parsing: text), table: table), at: Clock.at(100))
        #expect(answer.changes.map(\.sequence).sorted() == sequences)
    }

    @Test("a binding that may have ended in a hole is found as bound? until the server speaks of it again")
    func doubtful() throws {
        var store = BindingStore()
        store.note(.phase(.live, at: Clock.at(0)), from: ServerID(rawValue: 0))
        store.say(Statement(prefix: "2001:db8::1", client: alice), Statement(prefix: "2001:db8::2", client: bob))
        store.note(.phase(.waiting(until: Clock.at(60)), at: Clock.at(5)), from: ServerID(rawValue: 0))
        store.note(.phase(.live, at: Clock.at(60)), from: ServerID(rawValue: 0))
        store.say(Statement(prefix: "2001:db8::2", client: bob, base: 61), at: 61)
        #expect(store.rows(try Filter(parsing: "state:bound?")).map(\.prefix.address.low) == [1])
        #expect(store.rows(try Filter(parsing: "state:bound")).count == 2)
        #expect(store.rows(try Filter(parsing: "state:bound not state:bound?")).map(\.prefix.address.low) == [2])
    }
}
