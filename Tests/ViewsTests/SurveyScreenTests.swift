import Bindings
import DHCPv6Wire
import Testing

@testable import Views

/// Clients and prefixes.
struct SurveyScreenTests {
    private static let scenes: [String: Scene] = [
        "surveyed": .surveyed, "pooled": .pooled, "counting": .counting, "empty": .empty, "full": .full,
        "polled": .polled,
    ]

    private func lines(_ stage: Stage) -> [Substring] {
        stage.surface.text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("each scene is shown as its golden does", arguments: scenes.keys.sorted(), [Screen.clients, .prefixes])
    func screens(scene: String, screen: Screen) throws {
        for size in ScreenTests.sizes {
            let stage = Stage(try #require(Self.scenes[scene]), size, keys: "\(screen.number)")
            try Golden.expect(stage.surface.text, "\(scene)-\(screen)-\(size.columns)x\(size.rows)")
        }
    }

    @Test("what is none, over or the way down is styled as well as said", arguments: [Screen.clients, .prefixes])
    func styles(screen: Screen) throws {
        let stage = Stage(.surveyed, keys: "\(screen.number)jj")
        try Golden.expect(stage.surface.styles, "styles-surveyed-\(screen)")
    }

    @Test("of clients only those that lead are known: they cannot be told to come from the other end")
    func ascending() {
        var stage = Stage(.surveyed, keys: "4:sort age desc")
        stage.press(.enter)
        #expect(stage.dashboard.state.clientOrder == .newest)
        stage.press(":sort bound asc")
        stage.press(.enter)
        #expect(stage.surface.text.contains("only the clients that lead are known; write desc"))
        #expect(stage.dashboard.state.clientOrder == .newest)
    }

    @Test("clients are sorted by most bindings or by their newest change")
    func order() throws {
        var stage = Stage(.surveyed, keys: "4jjj")
        let chosen = try #require(stage.dashboard.selectedClient?.duid)
        #expect(lines(stage)[2].contains("by most bindings"))
        stage.press("sj")
        stage.press(.enter)
        #expect(lines(stage)[2].contains("by newest change"))
        #expect(lines(stage)[4].contains("AGE▲"))
        let ages = stage.dashboard.clients.map(\.changedAt)
        #expect(ages == ages.sorted(by: >))
        stage.press("Gsk")
        stage.press(.enter)
        #expect(stage.dashboard.state.clients.cursor == 0)
        stage.press("jjj")
        #expect(stage.dashboard.selectedClient?.duid == chosen)
    }

    @Test(
        "prefixes are sorted by what they hold or by their changes, pools stay on top, and the selection on its row",
        arguments: [("ADDRESSES", 1), ("DELEGATED", 2), ("CHANGES/S", 3), ("ENDED", 4)])
    func prefixOrder(title: String, steps: Int) throws {
        var stage = Stage(.pooled, Size(columns: 120, rows: 36), keys: "5")
        stage.press(String(repeating: ">", count: steps))
        #expect(lines(stage)[4].contains("\(title)▼"))
        func values() -> [UInt128] {
            stage.dashboard.prefixes.filter { $0.pool == nil }.map { row in
                switch steps {
                case 1: row.addresses
                case 2: row.delegated
                case 3: UInt128(stage.dashboard.recentChanges[row.branch.prefix] ?? 0)
                default: UInt128(row.branch.holdings.ended)
                }
            }
        }
        #expect(values() == values().sorted(by: >) && values().first ?? 0 > 0)
        #expect(stage.dashboard.prefixes.prefix(6).allSatisfy { $0.pool != nil })
        stage.press("jjjjjj")
        let chosen = try #require(stage.dashboard.selectedPrefix)
        stage.scene.answer.changes.removeAll { chosen.branch.prefix.contains($0.prefix) }
        stage.look()
        #expect(stage.dashboard.selectedPrefix == chosen)
        #expect(values() == values().sorted(by: >))
        stage.press("r")
        #expect(values() == values().sorted())
    }

    @Test("a new survey leaves the selection on its client and on its place on screen")
    func follows() throws {
        var stage = Stage(.surveyed, keys: "4")
        for _ in 0..<40 { stage.press("j") }
        let chosen = try #require(stage.dashboard.selectedClient)
        let place = stage.dashboard.state.clients.cursor - stage.dashboard.state.clients.top
        stage.scene.answer.bindings += (0..<6).map { number in
            Scene.binding(1000 + number) { $0.duid = DUID(octets: [0, 9, 9, UInt8(number / 6)]) }
        }
        stage.look()
        #expect(stage.dashboard.selectedClient?.duid == chosen.duid)
        #expect(stage.dashboard.state.clients.cursor == 41)
        #expect(stage.dashboard.state.clients.cursor - stage.dashboard.state.clients.top == place)
    }

    @Test("Enter shows a client's bindings together, Esc goes back to it")
    func openClient() throws {
        var stage = Stage(.surveyed, keys: "4jj")
        let client = try #require(stage.dashboard.selectedClient)
        stage.press(.enter)
        #expect(stage.dashboard.state.screen == .bindings)
        #expect(stage.dashboard.state.filter?.condition == .term(.clientIs(client.duid.octets)))
        let typed = try Filter(parsing: try #require(stage.dashboard.state.filter?.text))
        #expect(typed == stage.dashboard.state.filter)
        stage.press(.enter)
        stage.press(.escape)
        #expect(stage.dashboard.state.screen == .bindings)
        stage.press(.escape)
        #expect(stage.dashboard.state.screen == .clients)
        #expect(stage.dashboard.state.filter == nil)
        #expect(stage.dashboard.selectedClient?.duid == client.duid)
    }

    @Test("going into a row keeps the filter, and coming back restores it, also by the screen's key")
    func visitWithFilter() throws {
        var stage = Stage(.surveyed, keys: "4/kind:pd")
        stage.press(.enter)
        stage.press(.enter)
        let filter = try #require(stage.dashboard.state.filter)
        #expect(filter.text.hasSuffix(" (kind:pd)"))
        #expect(try Filter(parsing: filter.text) == filter)
        stage.press("3")
        #expect(stage.dashboard.state.filter == filter)
        stage.press("4")
        #expect(stage.dashboard.state.filter?.text == "kind:pd")
        stage.press(.escape)
        #expect(stage.dashboard.state.filter == nil)
    }

    @Test("a filter changed on the way ends the visit: Esc clears it and stays")
    func endedVisit() {
        var stage = Stage(.surveyed, keys: "4")
        stage.press(.enter)
        stage.press("/ /56")
        stage.press(.enter)
        stage.press(.escape)
        #expect(stage.dashboard.state.screen == .bindings)
        #expect(stage.dashboard.state.filter == nil)
    }

    @Test("Enter goes down the tree, Esc and Backspace come up again to where it went in")
    func drill() throws {
        var stage = Stage(.surveyed, keys: "5j")
        #expect(
            stage.dashboard.prefixes.map(\.branch.prefix.description) == ["2001:db8::/32", "3fff::/32", "fd00:1::/32"])
        stage.press("k")
        stage.press(.enter)
        for size in ScreenTests.sizes {
            stage.dashboard.resize(to: size)
            try Golden.expect(stage.surface.text, "surveyed-prefixes-down-\(size.columns)x\(size.rows)")
        }
        stage.press("j")
        let second = try #require(stage.dashboard.selectedPrefix)
        stage.press(.enter)
        #expect(stage.dashboard.state.prefixPath.last == second.id)
        stage.press(.backspace)
        #expect(stage.dashboard.selectedPrefix == second)
        stage.press(.escape)
        #expect(stage.dashboard.state.prefixPath.isEmpty)
        #expect(stage.dashboard.selectedPrefix?.branch.prefix.description == "2001:db8::/32")
        stage.press(.escape)
        #expect(stage.dashboard.state.screen == .prefixes)
    }

    @Test("a prefix with one binding opens its bindings")
    func leaf() {
        var stage = Stage(.surveyed, keys: "5G")
        stage.press(.enter)
        #expect(stage.dashboard.state.screen == .bindings)
        #expect(stage.dashboard.state.filter?.text == "fd00:1::/32")
        stage.press(.escape)
        #expect(stage.dashboard.selectedPrefix?.branch.prefix.description == "fd00:1::/32")
    }

    @Test("a delegated prefix that is shorter than its neighbours is a row of its own, and opens itself alone")
    func delegated() throws {
        var stage = Stage(.surveyed, keys: "5")
        stage.press(.enter)
        while stage.dashboard.selectedPrefix?.branch.isDelegated == false,
            stage.dashboard.selectedPrefix?.branch.prefix.length ?? 48 < 48
        {
            stage.press(.enter)
        }
        let place = try #require(stage.dashboard.prefixes.firstIndex { $0.branch.isDelegated })
        for _ in 0..<place { stage.press("j") }
        stage.press(.enter)
        #expect(stage.dashboard.state.filter?.text == "=2001:db8:20::/44")
    }

    @Test("pools stand above everything, with how much of them is used as far as that can be counted out")
    func pools() {
        var stage = Stage(.pooled, Size(columns: 120, rows: 36), keys: "5")
        let used = lines(stage)[5...10].map {
            $0.split(separator: "  ", omittingEmptySubsequences: true).map { $0.trimmed }
        }
        #expect(used[0].contains("65,536") && used[0].contains("<0.1 %"))
        #expect(used[1].contains("60,293") && used[1].contains("91 %"))
        #expect(used[2].contains("64") && used[2].contains("103 %"))
        #expect(used[3].contains("0 %"))
        #expect(used[4].contains("1,234") && used[4].contains("2^64") && !lines(stage)[9].contains("%"))
        #expect(used[5].contains("100,000"))
        stage.press("j")
        stage.press(.enter)
        #expect(lines(stage)[2].contains("all › 2001:db8:8000::/40"))
        #expect(stage.dashboard.prefixes.allSatisfy { $0.pool == nil })
        stage.press(.escape)
        #expect(stage.dashboard.selectedPrefix?.pool?.pool.name == "homes south")
        stage.press("jjj")
        stage.press(.enter)
        #expect(stage.dashboard.state.filter?.text == "2001:db8:0:1::/64")
    }

    @Test("no counts of another filter are shown while its own are counted")
    func otherFilter() {
        var stage = Stage(.surveyed, keys: "4")
        stage.scene.surveyProgress = 0.5
        stage.press("/kind:pd")
        #expect(stage.dashboard.clients.isEmpty)
        #expect(lines(stage)[3].contains("counting 50 %"))
        stage.press(.escape)
        #expect(!stage.dashboard.clients.isEmpty)
        #expect(lines(stage)[3].contains("as of"))
    }
}

extension Substring {
    fileprivate var trimmed: String { split(separator: " ").joined(separator: " ") }
}
