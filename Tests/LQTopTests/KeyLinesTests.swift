import Settings
import Testing

/// Lines of keys, for errors and for `check`.
struct KeyLinesTests {
    @Test("every way to write a key is found on its line")
    func found() {
        let lines = KeyLines(
            """
            # max-bindings = 1
            a = 1

              b.c = "x = [" # comment = 3
            "d e".'f' = 'a # b'
            long = \"\"\"
            a = 2
            [alarms]
            \\\"\"\" b = 3 \"\"\"
            list = [
              "x", # [
              "]",
            ]
            after = { in = 1 }
            [alarms] # the table
            hole-after = 3
            [[server]]
            address = "x"
            [server.deep]
            e = 1
            [[server]]
            name = "y"
            [[server.pool]]
            prefix = "z"
            [[server.pool]]
            prefix = "z"
            """)
        let expected = [
            "a": 2, "b.c": 4, "d e.f": 5, "long": 6, "list": 10, "after": 14, "alarms": 15, "alarms.hole-after": 16,
            "server[1]": 17, "server[1].address": 18, "server[1].deep": 19, "server[1].deep.e": 20, "server[2]": 21,
            "server[2].name": 22, "server[2].pool[1].prefix": 24, "server[2].pool[2].prefix": 26,
        ]
        for (path, line) in expected { #expect(lines[path] == line, "\(path)") }
        #expect(lines["max-bindings"] == nil && lines["x"] == nil)
    }

    @Test("what is missing is told with the line of what is around it")
    func nearest() {
        let lines = KeyLines("after = { in = 1 }\r\n\r\n[[server]]\r\nname = 'x'\r\n")
        #expect(lines.nearest("server[1].address") == 3)
        #expect(lines.nearest("server[1].name") == 4)
        #expect(lines.nearest("after.in") == 1)
        #expect(lines.nearest("before") == nil)
    }

    @Test(
        "text that is no TOML does not trap",
        arguments: ["", "=", "[", "[[", "]]", "\"", "'''", "a", "[[a", "\\", "a.", "[a]]b"])
    func nonsense(text: String) {
        for end in ["", "\n", "\na = 1\n", text] { _ = KeyLines(text + end).paths }
    }
}
