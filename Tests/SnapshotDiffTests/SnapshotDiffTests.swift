import DHCPv6Wire
import Testing

@testable import SnapshotDiff

/// What is told between two snapshots.
struct SnapshotDiffTests {
    private struct Lease {
        var address: String
        var duid: String
        var length: Int?
        var state = "bound"
        var expires: Int? = 1000
    }

    /// A snapshot as lqtop writes it, less what a comparison does not look at.
    private static func text(
        _ leases: [Lease], isLines: Bool = false, isWhole: Bool = true, filter: String? = nil, key: String? = nil
    ) -> String {
        let redaction = key.map { "{\"key-fingerprint\":\"\($0)\",\"prefix-length\":48}" } ?? "null"
        let origin =
            "\"tool\":\"lqtop\",\"format\":1,\"created\":\"2026-08-21T12:00:00Z\","
            + "\"filter\":\(filter.map { "\"\($0)\"" } ?? "null"),\"redaction\":\(redaction),\"whole\":\(isWhole),"
            + "\"servers\":[{\"name\":\"a\",\"completeness\":\"\(isWhole ? "whole" : "hole")\",\"holes\":[]}]"
        let rows = leases.map { lease in
            "\"server\":\"a\",\"sources\":[\"a\"],\"ip-address\":\"\(lease.address)\","
                + "\"type\":\"\(lease.length == nil ? "IA_NA" : "IA_PD")\",\"prefix-len\":\(lease.length.map { "\($0)" } ?? "null"),"
                + "\"duid\":\"\(lease.duid)\",\"relay\":[{\"x\":[1,-2.5e3,true,null,\"\\\"\\u00e9\"]}],"
                + "\"expires-at\":\(lease.expires.map { "\($0)" } ?? "null"),\"state\":\"\(lease.state)\""
        }
        guard isLines else {
            return
                "{\(origin),\"bindings\":[\(rows.map { "\n{\($0)}" }.joined(separator: ","))],\"count\":\(rows.count)}\n"
        }
        let lines = rows.map { "{\"record\":\"binding\",\($0)}\n" }.joined()
        return
            "{\"record\":\"snapshot\",\(origin)}\n\(lines){\"record\":\"end\",\"count\":\(rows.count),\"whole\":true}\n"
    }

    /// In pieces of so many octets.
    private static func snapshot(_ text: String, pieces: Int = 1000) throws(SnapshotFault) -> Snapshot {
        var rest = Array(text.utf8)[...]
        return try Snapshot { () throws(SnapshotFault) in
            defer { rest = rest.dropFirst(pieces) }
            return Array(rest.prefix(pieces))
        }
    }

    private static func report(_ first: String, _ second: String) throws -> [String] {
        let diff = try SnapshotDiff(from: snapshot(first), to: snapshot(second))
        var text = ""
        DiffReport(diff, names: ("a.json", "b.json")).writeText { text += $0 }
        return text.split(separator: "\n").map(String.init)
    }

    private static let before = [
        Lease(address: "2001:db8::1", duid: "00:01"), Lease(address: "2001:db8::2", duid: "00:02"),
        Lease(address: "2001:db8::3", duid: "00:03"), Lease(address: "2001:db8::4", duid: "00:04"),
        Lease(address: "2001:db8::5", duid: "00:05"), Lease(address: "2001:db8:1::", duid: "00:01", length: 56),
    ]
    private static let after = [
        Lease(address: "2001:db8::1", duid: "00:01", expires: 5000), Lease(address: "2001:db8::2", duid: "00:22"),
        Lease(address: "2001:db8::4", duid: "00:04", state: "ended"),
        Lease(address: "2001:db8::5", duid: "00:05", expires: 1002),
        Lease(address: "2001:db8::7", duid: "00:07"), Lease(address: "2001:db8::9", duid: "00:03"),
        Lease(address: "2001:db8:1::", duid: "00:01", length: 56, expires: nil),
    ]

    @Test(
        "new, gone, moved and with another client are listed by address, ends only counted", arguments: [false, true])
    func changes(isLines: Bool) throws {
        let lines = try Self.report(Self.text(Self.before, isLines: isLines), Self.text(Self.after))
        #expect(
            lines == [
                "A: a.json, 2026-08-21T12:00:00Z, 6 bound of 6", "B: b.json, 2026-08-21T12:00:00Z, 6 bound of 7",
                "other client: 2001:db8::2 00:02 -> 00:22 a", "gone: 2001:db8::4 00:04 a (ended in B)",
                "new: 2001:db8::7 00:07 a", "moved: 2001:db8::3 -> 2001:db8::9 00:03 a",
                "1 new, 1 gone, 1 moved, 1 with another client, 3 as before; of these 2 end later and 0 earlier",
            ])
    }

    @Test("the same in another order is the same")
    func sameInAnyOrder() throws {
        let diff = try SnapshotDiff(
            from: Self.snapshot(Self.text(Self.before)),
            to: Self.snapshot(Self.text(Self.before.reversed(), isLines: true)))
        #expect(diff.isSame && diff.same == 6 && diff.later == 0 && diff.earlier == 0)
    }

    @Test("of a partial snapshot nothing is called gone or new, and a note says so first")
    func partial() throws {
        let lines = try Self.report(
            Self.text(Self.before, isWhole: false, filter: "kind:na"), Self.text([], isWhole: false))
        #expect(lines[2] == "note: a.json is not whole (a: hole): what was not in it may have been bound")
        #expect(lines[3] == "note: b.json is not whole (a: hole): what is not in it may still be bound")
        #expect(lines[4] == "note: the filters differ: 'kind:na' and 'all'")
        #expect(lines[5] == "not in B: 2001:db8::1 00:01 a")
        #expect(lines.last?.hasPrefix("0 not in A, 6 not in B, ") == true)
        let unknown = try Self.report(Self.text(Self.before), Self.text(Self.after, isWhole: false))
        #expect(unknown.contains("not in B: 2001:db8::3 00:03 a") && unknown.contains("new: 2001:db8::9 00:03 a"))
    }

    @Test("redacted snapshots are compared by their clients, and only with one key")
    func redacted() throws {
        let many = (1...3).map { Lease(address: "2001:db8::", duid: "ff:0\($0)") }
        let lines = try Self.report(
            Self.text(many, key: "k"),
            Self.text(Array(many.dropFirst()) + [Lease(address: "2001:db8::", duid: "ff:09")], key: "k"))
        #expect(lines[2].hasPrefix("note: both are redacted"))
        #expect(lines.contains("gone: 2001:db8:: ff:01 a") && lines.contains("new: 2001:db8:: ff:09 a"))
        #expect(lines.last?.contains("2 as before") == true)
        for (first, second) in [("k", "l"), ("k", nil), (nil, "k")] as [(String?, String?)] {
            #expect(throws: SnapshotFault.self) {
                try SnapshotDiff(
                    from: Self.snapshot(Self.text(many, key: first)), to: Self.snapshot(Self.text(many, key: second)))
            }
        }
    }

    @Test("two servers that are no partners may tell the same binding")
    func twice() throws {
        let both = [Lease(address: "2001:db8::1", duid: "00:01"), Lease(address: "2001:db8::1", duid: "00:02")]
        let diff = try SnapshotDiff(
            from: Self.snapshot(Self.text(both)), to: Self.snapshot(Self.text(Array(both.reversed()))))
        #expect(diff.isSame && diff.same == 2)
    }

    @Test("every cut of a snapshot is refused, wherever pieces end", arguments: [false, true])
    func cuts(isLines: Bool) throws {
        let text = Self.text(Self.before, isLines: isLines)
        for pieces in [1, 2, 7] { #expect(try Self.snapshot(text, pieces: pieces).count == 6) }
        for count in 0..<text.utf8.count - 1 {
            #expect(throws: SnapshotFault.self, "\(count)") { try Self.snapshot(String(text.prefix(count))) }
        }
    }

    @Test(
        "what is no snapshot is refused with what is wrong",
        arguments: [
            ("{\"a\":1}", "does not say what it is of"), ("[1]", "no object"), ("{\"format\":2}", "has format 2"),
            ("{\"format\":1,\"bindings\":[],\"count\":1}", "it says 1 bindings and has 0"),
            ("{\"format\":1,\"bindings\":[{\"duid\":\"\"}],\"count\":1}", "binding 1 lacks its address"),
            ("{\"format\":1,\"bindings\":[],\"count\":0} {}", "something follows its end"),
            ("{\"a\":tru", "no colon|early|comma"),
            ("{\"a\":\"\\ud800\"}", "half a character"), ("{\"a\":\"\\x\"}", "an unknown escape"),
            (String(repeating: "{\"a\":", count: 1) + String(repeating: "[", count: 1000), "nested too deeply"),
            ("record,server\r\n", "it has no column completeness"),
        ])
    func refused(text: String, reason: String) {
        let fault = #expect(throws: SnapshotFault.self) { try Self.snapshot(text) }
        #expect(
            reason.split(separator: "|").contains { fault?.description.contains($0) == true },
            "\(fault?.description ?? "")")
    }

    @Test("JSON has the same changes, with what each binding was before")
    func json() throws {
        let diff = try SnapshotDiff(
            from: Self.snapshot(Self.text(Self.before)), to: Self.snapshot(Self.text(Self.after)))
        var octets: [UInt8] = []
        DiffReport(diff, names: ("a", "b")).writeJSON { octets += $0 }
        let text = String(decoding: octets, as: UTF8.self)
        for part in [
            #""a":{"file":"a","created":"2026-08-21T12:00:00Z","filter":null,"whole":true,"count":6,"bound":6}"#,
            #"{"change":"changed-holder","ip-address":"2001:db8::2","type":"IA_NA","prefix-len":null,"duid":"00:22","server":"a","previous-duid":"00:02"}"#,
            #""duid":"00:04","server":"a","state-in-b":"ended"}"#, #""server":"a","from":"2001:db8::3"}"#,
            #""new":1,"gone":1,"moved":1,"changed-holder":1,"same":3,"ends-later":2,"ends-earlier":0}"#,
        ] { #expect(text.contains(part), "\(part)") }
    }
}
