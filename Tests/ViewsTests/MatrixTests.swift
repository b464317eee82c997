import Bindings
import Testing

@testable import Views

/// Every view of one rich world, in every size, in colour, without and in ASCII.
struct MatrixTests {
    /// What shows a view, and the keys that lead to it.
    private static let views: [String: [Key]] = [
        "servers": ["1"], "bindings": ["2", "j"], "changes": ["3"], "clients": ["4"], "prefixes": ["5"],
        "alarms": ["6"], "log": ["7"], "server-page": ["1", "j", .enter], "server-page-down": ["j", "j", "j", .enter],
        "binding-page": ["2", "j", .enter], "binding-octets": ["2", .enter, "x"], "binding-detail": ["2", "j", "d"],
        "help": ["?"], "order-menu": ["2", "s"], "column-menu": ["2", "c"],
        "prompt": ["2", "/", "k", "i", "n", "d", ":", "x"],
    ]

    private func stage(_ view: String, _ size: Size) throws -> Stage {
        var stage = Stage(.rich, size)
        for key in try #require(Self.views[view]) { stage.press(key) }
        return stage
    }

    /// As a terminal without UTF-8 gets it, with a letter a cell for the attributes of one without colours.
    private func plain(_ surface: Surface) -> (text: String, attributes: String) {
        var theme = Theme()
        theme.base = .mono
        var (text, attributes): ([String], [String]) = ([], [])
        for row in 0..<surface.size.rows {
            let cells = surface.row(row).filter { $0.width > 0 }
            text.append(String(String.UnicodeScalarView(cells.map { PlainGlyphs.ascii($0.scalar) })))
            attributes.append(
                String(
                    cells.map { cell -> Character in
                        let attributes = theme.look(cell.style, colours: 256).attributes
                        let isReversed = attributes.contains(.reverse)
                        if attributes.contains(.bold) { return isReversed ? "B" : "b" }
                        if attributes.contains(.dim) { return "d" }
                        return attributes.contains(.underline) ? "u" : isReversed ? "r" : " "
                    }))
        }
        return (Self.joined(text), Self.joined(attributes))
    }

    private static func joined(_ lines: [String]) -> String {
        lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
    }

    @Test("each view shows text and meanings as its golden does", arguments: views.keys.sorted())
    func picture(view: String) throws {
        for size in ScreenTests.sizes {
            let surface = try stage(view, size).surface
            let name = "matrix-\(view)-\(size.columns)x\(size.rows)"
            try Golden.expect(surface.text, name)
            try Golden.expect(surface.styles, "\(name)-styles")
        }
    }

    @Test(
        "without colours and UTF-8 each view shows text and attributes as its golden does",
        arguments: views.keys.sorted())
    func plainPicture(view: String) throws {
        let (text, attributes) = plain(try stage(view, ScreenTests.sizes[0]).surface)
        try Golden.expect("\(text)\n\n\(attributes)", "matrix-\(view)-plain")
    }

    @Test(
        "in ASCII nothing is beyond it, and every sign we draw has one that stands for it",
        arguments: views.keys.sorted())
    func ascii(view: String) throws {
        for size in ScreenTests.sizes {
            for cell in try stage(view, size).surface.cells where cell.width > 0 {
                let glyph = PlainGlyphs.ascii(cell.scalar)
                #expect((0x20...0x7e).contains(glyph.value) && (glyph != "?" || cell.scalar == "?"), "\(cell.scalar)")
            }
        }
    }

    /// Words that two meanings share, and what tells them apart where there are no colours.
    @Test("the same words never mean well in one row and ill in another by their colour alone")
    func colourAlone() throws {
        var roles: [String: Set<Style.Role>] = [:]
        for view in Self.views.keys where view != "help" {
            let surface = try stage(view, ScreenTests.sizes[2]).surface
            for row in 0..<surface.size.rows {
                for (text, role) in Self.runs(surface.row(row)) { roles[text, default: []].insert(role) }
            }
        }
        let states: Set<Style.Role> = [.good, .attention, .bad]
        for (text, roles) in roles where text.contains(where: \.isLetter) {
            #expect(roles.intersection(states).count < 2, "\(text): \(roles)")
        }
    }

    /// Parts of a row that have one role, cut at two blanks.
    private static func runs(_ cells: ArraySlice<Cell>) -> [(String, Style.Role)] {
        cells.split { $0.width == 0 }.flatMap { cells in
            var runs: [(text: String, role: Style.Role)] = []
            for cell in cells {
                if let last = runs.last, last.role == cell.style.role, !last.text.hasSuffix("  ") {
                    runs[runs.count - 1].text.unicodeScalars.append(cell.scalar)
                } else {
                    runs.append((String(cell.scalar), cell.style.role))
                }
            }
            return runs.map { ($0.text.filter { !" ".contains($0) }, $0.role) }
        }
    }
}
