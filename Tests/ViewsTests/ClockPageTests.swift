import LeasequerySession
import Testing

@testable import Bindings
@testable import Views

@Suite("What the page of a server says of its clock")
struct ClockPageTests {
    @Test("bounds over time, gaps, steps and what they proved to be")
    func clock() throws {
        for size in ScreenTests.sizes {
            let stage = Stage(.clock, size)
            var page = stage
            page.press(.enter)
            try Golden.expect(page.surface.text, "page-clock-\(size.columns)x\(size.rows)")
        }
        var bottom = Stage(.clock)
        bottom.press(.enter)
        bottom.press("G")
        try Golden.expect(bottom.surface.text, "page-clock-bottom-80x24")
    }

    @Test("every character of the graph has one in ASCII of its own")
    func plain() {
        var stage = Stage(.clock, Size(columns: 120, rows: 60))
        stage.press(.enter)
        let drawn = Set("━░·│└─▲▼".unicodeScalars)
        #expect(drawn.isSubset(of: Set(stage.surface.text.unicodeScalars)))
        let plain = drawn.map(PlainGlyphs.ascii)
        #expect(!plain.contains("?"))
        #expect(PlainGlyphs.ascii("━") != PlainGlyphs.ascii("░"))
        #expect(PlainGlyphs.ascii("━") != PlainGlyphs.ascii("·"))
    }

    @Test("without a history there is no graph, and a history without an upper bound draws none")
    func nothing() {
        var server = Scene.server(0, "s") { _ in }
        #expect(SkewGraph.section(server, now: Scene.now, width: 77) == nil)
        server.skewHistory.add(SkewEstimate(seconds: 1, lower: 0.5), at: Scene.ago(15))
        #expect(SkewGraph.section(server, now: Scene.now, width: 77) != nil)
        server.skewHistory.add(SkewEstimate(seconds: .nan, lower: -1e300, upper: 1e300), at: Scene.ago(5))
        #expect(SkewGraph.section(server, now: Scene.now, width: 77) != nil)
    }

    @Test(
        "the graph spans what is known: ten minutes, two hours, a day",
        arguments: [(500, "10m00s"), (700, "2h00m"), (7_000, "2h00m"), (80_000, "1d00h"), (200_000, "1d00h")])
    func spans(age: Int, span: String) throws {
        let now = Scene.now.advanced(by: .seconds(300_000))
        let server = Scene.server(0, "s") { report in
            for second in stride(from: age, through: 0, by: -50) {
                report.skewHistory.add(
                    SkewEstimate(seconds: 0, lower: -0.1, upper: 0.1), at: now.advanced(by: .seconds(-second)))
            }
        }
        let section = try #require(SkewGraph.section(server, now: now, width: 77))
        #expect(section.title == "skew of the last \(span)")
    }
}
