import Testing

@testable import Views

struct ShapesTests {
    private static let descending: ColumnSorting = {
        var dashboard = Dashboard()
        dashboard.sort(by: .servers(.bindings))
        return ColumnSorting(.servers(.bindings), of: dashboard)
    }()
    private let table = Table<Int>(columns: [
        Column(title: "A", width: 4...8, isKey: true, priority: 0) { Words("a\($0)") },
        Column(title: "B", width: 4...4, priority: 2) { Words("b\($0)") },
        Column(title: "C", width: 4...20, alignedRight: true, priority: 1, sorting: Self.descending) {
            Words("c\($0)")
        },
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
        #expect(table.layout(width: width).columns.map { "\($0.column.title)\($0.width)" } == wanted)
    }

    @Test(
        "columns scrolled out on the left make room for those on the right, and the key column stays",
        arguments: [
            (10, 0, ["A4", "C4"], 0, true), (10, 1, ["A4", "C4"], 1, true), (10, 2, ["A4", "D4"], 2, false),
            (10, 9, ["A4", "D4"], 2, false), (16, 9, ["A4", "C4", "D4"], 1, false),
            (16, 1, ["A4", "C4", "D4"], 1, false), (22, 9, ["A4", "B4", "C4", "D4"], 0, false),
        ])
    func scrolls(width: Int, by scrolled: Int, wanted: [String], effective: Int, hasMore: Bool) {
        var table = table
        table.columns[2].width = 4...4
        table.columns[0].width = 4...4
        table.arrangement.scrolled = scrolled
        let layout = table.layout(width: width)
        #expect(layout.columns.map { "\($0.column.title)\($0.width)" } == wanted)
        #expect(layout.scrolled == effective && layout.hasMoreRight == hasMore)
    }

    @Test("hidden columns are left out, moved ones stand where they were put, the key column cannot be hidden")
    func arranges() {
        var table = table
        table.arrangement = ColumnArrangement(order: ["d", "a", "nothing"], hidden: ["a", "c"])
        #expect(table.layout(width: 40).columns.map(\.column.title) == ["D", "A", "B"])
        #expect(table.shape(width: 40).heads.map(\.title) == ["D", "A", "B", "C"])
        #expect(table.texts(of: 7) == ["d7", "a7", "b7"])
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
