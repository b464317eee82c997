import Bindings
import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Views

/// Searches, jumps and the command line.
struct SearchTests {
    private func lines(_ stage: Stage) -> [Substring] {
        stage.surface.text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private func problem(_ stage: Stage) -> String? {
        if case .prompt(let prompt) = stage.dashboard.state.mode { prompt.problem?.reason } else { nil }
    }

    private func run(_ line: String, on keys: String = "2") -> Stage {
        var stage = Stage(.full, keys: keys + ":" + line)
        stage.press(.enter)
        return stage
    }

    @Test("a search asks the store from the selected row on, and selects what it finds, far from what is shown")
    func finds() throws {
        var stage = Stage(.full, keys: "2jj")
        let row = try #require(stage.dashboard.selectedBinding)
        stage.press(.control("f"))
        stage.press("state:ended")
        stage.scene.found = 300
        stage.press(.enter)
        let match = try Filter(parsing: "state:ended")
        #expect(stage.scene.sought == Seek(.match(match), binding: BindingSubject(row), index: 2))
        #expect(stage.dashboard.state.bindings.cursor == 300)
        #expect(stage.dashboard.selectedBinding?.prefix == stage.scene.answer.bindings[300].prefix)
        #expect(lines(stage).contains { $0.hasPrefix("▸ ") })
        stage.scene.found = 299
        stage.press("N")
        #expect(stage.scene.sought?.isBackward == true && stage.dashboard.state.bindings.cursor == 299)
        stage.look()
        #expect(stage.dashboard.question().seek == nil)
        #expect(stage.dashboard.state.bindings.cursor == 299)
    }

    @Test("no match is said and moves nothing; going round the end is said")
    func honest() {
        var stage = Stage(.full, keys: "2jn")
        #expect(stage.dashboard.state.notice?.text == "Nothing to search for yet: Ctrl-F asks what.")
        stage.press(.control("f"))
        stage.press("conflict")
        stage.press(.enter)
        #expect(stage.dashboard.state.notice?.text == "No match for conflict.")
        #expect(stage.dashboard.state.bindings.cursor == 1)
        stage.scene.found = 0
        stage.scene.hasWrapped = true
        stage.press("n")
        #expect(stage.dashboard.state.notice?.text == "Past the last row: went on from the first.")
        stage.press("N")
        #expect(stage.dashboard.state.notice?.text == "Past the first row: went on from the last.")
    }

    @Test("a wrong search stays in the line and says where")
    func wrongSearch() {
        var stage = Stage(.full, keys: "2")
        stage.press(.control("f"))
        stage.press("state:none")
        stage.press(.enter)
        #expect(problem(stage) == "state is one of bound, bound?, ended, expired?, expired")
        #expect(stage.dashboard.state.search == nil)
    }

    @Test("a search among changes holds them")
    func changes() {
        var stage = Stage(.full, keys: "3")
        stage.press(.control("f"))
        stage.press("kind:pd")
        stage.scene.found = 30
        stage.press(.enter)
        #expect(stage.dashboard.state.changes.heldAfter == 1000)
        #expect(stage.dashboard.state.changes.cursor == 30)
    }

    @Test("J goes to an address from any screen, among bindings by prefix; a wrong one is refused")
    func jumps() {
        var stage = Stage(.full, keys: "2>1J2001:db8:1:")
        stage.press(.enter)
        #expect(problem(stage) == Prompt.addressWanted)
        stage.press(":2")
        stage.scene.found = 256
        stage.press(.enter)
        #expect(stage.dashboard.state.screen == .bindings && stage.dashboard.state.order == BindingOrder(.prefix))
        #expect(stage.scene.sought?.target == .address(IPv6Address("2001:db8:1::2")!))
        #expect(stage.dashboard.state.bindings.cursor == 256)
        stage.scene.found = nil
        stage = run("ffff::/16")
        #expect(stage.dashboard.state.notice?.text == "No binding at ffff:: or after it.")
    }

    @Test("commands by name do what their keys do, with what they take behind them")
    func commands() throws {
        #expect(run("quit").effects == [.quit])
        #expect(run("sort expires desc").dashboard.state.order == BindingOrder(.expires, descending: true))
        #expect(run("sort  age").dashboard.state.order == BindingOrder(.changed, descending: true))
        #expect(run("sort bad-msgs asc", on: "1").dashboard.state.serverOrder == ServerOrder(.badMessages))
        let filter = try Filter(parsing: "kind:pd state:bound")
        let filtered = run("filter kind:pd state:bound", on: "1").dashboard.state
        #expect(filtered.filter == filter && filtered.screen == .bindings)
        #expect(run("search kind:pd").dashboard.state.search?.text == "kind:pd")
        #expect(run("changes").dashboard.state.screen == .changes)
        #expect(run("server dhcp-1.site.example.net").dashboard.selectedServer?.name == "dhcp-1.site.example.net")
        #expect(
            run("export a b.json").effects
                == [.export(ExportRequest(path: "a b.json", filter: nil, order: BindingOrder(.prefix)))])
        #expect(run("mouse").effects == [.useMouse(true)])
        #expect(run("sort").dashboard.state.mode == .menu(Menu(purpose: .order)))
        #expect(run("").dashboard.state.mode == .browsing)
    }

    @Test(
        "a line that is no command says what is wrong with which part",
        arguments: [
            ("qiut", "there is no command qiut; did you mean quit?", 0..<4),
            ("sort expire", "there is no column expire; did you mean expires?", 5..<11),
            ("sort expires up", "write asc or desc", 13..<15),
            ("quit now", "quit takes nothing more", 5..<8),
            ("filter kind:x", "kind is one of na, pd", 7..<13),
            (
                "server dhcp-1.site.example.ner",
                "there is no server dhcp-1.site.example.ner; did you mean dhcp-1.site.example.net?", 7..<30
            ),
            ("server", "write server NAME", 0..<6), ("reconnect", "reconnect works on Servers only", 0..<9),
            ("jump there", Prompt.addressWanted, 5..<10),
        ])
    func faults(line: String, reason: String, range: Range<Int>) {
        let stage = run(line)
        guard case .prompt(let prompt) = stage.dashboard.state.mode else {
            Issue.record("\(line) was taken")
            return
        }
        #expect(prompt.problem == Prompt.Problem(range: range, reason: reason))
        #expect(prompt.line == line)
    }

    @Test("Tab completes, and shows what there is where it cannot choose")
    func completes() {
        var stage = Stage(.full, keys: "2:ack")
        stage.press(.tab)
        #expect(lines(stage)[22] == " :acknowledge")
        stage = Stage(.full, keys: "2:re")
        stage.press(.tab)
        #expect(lines(stage)[23].hasPrefix(" reconnect  reload  repaint  replay-faster"))
        stage = Stage(.full, keys: "2:sort ex")
        stage.press(.tab)
        stage.press("d")
        stage.press(.tab)
        #expect(lines(stage)[22].hasPrefix(" :sort expires desc"))
        stage.press(.enter)
        #expect(stage.dashboard.state.order == BindingOrder(.expires, descending: true))
        stage = Stage(.usual, keys: "1:server k")
        stage.press(.tab)
        #expect(lines(stage)[22].hasPrefix(" :server kea-lab"))
    }

    @Test("every command has a name of its own")
    func names() {
        let commands = CommandLine.commands
        #expect(Set(commands.map(\.name)).count == commands.count)
        #expect(Set(commands.map(\.command)).count == commands.count)
    }

    @Test("lines being typed at the foot", arguments: ["command", "fault", "choices", "search", "jump"])
    func prompts(name: String) throws {
        for size in ScreenTests.sizes {
            var stage = Stage(.usual, size, keys: "2")
            switch name {
            case "command": stage.press(":sort expires")
            case "fault":
                stage.press(":sirt expires")
                stage.press(.enter)
            case "choices":
                stage.press(":s")
                stage.press(.tab)
            case "search": stage.press(.control("f"))
            default: stage.press("J")
            }
            try Golden.expect(stage.surface.text, "prompt-\(name)-\(size.columns)x\(size.rows)")
        }
    }
}
