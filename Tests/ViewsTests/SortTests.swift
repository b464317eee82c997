import Bindings
import LeasequerySession
import Testing

@testable import Views

/// Orders and columns of lists, by key.
struct SortTests {
    private func lines(_ stage: Stage) -> [Substring] {
        stage.surface.text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The servers from top to bottom.
    private func names(_ stage: Stage) -> [String] { stage.dashboard.listedServers.map(\.name) }

    @Test("the menu of orders begins at the order that holds; Enter takes another, and the same again turns it round")
    func sortMenu() {
        var stage = Stage(.usual, keys: "2s")
        #expect(stage.surface.text.contains("▸ PREFIX▲"))
        stage.press("jj")
        stage.press(.enter)
        #expect(stage.dashboard.state.mode == .browsing)
        #expect(stage.dashboard.state.order == BindingOrder(.state))
        #expect(lines(stage)[3].contains("STATE▲"))
        stage.press("s")
        stage.press(.enter)
        #expect(stage.dashboard.state.order == BindingOrder(.state, descending: true))
        #expect(lines(stage)[3].contains("STATE▼"))
        stage.press("sG")
        stage.press(.escape)
        #expect(stage.dashboard.state.order == BindingOrder(.state, descending: true))
    }

    @Test("an age column is marked by what it shows, not by the time behind it")
    func ages() {
        var stage = Stage(.usual, keys: "2sG")
        stage.press(.up)
        stage.press(.up)
        stage.press(.enter)
        #expect(stage.dashboard.state.order == BindingOrder(.changed, descending: true))
        #expect(lines(stage)[3].contains("AGE▲"))
    }

    @Test("every column of servers that has an order sorts by it both ways, and can be put back as configured")
    func servers() {
        var stage = Stage(.unwell)
        let configured = names(stage)
        for head in stage.dashboard.sortChoices(at: stage.now) {
            guard case .servers(let key)? = head.sorting?.key else { continue }
            for isDescending in [false, true] {
                stage.dashboard.sort(by: .servers(key), descending: isDescending)
                #expect(Set(names(stage)) == Set(configured), "\(key)")
            }
        }
        stage.dashboard.sort(by: .servers(.name), descending: false)
        #expect(names(stage) == configured.sorted())
        stage.dashboard.sort(by: .servers(.bindings), descending: true)
        let counts = stage.dashboard.listedServers.map(\.bound)
        #expect(counts == counts.sorted(by: >))
        stage.dashboard.sort(by: .servers(.configured), descending: false)
        #expect(names(stage) == configured)
    }

    @Test("servers that have no value come last, whichever way the order runs")
    func valueless() {
        var servers = (0..<3).map { number in Scene.server(number, "s\(number)") { _ in } }
        servers[1].lastMessageAt = Scene.ago(5)
        servers[2].lastMessageAt = Scene.ago(1)
        let orders = [false, true].map { ServerOrder(.heard, descending: $0).sorted(servers).map(\.name) }
        #expect(orders == [["s2", "s1", "s0"], ["s1", "s2", "s0"]])
    }

    @Test("the selection stays on its server while the order moves it, and R reconnects that one")
    func staysOnServer() {
        var stage = Stage(.usual, keys: "j")
        let chosen = stage.dashboard.selectedServer?.server
        stage.dashboard.sort(by: .servers(.bindings), descending: false)
        #expect(stage.dashboard.selectedServer?.server == chosen)
        #expect(stage.dashboard.state.servers.cursor == 0)
        stage.scene.answer.servers[1].bound = 5000
        stage.look()
        #expect(stage.dashboard.selectedServer?.server == chosen)
        #expect(stage.dashboard.state.servers.cursor == 1)
        stage.press("R")
        #expect(stage.effects == [.reconnect(ServerID(rawValue: 1))])
    }

    @Test("the menu of columns hides and shows, moves, and puts back; the column that names the row stays")
    func columnMenu() {
        var stage = Stage(.usual, Size(columns: 120, rows: 36), keys: "2c")
        stage.press(" J")
        #expect(stage.dashboard.arrangement(.bindings).hidden == ["client"])
        stage.press(.shiftUp)
        stage.press(.shiftUp)
        #expect(stage.dashboard.arrangement(.bindings).order.prefix(2) == ["client", "prefix"])
        stage.press("j ")
        #expect(lines(stage).last?.contains("PREFIX says which row it is") == true)
        stage.press("k ")
        stage.press(.enter)
        #expect(lines(stage)[3].hasPrefix("  CLIENT "))
        #expect(Stage(stage.scene, Size(columns: 120, rows: 36), keys: "3").surface.text.contains("  TIME"))
        stage.press("cd")
        stage.press(.escape)
        #expect(stage.dashboard.state.columns.isEmpty)
        #expect(lines(stage)[3].hasPrefix("  PREFIX▲"))
    }

    @Test("columns scroll sideways as far as there are more; arrows at the edges tell")
    func scrollsSideways() {
        var stage = Stage(.usual, keys: "2")
        #expect(lines(stage)[2].hasPrefix("─") && lines(stage)[2].hasSuffix("→"))
        stage.press("l")
        #expect(lines(stage)[2].hasPrefix("←") && lines(stage)[2].hasSuffix("→"))
        #expect(lines(stage)[3].hasPrefix("  PREFIX▲") && !lines(stage)[3].contains("CLIENT"))
        for _ in 0..<9 { stage.press(.right) }
        #expect(lines(stage)[2].hasPrefix("←") && !lines(stage)[2].hasSuffix("→"))
        #expect(lines(stage)[3].contains("RELAY"))
        let end = stage.surface.text
        stage.press("l")
        #expect(stage.surface.text == end)
        for _ in 0..<9 { stage.press("h") }
        #expect(stage.surface.text == Stage(.usual, keys: "2").surface.text)
        stage.dashboard.resize(to: Size(columns: 300, rows: 24))
        #expect(!stage.surface.text.contains("→") && !lines(stage)[2].hasPrefix("←"))
    }

    @Test("menus stand over their lists", arguments: ["servers-s", "bindings-s", "bindings-c", "changes-c"])
    func menus(name: String) throws {
        let parts = name.split(separator: "-")
        let screen = try #require(Screen.allCases.first { "\($0)" == parts[0] })
        for size in ScreenTests.sizes {
            let stage = Stage(.usual, size, keys: "\(screen.number)\(parts[1])")
            try Golden.expect(stage.surface.text, "menu-\(name)-\(size.columns)x\(size.rows)")
        }
    }

    @Test("a page has no columns to choose")
    func page() {
        var stage = Stage(.usual)
        stage.press(.enter)
        stage.press("c")
        #expect(stage.dashboard.state.notice?.text == "This page has no columns.")
        #expect(stage.dashboard.state.mode == .browsing)
    }
}
