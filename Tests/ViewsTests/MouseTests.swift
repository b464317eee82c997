import Bindings
import LeasequerySession
import Testing

@testable import Views

/// What the mouse does, and copying.
struct MouseTests {
    private func lines(_ stage: Stage) -> [Substring] {
        stage.surface.text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Presses the button on the first place where `text` is shown.
    private func press(_ text: String, _ stage: inout Stage) {
        for (row, line) in lines(stage).enumerated() {
            guard let range = line.firstRange(of: text) else { continue }
            let column = line.distance(from: line.startIndex, to: range.lowerBound)
            return stage.press(.mouse(MouseEvent(.press, column: column, row: row)))
        }
        Issue.record("\(text) is not shown")
    }

    @Test("the wheel moves the selection three rows a notch, in menus and lists")
    func wheel() {
        var stage = Stage(.full, keys: "2")
        stage.press(.mouse(MouseEvent(.wheelDown, column: 5, row: 8)))
        stage.press(.mouse(MouseEvent(.wheelDown, column: 5, row: 8)))
        stage.press(.mouse(MouseEvent(.wheelUp, column: 5, row: 8)))
        #expect(stage.dashboard.state.bindings.cursor == 3)
        stage.press("s")
        stage.press(.mouse(MouseEvent(.wheelDown, column: 5, row: 8)))
        stage.press(.enter)
        #expect(stage.dashboard.state.order == BindingOrder(.expires))
    }

    @Test("a press selects a row, a second soon after it opens the row, a later one does not")
    func rows() {
        var stage = Stage(.usual, keys: "2")
        press("EN 9 cafe0003", &stage)
        #expect(stage.dashboard.state.bindings.cursor == 2)
        #expect(!stage.dashboard.isPageOpen)
        stage.now = stage.now.advanced(by: .milliseconds(300))
        press("EN 9 cafe0003", &stage)
        #expect(stage.dashboard.isPageOpen)
        stage.press(.escape)
        press("UUID", &stage)
        stage.now = stage.now.advanced(by: .milliseconds(500))
        press("UUID", &stage)
        #expect(!stage.dashboard.isPageOpen)
        #expect(stage.dashboard.state.bindings.cursor == 1)
        let before = stage.dashboard.state.bindings
        stage.press(.mouse(MouseEvent(.press, column: 5, row: 23)))
        stage.press(.mouse(MouseEvent(.press, column: 500, row: 500)))
        #expect(stage.dashboard.state.bindings == before)
    }

    @Test("a press among changes holds them")
    func holds() {
        var stage = Stage(.full, keys: "3")
        stage.press(.mouse(MouseEvent(.press, column: 5, row: 6)))
        #expect(stage.dashboard.state.changes.heldAfter == 1000)
        #expect(stage.dashboard.state.changes.cursor == 2)
    }

    @Test("a press on a heading sorts by it, and again turns it round")
    func headings() {
        var stage = Stage(.usual, keys: "2")
        press("EXPIRES", &stage)
        #expect(stage.dashboard.state.order == BindingOrder(.expires))
        press("EXPIRES", &stage)
        #expect(stage.dashboard.state.order == BindingOrder(.expires, descending: true))
        stage.press("3")
        press("CLIENT", &stage)
        #expect(stage.dashboard.state.order == BindingOrder(.expires, descending: true))
    }

    @Test("a press on the name of a screen shows it, at each width")
    func tabs() throws {
        for size in ScreenTests.sizes {
            for screen in Screen.allCases {
                var stage = Stage(.usual, size, keys: "2/2001:db8:1234:5678::/64")
                stage.press(.enter)
                let place = lines(stage)[2].firstRange(of: " \(screen.number) ") ?? lines(stage)[2].firstRange(of: "[")
                let column = lines(stage)[2].distance(
                    from: lines(stage)[2].startIndex, to: try #require(place).lowerBound)
                stage.press(.mouse(MouseEvent(.press, column: column + 1, row: 2)))
                #expect(stage.dashboard.state.screen == screen)
            }
        }
    }

    @Test("in a menu a press chooses, beside it closes; while a line is typed the mouse does nothing")
    func menus() {
        var stage = Stage(.usual, keys: "2s")
        press("  SEEN  ", &stage)
        #expect(stage.dashboard.state.order.key == .lastTransaction)
        #expect(stage.dashboard.state.mode == .browsing)
        stage.press("c")
        press("[x] STATE", &stage)
        #expect(stage.dashboard.arrangement(.bindings).hidden == ["state"])
        stage.press(.mouse(MouseEvent(.press, column: 1, row: 10)))
        #expect(stage.dashboard.state.mode == .browsing)
        stage.press("/")
        let state = stage.dashboard.state.bindings
        stage.press(.mouse(MouseEvent(.press, column: 1, row: 10)))
        stage.press(.mouse(MouseEvent(.wheelDown, column: 1, row: 10)))
        #expect(stage.dashboard.state.bindings == state)
    }

    @Test("m turns the mouse off and on")
    func toggles() {
        var stage = Stage(.usual)
        stage.dashboard.adopt(Preferences())
        stage.press("mm")
        #expect(stage.effects == [.useMouse(false), .useMouse(true)])
    }

    @Test("y copies what names the row, Y the row with all its columns")
    func copies() {
        var stage = Stage(.usual, keys: "y2jyY3y")
        #expect(
            stage.effects.prefix(2) == [.copy("dhcp-a"), .copy("2001:db8:0:200::2:2")])
        guard case .copy(let row) = stage.effects[2] else { return #expect(Bool(false)) }
        #expect(row.split(separator: "\t").count == 9)
        #expect(row.hasPrefix("2001:db8:0:200::2:2\tUUID 00112233445566778899aabbccdd0002\tbound\t"))
        #expect(stage.effects.count == 4)
        stage = Stage(.usual, keys: "2/::1")
        stage.scene.answer.bindings = []
        stage.press(.enter)
        stage.press("yY")
        #expect(stage.effects.isEmpty)
    }

    @Test(
        "V-27: what was told by others is copied without anything that could do something",
        arguments: HostileTests.octets)
    func copiesHarmless(octets: [UInt8]) {
        var scene = Scene.usual
        scene.answer.servers[0].name = String(decoding: octets, as: UTF8.self)
        for effect in Stage(scene, keys: "yY").effects {
            guard case .copy(let text) = effect else { continue }
            #expect(text.unicodeScalars.allSatisfy { $0 == "\t" || TextWidth.columns(of: $0) != nil })
        }
    }
}
