import Testing

@testable import KeaLeases

struct JSONValueTests {
    @Test("every kind of value")
    func values() throws {
        let text = #"""
            { "null": null, "yes": true, "no": false, "n": -12, "f": 1.5e3, "s": "a\"\\\/\b\f\n\r\tü\u00e9\ud83d\ude00",
              "list": [1, [], {}], "twice": 1, "twice": 2 }
            """#
        let value = try JSONValue(parsing: text.utf8)
        #expect(value["null"] == .null && value["yes"] == .bool(true) && value["no"] == .bool(false))
        #expect(value["n"]?.integer == -12 && value["f"] == .other("1.5e3"))
        #expect(value["s"]?.text == "a\"\\/\u{8}\u{c}\n\r\tü\u{e9}\u{1f600}")
        #expect(value["list"]?.elements == [.integer(1), .array([]), .object([:])])
        #expect(value["twice"]?.integer == 2)
    }

    @Test("comments as in Kea's configuration are white space")
    func comments() throws {
        let text = """
            # one
            { // two
              "a" /* three
              */ : 1 }
            """
        #expect(try JSONValue(parsing: text.utf8)["a"]?.integer == 1)
    }

    @Test(
        "text that is no JSON is a fault with its place, never a trap",
        arguments: [
            "", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}", "\"", "\"\\",
            "\"\\u12",
            "\"\\u12g4\"", "\"\\ud800\"", "\"\\x\"", "\"\u{1}\"", "01x", "--1", "+1", "1e", "nul", "tru", "1 2", "/*",
            "nan", "0x10",
        ])
    func faults(text: String) {
        #expect(throws: JSONValue.Fault.self) { try JSONValue(parsing: text.utf8) }
    }

    @Test("every cut of a document is a fault, and octets that are not UTF-8 too")
    func cuts() throws {
        let text = Array(#"{"a": [1, "b\u00e9", {"c": null}]}"#.utf8)
        for count in 0..<text.count {
            #expect(throws: JSONValue.Fault.self) { try JSONValue(parsing: text.prefix(count)) }
        }
        #expect(throws: JSONValue.Fault.self) { try JSONValue(parsing: [0x22, 0xff, 0x22]) }
    }

    @Test("nesting is bounded")
    func depth() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONValue.Fault.self) { try JSONValue(parsing: deep.utf8) }
    }
}
