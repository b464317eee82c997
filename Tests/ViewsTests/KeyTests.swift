import Bindings
import LeasequerySession
import Testing

@testable import Views

/// Keys in, state and picture out.
struct KeyTests {
    private func lines(_ stage: Stage) -> [Substring] {
        stage.surface.text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("no key says two things on one screen")
    func unambiguous() {
        for screen in Screen.allCases {
            let keys = KeyMap().entries.filter { $0.works(on: screen) }.flatMap(\.keys)
            #expect(Set(keys).count == keys.count)
        }
    }

    @Test("the footer fits into 80 columns on every screen")
    func footer() {
        for screen in Screen.allCases {
            let stage = Stage(.usual, keys: "\(screen.number)")
            for entry in KeyMap().entries where entry.works(on: screen) {
                guard let label = entry.footer, let key = entry.keys.first?.name else { continue }
                #expect(lines(stage)[23].contains("\(key) \(label)"))
            }
        }
    }

    @Test("digits and Tab choose screens")
    func screens() {
        var stage = Stage(.usual, keys: "3")
        #expect(stage.dashboard.state.screen == .changes)
        stage.press(.tab)
        #expect(stage.dashboard.state.screen == .clients)
        stage.press("6")
        #expect(stage.dashboard.state.screen == .alarms)
        stage.press(.tab)
        #expect(stage.dashboard.state.screen == .log)
        stage.press(.tab)
        #expect(stage.dashboard.state.screen == .servers)
        stage.press(.backTab)
        #expect(stage.dashboard.state.screen == .log)
        stage.press("2")
        #expect(stage.dashboard.state.screen == .bindings)
    }

    @Test("the selection moves, stops at both ends and takes the list along")
    func moves() {
        var stage = Stage(.full, keys: "2jjk")
        #expect(stage.dashboard.state.bindings.cursor == 1)
        stage.press("kkkk")
        #expect(stage.dashboard.state.bindings.cursor == 0)
        stage.press(.pageDown)
        #expect(stage.dashboard.state.bindings.cursor == 18)
        stage.press("G")
        #expect(stage.dashboard.state.bindings.cursor == 399)
        #expect(stage.dashboard.state.bindings.top == 381)
        #expect(lines(stage)[22].hasPrefix("▸ 2001:db8:1:9000::"))
        #expect(lines(stage)[2].contains("rows 382-400 of 400"))
        stage.press("j")
        #expect(stage.dashboard.state.bindings.cursor == 399)
        stage.press("g")
        #expect(stage.dashboard.state.bindings.top == 0)
    }

    @Test("the selection stays on its binding while others come and go above it")
    func follows() {
        var stage = Stage(.full, keys: "2")
        for _ in 0..<30 { stage.press("j") }
        let chosen = stage.dashboard.selectedBinding?.prefix
        let place = stage.dashboard.state.bindings.cursor - stage.dashboard.state.bindings.top
        stage.scene.answer.bindings.insert(contentsOf: (900..<905).map { Scene.binding($0) }, at: 0)
        stage.look()
        #expect(stage.dashboard.selectedBinding?.prefix == chosen)
        #expect(stage.dashboard.state.bindings.cursor == 35)
        #expect(stage.dashboard.state.bindings.cursor - stage.dashboard.state.bindings.top == place)
        stage.scene.answer.bindings.removeFirst(20)
        stage.look()
        #expect(stage.dashboard.selectedBinding?.prefix == chosen)
        #expect(stage.dashboard.state.bindings.cursor == 15)
    }

    @Test("who has not moved stays on top while rows come in above")
    func staysOnTop() {
        var stage = Stage(.full, keys: "2")
        stage.scene.answer.bindings.insert(Scene.binding(900), at: 0)
        stage.look()
        #expect(stage.dashboard.state.bindings.cursor == 0)
        #expect(stage.dashboard.selectedBinding?.prefix == Scene.binding(900).prefix)
    }

    @Test("a list that shrinks under the selection leaves it on the last row")
    func shrinks() {
        var stage = Stage(.full, keys: "2G")
        stage.scene.answer.bindings.removeLast(390)
        stage.look()
        stage.look()
        #expect(stage.dashboard.state.bindings.cursor == 9)
        #expect(stage.dashboard.state.bindings.top == 0)
        #expect(lines(stage)[13].hasPrefix("▸"))
    }

    @Test("paused changes stand still, and what waits is counted; follow goes back to the newest")
    func pausesChanges() {
        var stage = Stage(.full, keys: "3p")
        let top = lines(stage)[4]
        var newer = Scene.change(0, .new)
        newer.sequence = 1001
        stage.scene.answer.changes.insert(newer, at: 0)
        stage.scene.answer.totals.lastSequence = 1001
        stage.look()
        #expect(lines(stage)[4] == top)
        #expect(lines(stage)[1].hasSuffix("PAUSED, 1 waiting"))
        #expect(stage.dashboard.changes?[0]?.sequence == 1000)
        stage.press("f")
        #expect(stage.dashboard.changes?[0]?.sequence == 1001)
        #expect(!stage.surface.text.contains("PAUSED"))
    }

    @Test("moving among changes holds them; p lets them go")
    func movingHolds() {
        var stage = Stage(.full, keys: "3j")
        #expect(stage.dashboard.state.changes.heldAfter == 1000)
        stage.press("p")
        #expect(stage.dashboard.state.changes.heldAfter == nil)
        #expect(stage.dashboard.state.changes.cursor == 0)
    }

    @Test("paused bindings stand still while the header goes on")
    func pausesBindings() {
        var stage = Stage(.full, keys: "2p")
        let rows = lines(stage)[4...22]
        stage.scene.answer.bindings.removeFirst(50)
        stage.scene.answer.totals.bound = 7
        stage.scene.answer.totals.lastSequence = 1234
        stage.look()
        #expect(lines(stage)[4...22] == rows)
        #expect(lines(stage)[0].contains("7 bindings"))
        #expect(lines(stage)[1].hasSuffix("PAUSED, 234 waiting"))
        // Scrolling out of what was fetched fetches rows of now, and says so by counting anew.
        stage.press("G")
        stage.look()
        #expect(lines(stage)[1].hasSuffix("PAUSED, 0 waiting"))
        stage.press("pg")
        #expect(lines(stage)[4...22] != rows)
    }

    @Test("sorting starts the list anew, times newest first; r turns it round")
    func sorts() {
        var stage = Stage(.full, keys: "2jj>")
        #expect(stage.dashboard.state.order == BindingOrder(.client))
        #expect(stage.dashboard.state.bindings.cursor == 0)
        stage.press("<<")
        #expect(stage.dashboard.state.order == BindingOrder(.lastTransaction, descending: true))
        stage.press("r")
        #expect(stage.dashboard.state.order == BindingOrder(.lastTransaction))
    }

    @Test("a filter works while it is typed, a wrong one shows where, and the last good one stays")
    func filters() throws {
        var stage = Stage(.usual, keys: "2/2001:db8::/32")
        let good = try Filter(parsing: "2001:db8::/32")
        #expect(stage.dashboard.state.filter == good)
        #expect(lines(stage)[22].hasPrefix(" /2001:db8::/32"))
        stage.press(" z/")
        #expect(stage.dashboard.state.filter?.condition == good.condition)
        #expect(lines(stage)[23].hasPrefix(String(repeating: " ", count: 16) + "↑ "))
        stage.press(.enter)
        #expect(lines(stage)[22].hasPrefix(" /2001:db8::/32 z/"))
        stage.press(.backspace)
        stage.press(.backspace)
        stage.press(.enter)
        #expect(stage.dashboard.state.mode == .browsing)
        #expect(lines(stage)[2].contains("filter: 2001:db8::/32"))
        stage.press(.escape)
        #expect(stage.dashboard.state.filter == nil)
    }

    @Test("giving up a filter brings back the one before")
    func givesUp() throws {
        var stage = Stage(.usual, keys: "2/2001:db8::/32")
        stage.press(.enter)
        stage.press("/")
        stage.press(.control("u"))
        #expect(stage.dashboard.state.filter == nil)
        stage.press("2001:db8:1::1")
        stage.press(.escape)
        let before = try Filter(parsing: "2001:db8::/32")
        #expect(stage.dashboard.state.filter == before)
    }

    @Test("a filter that hides all says so, and how to see again")
    func hidesAll() {
        var stage = Stage(.usual, keys: "2/2001:db8:ffff::/48")
        stage.scene.answer.bindings = []
        stage.scene.answer.matching = 0
        stage.look()
        #expect(stage.surface.text.contains("The filter hides all 1,204 bindings."))
        #expect(stage.surface.text.contains("/ changes it, Esc clears it."))
    }

    @Test("q, Ctrl-L, Ctrl-Z, R, F and e ask for what a view cannot do")
    func effects() throws {
        var stage = Stage(.usual, keys: "jRF2/2001:db8::/32")
        stage.press(.enter)
        stage.press("e")
        stage.press(.control("u"))
        stage.press("a.csv")
        stage.press(.enter)
        stage.press(.control("l"))
        stage.press(.control("z"))
        stage.press("q")
        let export = ExportRequest(
            path: "a.csv", filter: try Filter(parsing: "2001:db8::/32"), order: BindingOrder(.prefix))
        #expect(
            stage.effects == [
                .reconnect(ServerID(rawValue: 1)), .refill(ServerID(rawValue: 1)), .export(export), .repaint, .suspend,
                .quit,
            ])
    }

    @Test("the proposed file name says when")
    func proposedName() {
        let stage = Stage(.usual, keys: "2e")
        #expect(lines(stage)[22].hasPrefix(" export to file: lqtop-2026-08-21T120307Z.json"))
    }

    @Test("a notice is shown until a key is pressed or its time is over")
    func notices() {
        var stage = Stage(.usual)
        stage.dashboard.notify(Notice("wrote 12 bindings", at: stage.now))
        #expect(lines(stage)[23] == " wrote 12 bindings")
        stage.now = stage.now.advanced(by: .seconds(10))
        #expect(lines(stage)[23].hasPrefix(" q quit"))
        stage.dashboard.notify(Notice("again", at: stage.now))
        stage.press("j")
        #expect(lines(stage)[23].hasPrefix(" q quit"))
    }

    @Test("a key of another screen says where it works")
    func elsewhere() {
        let stage = Stage(.usual, keys: "1e")
        #expect(stage.dashboard.state.notice?.text == "e works on Bindings only.")
        #expect(stage.dashboard.state.mode == .browsing)
        #expect(Stage(.usual, keys: "1z").dashboard.state.notice == nil)
    }

    @Test("any key closes the help and does nothing else")
    func help() {
        let stage = Stage(.usual, keys: "?q")
        #expect(stage.dashboard.state.mode == .browsing)
        #expect(stage.effects.isEmpty)
    }

    @Test("a long line in a prompt keeps the caret in sight")
    func longLine() {
        var stage = Stage(.usual, keys: "2e" + String(repeating: "x", count: 100) + "END")
        #expect(lines(stage)[22].hasSuffix("END"))
        stage.press(.home)
        #expect(lines(stage)[22].hasPrefix(" export to file: lqtop-"))
    }
}
