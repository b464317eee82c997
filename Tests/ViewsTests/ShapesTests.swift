import Testing

@testable import Views

struct ShapesTests {
    private let table = Table<Int>(columns: [
        Column(title: "A", width: 4...8, priority: 0) { Words("a\($0)") },
        Column(title: "B", width: 4...4, priority: 2) { Words("b\($0)") },
        Column(title: "C", width: 4...20, alignedRight: true, priority: 1, sorted: .descending) { Words("c\($0)") },
        Column(title: "D", width: 4...4, priority: 2) { Words("d\($0)") },
    ])

    @Test(
        "columns that do not fit go by priority, the rightmost first, and the first stays",
        arguments: [
            (22, ["A4", "B4", "C4", "D4"]), (21, ["A8", "B4", "C5"]), (16, ["A4", "B4", "C4"]),
            (15, ["A8", "C5"]), (10, ["A4", "C4"]), (9, ["A8"]), (4, ["A4"]), (1, ["A4"]),
            (60, ["A8", "B4", "C20", "D4"]),
        ])
    func layout(width: Int, wanted: [String]) {
        #expect(table.layout(width: width).map { "\($0.column.title)\($0.width)" } == wanted)
    }

    @Test("rows stand under their headings and the selected one is marked")
    func draws() {
        var surface = Surface(Size(columns: 24, rows: 4))
        table.draw(1...9, selected: 1, in: Rect(surface.size), into: &surface)
        #expect(
            surface.text == """
                  A     B       C▼  D
                  a1    b1      c1  d1
                ▸ a2    b2      c2  d2
                  a3    b3      c3  d3
                """)
        #expect(surface.row(2).allSatisfy { $0.style.isSelected })
        #expect(!surface.row(1).contains { $0.style.isSelected })
    }

    @Test("the lowest bar is zero and nothing else")
    func sparkline() {
        #expect(Sparkline.text([], width: 3) == "   ")
        #expect(Sparkline.text([0, 0], width: 3) == " ▁▁")
        #expect(Sparkline.text([0, 1, 1000], width: 3) == "▁▂█")
        #expect(Sparkline.text([9, 9, 9, 1], width: 2) == "█▂")
        #expect(Sparkline.text([.max, .max / 2, 0], width: 3) == "█▅▁")
        #expect(Sparkline.text([1], width: -1) == "")
    }

    @Test("a box has its title in the frame and clears its inside")
    func box() {
        var surface = Surface(Size(columns: 12, rows: 3))
        surface.fill(Rect(surface.size), with: "x")
        let inside = Box.draw(Rect(width: 12, height: 3), title: "keys", into: &surface)
        #expect(surface.text == "┌─ keys ───┐\n│          │\n└──────────┘")
        #expect(inside == Rect(x: 2, y: 1, width: 8, height: 1))
    }
}
