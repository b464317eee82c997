import Testing

@testable import Views

struct SurfaceTests {
    private func line(_ text: String, columns: Int = 10, width: Int = .max, right: Bool = false) -> String {
        var surface = Surface(Size(columns: columns, rows: 1))
        surface.put(text, x: 0, y: 0, width: width, alignedRight: right)
        return surface.text
    }

    @Test("text that does not fit ends with an ellipsis")
    func clips() {
        #expect(line("0123456789") == "0123456789")
        #expect(line("0123456789a") == "012345678…")
        #expect(line("0123456789", width: 4) == "012…")
        #expect(line("0123456789", width: 1) == "…")
        #expect(line("0123456789", width: 0) == "")
    }

    @Test("a wide character takes two columns and is never halved")
    func wide() {
        #expect(line("日本語", columns: 6) == "日本語")
        #expect(line("日本語", columns: 5) == "日本…")
        #expect(line("日本語", columns: 4) == "日…")
        var surface = Surface(Size(columns: 6, rows: 1))
        surface.put("日本語", x: 0, y: 0)
        surface.put("x", x: 1, y: 0)
        #expect(surface.text == " x本語")
        surface.put("y", x: 2, y: 0)
        #expect(surface.text == " xy 語")
    }

    @Test("numbers stand on the right")
    func right() {
        #expect(line("42", right: true) == "        42")
        #expect(line("12345678901", right: true) == "123456789…")
    }

    @Test("nothing is drawn outside")
    func outside() {
        var surface = Surface(Size(columns: 4, rows: 2))
        for (x, y) in [(-1, 0), (4, 0), (0, -1), (0, 2), (9, 9)] { surface.put("x", x: x, y: y) }
        surface.fill(Rect(x: -5, y: -5, width: 3, height: 3), with: "x")
        surface.select(Rect(x: 3, y: 1, width: 9, height: 9))
        #expect(surface.text == "\n")
        #expect(surface[3, 1].style.isSelected)
    }

    @Test(
        "V-27: text from outside cannot leave its cells",
        arguments: [
            "\u{1b}[2J", "\u{9b}31m", "\r\n\t\u{8}", "\u{7f}\0", "\u{202e}\u{2066}\u{200f}", "\u{200b}\u{200d}\u{feff}",
            "e\u{301}\u{302}", "\u{0e33}\u{1160}\u{d7b0}", "\u{5d0}\u{627}", "\u{1f1e9}\u{1f1ea}", "👍🏽", "\u{e000}",
            "\u{2028}\u{2029}", "日\u{fe0f}", "\u{ad}", "\u{378}",
        ])
    func hostile(text: String) {
        var surface = Surface(Size(columns: 40, rows: 1))
        surface.put("|", x: 30, y: 0)
        let used = surface.put(text, x: 0, y: 0, width: 30)
        #expect(used == TextWidth.columns(of: text))
        #expect(surface[30, 0].scalar == "|")
        for cell in surface.cells where cell.width > 0 {
            #expect(TextWidth.columns(of: cell.scalar) == Int(cell.width))
            #expect(!cell.scalar.properties.isDefaultIgnorableCodePoint)
        }
        #expect(surface.cells.reduce(0) { $0 + Int($1.width) } == 40)
    }

    @Test("an identifier that does not fit keeps both its ends")
    func clipsMiddle() {
        #expect("2001:db8::1/128".clippedInMiddle(width: 15) == "2001:db8::1/128")
        #expect("2001:db8:1:2:3:4:5:6".clippedInMiddle(width: 10) == "2001:…:5:6")
        #expect("2001:db8:1:2:3:4:5:6".clippedInMiddle(width: 9) == "2001…:5:6")
        #expect("dhcp-a.example.net!".clippedInMiddle(width: 9, tail: 1) == "dhcp-a.…!")
        #expect("0123".clippedInMiddle(width: 2) == "0123")
        #expect("日本語".clippedInMiddle(width: 4) == "日本語")
    }

    @Test("words are wrapped at blanks, and cut where one is longer than a line")
    func wraps() {
        #expect("one two three".wrapped(width: 7) == ["one two", "three"])
        #expect("onetwothree".wrapped(width: 4) == ["onet", "woth", "ree"])
        #expect("a onetwothree bc".wrapped(width: 4) == ["a", "onet", "woth", "ree", "bc"])
        #expect("日本語".wrapped(width: 1) == ["日", "本", "語"])
        #expect("".wrapped(width: 4) == [""])
        #expect("a".wrapped(width: 0) == [])
    }
}
