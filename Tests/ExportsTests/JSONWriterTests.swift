import DHCPv6Wire
import Exports
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    func text(_ style: JSONWriter.Style = .compact, _ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter(style)
        body(&json)
        return json.text
    }

    @Test("Objects and arrays nest with commas where they belong")
    func structure() {
        let written = text { json in
            json.object { json in
                json.member("a", 1)
                json.object("empty") { _ in }
                json.array("list") { json in
                    json.element("x")
                    json.object { $0.member("b", true) }
                    json.array { _ in }
                    json.element(nil as Int?)
                }
                json.member("end", -0.5)
            }
            json.endLine()
        }
        #expect(written == #"{"a":1,"empty":{},"list":["x",{"b":true},[],null],"end":-0.5}"# + "\n")
    }

    @Test("Indented, each member and element has a line")
    func indented() {
        let written = text(.indented) { json in
            json.object { json in
                json.member("a", 1)
                json.array("b") { json in
                    json.element(2)
                    json.object { _ in }
                }
            }
        }
        #expect(written == "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    {}\n  ]\n}")
    }

    @Test(
        "What JSON must escape is escaped, all else is not",
        arguments: [
            ("plain", #""plain""#), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t\u{8}", #""\n\u000d\t\u0008""#),
            ("\0\u{1f}\u{7f}", #""\u0000\u001f\u007f""#), ("東京 é /", "\"東京 é /\""),
        ])
    func strings(value: String, written: String) {
        #expect(text { $0.array { $0.element(value) } } == "[\(written)]")
        #expect(text { json in json.object { $0.member(value, 1) } } == "{\(written):1}")
    }

    @Test("Numbers are exact; what JSON has no number for is null")
    func numbers() {
        let written = text { json in
            json.array { json in
                json.element(UInt64.max)
                json.element(Int64.min)
                json.element(0.1)
                json.element(Double.infinity)
                json.element(Double.nan)
            }
        }
        #expect(written == "[18446744073709551615,-9223372036854775808,0.1,null,null]")
    }

    @Test("Addresses, prefixes and DUIDs are text")
    func domain() throws {
        let prefix = try #require(IPv6Prefix("2001:db8::/32"))
        let written = text { json in
            json.array { json in
                json.element(prefix)
                json.element(prefix.address)
                json.element(DUID(octets: [0, 3, 0, 1]))
            }
        }
        #expect(written == #"["2001:db8::/32","2001:db8::","00:03:00:01"]"#)
    }

    @Test("Taking out what is written changes nothing about the whole")
    func pieces() {
        var json = JSONWriter()
        var whole: [UInt8] = []
        json.array { json in
            for number in 0..<3 {
                json.element(number)
                whole += json.take()
            }
        }
        whole += json.take()
        #expect(String(decoding: whole, as: UTF8.self) == "[0,1,2]")
        #expect(json.count == 0)
    }
}
