import Bindings
import Testing

@testable import Views

/// Columns and orders that a configuration sets.
struct ListChoiceTests {
    private func preferences(_ lists: ListChoice...) -> Preferences {
        var preferences = Preferences()
        preferences.lists = lists
        return preferences
    }

    @Test("a list has the columns and the order chosen, and what identifies its rows")
    func inForce() throws {
        var stage = Stage(.usual, Size(columns: 120, rows: 36))
        stage.dashboard.adopt(
            preferences(
                try ListChoice(.bindings, columns: ["state", "relay"], sort: "expires desc"),
                try ListChoice(.clients, columns: [], sort: "age")))
        stage.press("2")
        let heads = stage.surface.text.split(separator: "\n")[3].split(separator: " ")
        #expect(heads == ["STATE", "RELAY", "PREFIX"])
        #expect(stage.dashboard.state.order == BindingOrder(.expires, descending: true))
        #expect(stage.dashboard.state.clientOrder == .newest && stage.dashboard.arrangement(.clients).hidden.isEmpty)
    }

    @Test("what is read anew and says the same leaves what was done on the screen; what it changes is in force")
    func reload() throws {
        var stage = Stage(.usual)
        let first = preferences(try ListChoice(.bindings, columns: [], sort: "state"))
        stage.dashboard.adopt(first)
        stage.press("2r")
        let byHand = stage.dashboard.state.order
        #expect(byHand == BindingOrder(.state, descending: true))
        stage.dashboard.adopt(first)
        #expect(stage.dashboard.state.order == byHand)
        stage.dashboard.adopt(preferences(try ListChoice(.bindings, columns: [], sort: "age")))
        #expect(stage.dashboard.state.order == BindingOrder(.changed, descending: true))
        #expect(stage.dashboard.state.screen == .bindings)
    }

    @Test("every column that the menu shows can be named, on every screen", arguments: Screen.allCases)
    func names(screen: Screen) throws {
        var stage = Stage(.usual)
        stage.press(.character(Unicode.Scalar(UInt8(48 + screen.number))))
        let names = try #require(stage.dashboard.tableShape(at: stage.now)).heads.map(\.name)
        #expect(try ListChoice(screen, columns: names, sort: nil).arrangement.hidden.isEmpty)
        #expect(Screen(name: screen.name) == screen)
    }
}
