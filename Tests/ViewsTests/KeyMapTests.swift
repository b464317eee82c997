import Bindings
import Testing

@testable import Views

/// Keys that the user chose.
struct KeyMapTests {
    private func map(_ chosen: [String: [String]]) -> (map: KeyMap, problems: [String: KeyMap.Problem]) {
        var problems: [String: KeyMap.Problem] = [:]
        let map = KeyMap(chosen, problems: &problems)
        return (map, problems)
    }

    private func stage(_ chosen: [String: [String]], _ scene: Scene = .usual, keys: String = "") -> Stage {
        var stage = Stage(scene)
        var preferences = Preferences()
        preferences.keys = map(chosen).map
        stage.dashboard.adopt(preferences)
        stage.press(keys)
        return stage
    }

    @Test("every key can be written as it is named, and named keys in any case")
    func notation() {
        let keys: [Key] = [
            "q", "Q", "/", "\"", "é", " ", .control("f"), .up, .shiftDown, .pageDown, .home, .enter, .escape, .backTab,
            .backspace, .delete, .function(1), .function(12),
        ]
        for key in keys { #expect(Key(name: key.name) == key) }
        #expect(Key(name: "ctrl-f") == .control("f") && Key(name: "PGDN") == .pageDown)
        for text in ["", " ", "ab", "Ctrl-", "Ctrl-1", "Ctrl-ff", "F0", "F13", "\u{7}", "\u{200b}", "e\u{301}"] {
            #expect(Key(name: text) == nil, "\(text)")
        }
    }

    @Test("a chosen key does what it says, those it is in place of do nothing, and Ctrl-C still quits")
    func inForce() {
        let (map, problems) = map([
            "quit": ["Q"], "page-down": ["PgDn", "Ctrl-F"], "search": ["Ctrl-G"], "open": ["o"],
        ])
        #expect(problems.isEmpty)
        for screen in Screen.allCases {
            #expect(map.command(for: "Q", on: screen) == .quit && map.command(for: "q", on: screen) == nil)
            #expect(map.command(for: .control("c"), on: screen) == .quit)
            #expect(map.command(for: .control("f"), on: screen) == .move(.pageDown))
            #expect(map.command(for: "o", on: screen) == .togglePage)
            #expect(map.command(for: .enter, on: screen) == nil)
        }
        #expect(map.command(for: .control("g"), on: .bindings) == .editSearch)
        #expect(map.chosen.map(\.name) == ["open", "page-down", "quit", "search"])
        #expect(map.chosen.map(\.keys) == [["o"], ["PgDn", "Ctrl-F"], ["Q"], ["Ctrl-G"]])
    }

    @Test(
        "what cannot be is told, and the command keeps its keys",
        arguments: [
            ("qiut", ["Q"], "there is no such command; did you mean 'quit'?"),
            ("frobnicate", ["Q"], "there is no such command; the help lists them (? and Tab)"),
            ("quit", [], "must have a key"), ("help", [], "must have a key"),
            ("quit", ["Ctrl-Z"], "Ctrl-Z always suspends; choose another"),
            ("quit", ["Ctrl-M"], "Ctrl-M comes as Enter; choose another"),
            ("reload", ["j"], "j is the key of 'down' on all screens; give one of the two another"),
            ("follow", ["w"], "w is the key of 'log-level' on Log; give one of the two another"),
        ])
    func refused(name: String, keys: [String], reason: String) {
        let problem = map([name: keys]).problems[name]
        #expect(problem?.description == reason)
    }

    @Test("what is no key is told with those that there are")
    func unknown() {
        let problem = map(["quit": ["Meta-x"]]).problems["quit"]
        #expect(problem?.description.hasPrefix("'Meta-x' is no key; write one character, or one of Space, Up") == true)
    }

    @Test("two commands may swap keys, share one where they never meet, and the same key given to two is told at both")
    func together() {
        #expect(map(["follow": ["w"], "log-level": ["f"]]).problems.isEmpty)
        #expect(map(["acknowledge": ["x"]]).problems.isEmpty)
        let problems = map(["mouse": ["u"], "reload": ["u"]]).problems
        #expect(problems["mouse"] == .taken("u", by: "reload", on: "all screens"))
        #expect(problems["reload"] == .taken("u", by: "mouse", on: "all screens"))
    }

    @Test("footer, help, hints and the page's keys show the keys that are in force")
    func shown() {
        let chosen = [
            "quit": ["Q"], "help": ["F2"], "open": ["o"], "filter": ["F3"], "next-row": [">"], "sort-next": [],
            "octets": ["v"], "follow": [], "back": ["u"],
        ]
        var stage = stage(chosen, keys: "2")
        let lines = { (stage: Stage) in stage.surface.text.split(separator: "\n", omittingEmptySubsequences: false) }
        #expect(lines(stage)[23].hasPrefix(" Q quit  F2 help  o open  F3 filter"))
        stage.press("o")
        #expect(lines(stage)[23].hasPrefix(" Q quit  F2 help  u back  > next  [ prev  v octets"))
        stage.press("u")
        stage.press("v")
        #expect(stage.dashboard.state.notice?.text == "o opens the page of a binding; v shows its octets there.")
        stage.press("3")
        #expect(lines(stage)[23].contains("p pause") && !lines(stage)[23].contains("follow"))
        stage.press(.function(2))
        #expect(stage.surface.text.contains(" Q Ctrl-C "))
        let help = HelpPanel.lines(.keys, stage.dashboard)
        #expect(help.contains { $0.term == "o" } && !help.contains { $0.term == "f" })
        stage.press("Q")
        stage.press(":follow")
        stage.press(.enter)
        #expect(stage.dashboard.state.changes.heldAfter == nil && stage.effects.isEmpty)
    }

    @Test("the wheel and a double click do what they did, whatever the arrows and Enter are chosen for")
    func mouse() {
        var stage = stage(["down": ["j"], "up": ["k"], "open": ["o"], "reload": ["Down", "Enter"]], .full, keys: "2")
        stage.press(.mouse(MouseEvent(.wheelDown, column: 5, row: 8)))
        #expect(stage.dashboard.state.bindings.cursor == 3 && stage.effects.isEmpty)
        for _ in 0..<2 { stage.press(.mouse(MouseEvent(.press, column: 5, row: 6))) }
        #expect(stage.dashboard.isBindingPageOpen)
        stage.press(.down)
        #expect(stage.effects == [.reload])
    }

    @Test("menus and help keep their own keys, and close with those in force")
    func menus() {
        var stage = stage(
            ["page-down": ["Space"], "sort": ["S"], "down": ["n"], "next": [], "quit": ["Q"]], keys: "2c")
        stage.press(" ")
        #expect(stage.dashboard.arrangement(.bindings).hidden == ["client"])
        stage.press("n")
        stage.press(.down)
        stage.press(" ")
        #expect(stage.dashboard.arrangement(.bindings).hidden == ["client", "expires"])
        stage.press("Q")
        stage.press("S")
        #expect(stage.dashboard.state.mode == .menu(Menu(purpose: .order)))
        stage.press("S")
        #expect(stage.dashboard.state.mode == .browsing && stage.effects.isEmpty)
        stage.press("?n")
        stage.press(.down)
        #expect(stage.dashboard.state.mode == .help(Help(page: .keys, top: 2)))
    }
}
