import Bindings
import Testing

@testable import Views

/// Whole screens against text files.
struct ScreenTests {
    static let sizes = [
        Size(columns: 80, rows: 24), Size(columns: 120, rows: 36), Size(columns: 200, rows: 60),
    ]

    @Test(
        "each screen shows each scene as its golden does",
        arguments: Scene.samples.keys.sorted(), [Screen.servers, .bindings, .changes])
    func screens(scene: String, screen: Screen) throws {
        for size in Self.sizes {
            let stage = Stage(try #require(Scene.samples[scene]), size, keys: "\(screen.number)")
            try Golden.expect(stage.surface.text, "\(scene)-\(screen)-\(size.columns)x\(size.rows)")
        }
    }

    @Test("the detail of a selection is shown under the list", arguments: [Screen.bindings, .changes])
    func detail(screen: Screen) throws {
        for size in Self.sizes {
            let stage = Stage(.usual, size, keys: "\(screen.number)jjd")
            try Golden.expect(stage.surface.text, "detail-\(screen)-\(size.columns)x\(size.rows)")
        }
    }

    @Test(
        "the detail of a binding shows what the partner says, and since when it contradicts", arguments: [0, 1, 2, 3])
    func pairDetail(row: Int) throws {
        for size in Self.sizes {
            let stage = Stage(.pair, size, keys: "2" + String(repeating: "j", count: row) + "d")
            try Golden.expect(stage.surface.text, "detail-pair\(row)-\(size.columns)x\(size.rows)")
        }
    }

    @Test("Enter opens the page of a server in depth, which scrolls", arguments: ["usual", "broken", "polled"])
    func serverPage(scene: String) throws {
        for size in Self.sizes {
            var stage = Stage(try #require(Scene.samples[scene]), size)
            stage.press(.enter)
            try Golden.expect(stage.surface.text, "page-\(scene)-\(size.columns)x\(size.rows)")
        }
    }

    @Test("the page of a server says what its condition comes from", arguments: [0, 1, 2, 3, 4, 5])
    func unwellPage(row: Int) throws {
        for size in Self.sizes {
            var stage = Stage(.unwell, size, keys: String(repeating: "j", count: row))
            stage.press(.enter)
            let name = try #require(stage.dashboard.selectedServer?.name)
            try Golden.expect(stage.surface.text, "page-\(name)-\(size.columns)x\(size.rows)")
        }
    }

    @Test("the page of a server ends with its last line, goes to the next server, and Esc leaves it")
    func leaveServerPage() throws {
        var stage = Stage(.usual)
        let list = stage.surface.text
        stage.press(.enter)
        stage.press("G")
        let bottom = stage.surface.text
        stage.press("j")
        #expect(stage.surface.text == bottom)
        stage.press("]")
        #expect(stage.dashboard.selectedServer?.name == "kea-lab" && stage.dashboard.state.serverPage == 0)
        stage.press("[")
        stage.press(.escape)
        #expect(stage.surface.text == list)
    }

    @Test("a terminal that is too small is told so")
    func tooSmall() throws {
        try Golden.expect(Stage(.usual, Size(columns: 40, rows: 10)).surface.text, "toosmall-40x10")
        try Golden.expect(Stage(.usual, Size(columns: 200, rows: 23)).surface.text, "toosmall-200x23")
    }

    @Test("no size traps, however small or wide")
    func everySize() {
        for scene in Scene.samples.values {
            for (columns, rows) in [(0, 0), (1, 1), (79, 24), (80, 24), (81, 25), (500, 24), (80, 200), (1000, 300)] {
                for keys in ["1", "2", "3", "4", "4s", "5", "6", "7", "?", "2G", "3jp", "2e"] {
                    let size = Size(columns: columns, rows: rows)
                    #expect(Stage(scene, size, keys: keys).surface.size == size)
                }
            }
        }
    }

    @Test("meanings are styled as well as said")
    func styles() throws {
        let size = Self.sizes[0]
        try Golden.expect(Stage(.broken, size).surface.styles, "styles-broken-servers")
        try Golden.expect(Stage(.usual, size, keys: "2j").surface.styles, "styles-usual-bindings")
    }
}
