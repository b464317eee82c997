import Bindings
import Testing

@testable import Views

/// The pages of the help.
struct HelpTests {
    private static let saved: Preferences = {
        var preferences = Preferences()
        preferences.filters = SavedFilters(["leaf": "kind:pd /56", "odd": "state:bound? or @leaf"])
        return preferences
    }()

    private func stage(_ keys: String, _ size: Size = Size(columns: 80, rows: 24)) -> Stage {
        var stage = Stage(.usual, size)
        stage.dashboard.adopt(Self.saved)
        stage.press(keys)
        return stage
    }

    @Test("Tab turns the pages, and each is told as its golden does", arguments: [0, 1, 2, 3])
    func pages(page: Int) throws {
        for size in ScreenTests.sizes.prefix(2) {
            var stage = stage("?", size)
            for _ in 0..<page { stage.press(.tab) }
            try Golden.expect(stage.surface.text, "help-\(Help.Page.allCases[page])-\(size.columns)x\(size.rows)")
        }
    }

    @Test("however small the screen, every line of every page can be scrolled to")
    func scrolls() {
        for page in Help.Page.allCases {
            var stage = stage("2?")
            for _ in 0..<page.rawValue { stage.press(.tab) }
            let lines = HelpPanel.lines(page, stage.dashboard)
            var text = stage.surface.text
            for _ in lines {
                stage.press(.down)
                text += stage.surface.text
            }
            for line in lines { #expect(text.contains(line.term) && text.contains(line.meaning), "\(line)") }
            stage.press(.pageUp)
            stage.press(.pageUp)
            stage.press(.pageUp)
            #expect(stage.surface.text.contains(lines[0].term))
        }
    }

    @Test("every key of every screen, every form of a filter and every saved one is there")
    func complete() {
        let dashboard = stage("").dashboard
        let keys = HelpPanel.lines(.keys, dashboard).map(\.term).joined(separator: " ")
        for entry in KeyMap().entries { #expect(keys.contains(entry.keys.map(\.name).joined(separator: " "))) }
        let forms = HelpPanel.lines(.filter, dashboard).map(\.term)
        for form in Filter.help { #expect(forms.contains(form.form)) }
        #expect(forms.contains("@leaf") && forms.contains("@odd"))
    }

    @Test("F1 or Ctrl-O while a filter is typed shows its language, and typing goes on afterwards")
    func fromPrompt() {
        for key in [Key.function(1), .control("o")] {
            var stage = stage("2/@le")
            stage.press(key)
            #expect(stage.surface.text.contains("keys commands [filter] marks"))
            stage.press("x")
            stage.press("af")
            #expect(stage.dashboard.state.filter?.fullText == "(kind:pd /56)")
        }
        var other = stage("2e")
        other.press(.function(1))
        #expect(!other.surface.text.contains("[filter]"))
    }

    @Test("a saved name that there is not is told at its column, with those that there are")
    func unknownName() {
        let stage = stage("2//48 @no")
        #expect(stage.surface.text.contains("     ↑ no filter is saved under this name; there is @leaf, @odd"))
    }
}
