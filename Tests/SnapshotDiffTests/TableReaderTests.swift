import Testing

@testable import SnapshotDiff

/// Snapshots that are tables.
struct TableReaderTests {
    private static let header =
        "record,server,sources,ip-address,type,prefix-len,duid,expires-at,state,completeness,redaction,created,filter,count"
    private static let binding = "binding,a,\"[\"\"a\"\"]\",2001:db8::1,IA_NA,,00:01,1000,bound,whole,,,,"
    private static let prefix = "binding,a,\"[\"\"a\"\"]\",2001:db8:1::,IA_PD,56,00:01,,bound,whole,,,,"
    private static let end = "end,,,,,,,,,whole,,2026-08-21T12:00:00Z,,2"

    private static func text(_ records: String..., lineEnd: String = "\r\n") -> String {
        ([header] + records).map { $0 + lineEnd }.joined()
    }

    /// In pieces of so many octets.
    private static func snapshot(_ text: String, pieces: Int = 1000) throws(SnapshotFault) -> Snapshot {
        var rest = Array(text.utf8)[...]
        return try Snapshot { () throws(SnapshotFault) in
            defer { rest = rest.dropFirst(pieces) }
            return Array(rest.prefix(pieces))
        }
    }

    @Test("bindings and what the end says, in pieces of any size, with either end of a line", arguments: [1, 7, 1000])
    func read(pieces: Int) throws {
        for lineEnd in ["\r\n", "\n"] {
            let text = Self.text(Self.binding, Self.prefix, Self.end, lineEnd: lineEnd)
            let snapshot = try Self.snapshot(text, pieces: pieces)
            #expect(snapshot.bound == 2 && snapshot.servers == ["a"])
            #expect(snapshot.entries.map(\.length) == [128, 56] && snapshot.entries.map(\.isPrefix) == [false, true])
            #expect(snapshot.entries.map(\.expiresAt) == [1000, .max])
            #expect(snapshot.origin.isWhole && snapshot.origin.created == "2026-08-21T12:00:00Z")
            #expect(snapshot.origin.filter == nil && snapshot.origin.redaction == nil)
        }
    }

    @Test("quotes, commas, ends of lines and the apostrophe before a formula are read as they were meant")
    func quoted() throws {
        let binding = Self.binding.replacing("binding,a,", with: "binding,\"'=a,\"\"b\"\"\r\n\",")
        let end = Self.end.replacing("Z,,2", with: "Z,'@homes or 'x',2")
        for pieces in [1, 1000] {
            let snapshot = try Self.snapshot(Self.text(binding, Self.prefix, end), pieces: pieces)
            #expect(snapshot.servers == ["=a,\"b\"\r\n", "a"])
            #expect(snapshot.origin.filter == "@homes or 'x'")
        }
    }

    @Test("what is missing, and how it was redacted, is known")
    func partial() throws {
        let words = "\"HMAC-SHA-256 with key 0a1b, addresses cut to /48, names removed\""
        let binding = Self.binding.replacing("whole,,", with: "hole,\(words),")
        let end = Self.end.replacing("whole,,", with: "partial,\(words),")
        let origin = try Self.snapshot(Self.text(binding, binding, end)).origin
        #expect(!origin.isWhole && origin.partialServers == ["a: hole"])
        #expect(origin.redaction == Snapshot.Redaction(keyFingerprint: "0a1b", prefixLength: 48))
        let empty = try Self.snapshot(Self.text(end.replacing("Z,,2", with: "Z,,0"))).origin
        #expect(empty.partialServers == ["a server without bindings in it"])
    }

    @Test("a table cut anywhere is refused, and so is what is none of ours")
    func refused() {
        let whole = Self.text(Self.binding, Self.prefix, Self.end)
        for count in 1..<whole.utf8.count {
            #expect(throws: SnapshotFault.self, "\(count)") {
                try Self.snapshot(String(decoding: whole.utf8.prefix(count), as: UTF8.self))
            }
        }
        let cases: [(String, SnapshotFault)] = [
            (Self.text(Self.binding, Self.prefix), .cut),
            (Self.text(Self.binding, Self.end), .notSnapshot("it says 2 bindings and has 1")),
            (whole + Self.end + "\r\n", .notSnapshot("something follows its end")),
            (whole.replacing("duid", with: "client"), .notSnapshot("it has no column duid")),
            (whole.replacing(",1000,", with: ",soon,"), .notTable("no whole number as expires-at", record: 2)),
            (whole.replacing(",1000,", with: ",10,00,"), .notTable("15 cells instead of 14", record: 2)),
            (
                whole.replacing("IA_NA", with: "IA_TA"),
                .notSnapshot("binding 1 lacks its address, type, client or state")
            ),
            (whole.replacing("IA_NA", with: "\"IA_NA\"x"), .notTable("something behind a closing quote", record: 2)),
            (whole.replacing("binding", with: "lease"), .notTable("'lease' instead of 'binding' or 'end'", record: 2)),
            (whole.replacing("whole,,2026", with: "whole,odd,2026"), .notTable("an unknown redaction", record: 4)),
        ]
        for (text, fault) in cases { #expect(throws: fault) { try Self.snapshot(text) } }
    }
}
