import Bindings
import DHCPv6Wire
import Testing

@testable import LeasequerySession
@testable import Views

struct LogScreenTests {
    private static let key = "\(Screen.log.number)"

    private func lines(_ stage: Stage) -> [Substring] {
        stage.surface.text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("the newest line stands on top, the selected one in full below")
    func screens() throws {
        for size in ScreenTests.sizes {
            try Golden.expect(
                Stage(.logged, size, keys: Self.key + "j").surface.text, "log-\(size.columns)x\(size.rows)")
        }
        try Golden.expect(Stage(.logged, keys: Self.key).surface.styles, "styles-log")
    }

    @Test("every kind of line says something, and a failure by a word")
    func words() {
        let dashboard = Stage(.logged).dashboard
        for entry in Scene.logged.answer.log {
            let words = LogWords.line(entry, dashboard)
            #expect(words.text.count > 8, "\(entry.event)")
        }
        #expect(LogWords.severity(.failure).text == "FAILURE" && LogWords.severity(.warning).text == "warning")
    }

    @Test("paused, the log stands still and counts what waits; f follows again")
    func pauses() {
        var stage = Stage(.logged, keys: Self.key + "p")
        let count = UInt64(stage.scene.answer.log.count)
        let held = stage.dashboard.log?[0]
        stage.scene.answer.log.insert(
            LogEntry(id: count + 1, .connected, of: ServerID(rawValue: 0), at: Scene.now), at: 0)
        stage.scene.answer.totals.lastLogged = count + 1
        stage.look()
        #expect(stage.dashboard.log?[0] == held)
        #expect(stage.surface.text.contains("PAUSED, 1 waiting"))
        stage.press("f")
        #expect(stage.dashboard.log?[0]?.id == count + 1)
        stage.press("j")
        #expect(stage.dashboard.state.log.heldAfter == count + 1, "who moves reads")
    }

    @Test("/ leaves lines that have every word, of the servers meant; Esc brings back what was before")
    func filters() throws {
        var stage = Stage(.logged, keys: Self.key)
        let all = stage.dashboard.log?.total
        let name = try #require(stage.dashboard.servers.first?.name)
        stage.press("/HOLE")
        #expect(stage.dashboard.log?.rows.count == 2 && stage.dashboard.log?.total == 2)
        #expect(lines(stage)[2].contains("filter: HOLE"))
        stage.press(" server:\(name)")
        #expect(stage.dashboard.log?.total == 0)
        #expect(
            stage.surface.text.contains("The filter hides all lines.") && lines(stage)[22].hasPrefix(" /HOLE server:"))
        stage.press(.escape)
        #expect(stage.dashboard.log?.total == all && stage.dashboard.state.logFilter == nil)
        stage.press(":filter server:lqtop failure")
        stage.press(.enter)
        #expect(stage.dashboard.state.screen == .log && stage.dashboard.state.filter == nil)
        let rows = try #require(stage.dashboard.log?.rows)
        #expect(!rows.isEmpty && rows.allSatisfy { $0.server == nil && $0.event.severity == .failure })
        stage.press(.escape)
        #expect(stage.dashboard.state.logFilter != nil, "the detail first")
        stage.press(.escape)
        #expect(stage.dashboard.state.logFilter == nil && stage.dashboard.log?.total == all)
    }

    @Test("a filtered log stands still while it is held, and lines that pass come in when it follows")
    func filteredFollows() {
        var stage = Stage(.logged, keys: Self.key + "/connected")
        stage.press(.enter)
        let count = UInt64(stage.scene.answer.log.count)
        let total = stage.dashboard.log?.total ?? 0
        stage.press("p")
        stage.scene.answer.log.insert(
            LogEntry(id: count + 1, .connected, of: ServerID(rawValue: 0), at: Scene.now), at: 0)
        stage.scene.answer.totals.lastLogged = count + 1
        stage.look()
        #expect(stage.dashboard.log?.total == total)
        stage.press("f")
        #expect(stage.dashboard.log?.total == total + 1 && stage.dashboard.log?[0]?.id == count + 1)
    }

    @Test("V-27: what a server says is harmless in the log", arguments: HostileTests.octets)
    func hostile(octets: [UInt8]) {
        let text = String(decoding: octets, as: UTF8.self)
        var scene = Scene.logged
        let events: [LogEvent] = [
            .ended(.refused, text), .status(.unspecifiedFailure, text), .discarded(rule: "V-18", text),
            .secured(version: text, subject: text), .told(text, isFailure: true),
            .bulkEnded(Debt(from: nil, to: nil), .unpaid(text, retryAt: nil)),
        ]
        scene.answer.log = events.enumerated().map { LogEntry(id: UInt64($0 + 1), $1, of: nil, at: Scene.now) }
        for size in ScreenTests.sizes {
            for row in events.indices {
                let stage = Stage(scene, size, keys: Self.key + String(repeating: "j", count: row))
                HostileTests.expectGrid(stage.surface)
            }
        }
    }

    @Test("w leaves out what is as it should be, then all but failures, and says so")
    func levels() {
        var stage = Stage(.logged, Size(columns: 120, rows: 60), keys: Self.key)
        let all = stage.dashboard.listCount
        stage.press("w")
        #expect(stage.surface.text.contains("warnings and failures · following"))
        let warnings = stage.dashboard.listCount
        stage.press("w")
        #expect(stage.dashboard.log?.rows.allSatisfy { $0.event.severity == .failure } == true)
        #expect(0 < stage.dashboard.listCount && stage.dashboard.listCount < warnings && warnings < all)
        stage.press("w")
        #expect(stage.dashboard.listCount == all)
    }

    @Test("an empty log says so, and whether it is empty because of what is left out")
    func empty() {
        #expect(Stage(.usual, keys: Self.key).surface.text.contains("Nothing has happened yet."))
        let stage = Stage(.usual, keys: Self.key + "w")
        #expect(stage.surface.text.contains("No warnings and failures.") && stage.surface.text.contains("w shows all"))
    }
}

extension Scene {
    /// A line of each kind, newest first.
    static var logged: Scene {
        var scene = Scene.alarmed
        let debt = Debt(from: nil, to: nil)
        let catchUp = Debt(from: ServerTime(rawValue: 840_628_800), to: nil)
        let hole = Hole(
            .dataMissing, from: ServerTime(rawValue: 840_628_680), to: ServerTime(rawValue: 840_628_900),
            since: ago(300))
        let step = SkewStep(id: 1, kind: .serverBack, at: ago(200), lower: -1.04, upper: -0.98, isCertain: true)
        let alarm = scene.answer.alarms[0]
        let events: [(LogEvent, Int?)] = [
            (.told("1,204 bindings written to leases.json", isFailure: false), nil),
            (.told("metrics not written: /m: no space left on device", isFailure: true), nil),
            (.alarmCleared(alarm), 0),
            (.alarmRaised(alarm), 0), (.clockStep(ClockStep(step)), 0), (.holeClosed(hole), 1),
            (.bulkEnded(debt, .paid(.everything)), 1),
            (.bulkEnded(catchUp, .unpaid("reset", retryAt: ago(10))), 1), (.bulkBegan(debt), 1),
            (.holeOpened(hole), 1), (.catchUpEnded(.dataMissing), 1), (.catchUpEnded(.neverSaid), 1),
            (.catchUpEnded(.complete), 0), (.catchUpBegan(from: ServerTime(rawValue: 840_628_800)), 0),
            (.discarded(rule: "V-18", "a reply to no query of ours"), 1), (.status(.unspecifiedFailure, "busy"), 1),
            (.baseTimeMissing, 1), (.pollEnded(.paid(.links(2))), 1), (.activeSupport(.notSupported), 1),
            (.serverChanged(from: "00:01", to: "00:02"), 1),
            (.ended(.silence, "silent for 120 s (ACTIVE_LQ_RCV_TIMEOUT)"), 0),
            (.asked(.reconnect), 0), (.asked(.refill), 0), (.suspended(.seconds(75)), nil),
            (.keeping(.failing(since: ago(60), reason: "disk full")), nil), (.keeping(.kept), nil),
            (.keeping(.loading(12)), nil), (.live, 0),
            (.secured(version: "TLSv1.3", subject: "CN=dhcp-a.example.net"), 0), (.connected, 0),
            (.began(servers: 2), nil),
        ]
        scene.answer.log = events.enumerated().map { index, line in
            LogEntry(
                id: UInt64(events.count - index), line.0, of: line.1.map(ServerID.init(rawValue:)),
                at: ago(Double(index) * 11))
        }
        scene.answer.totals.lastLogged = UInt64(events.count)
        return scene
    }
}
