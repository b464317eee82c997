import Bindings
import LeasequerySession
import Testing

@testable import Views

struct AlarmScreenTests {
    @Test("alarms of all servers in one list, with the figures of the selected one")
    func screens() throws {
        for size in ScreenTests.sizes {
            let stage = Stage(.alarmed, size, keys: "6")
            try Golden.expect(stage.surface.text, "alarms-\(size.columns)x\(size.rows)")
        }
        try Golden.expect(Stage(.alarmed, keys: "6").surface.styles, "styles-alarms")
    }

    @Test("each kind says what it is and what to do", arguments: 0..<12)
    func detail(row: Int) throws {
        let stage = Stage(.alarmed, Size(columns: 120, rows: 36), keys: "6" + String(repeating: "j", count: row))
        let title = AlarmWords.title(try #require(stage.dashboard.selectedAlarm).kind)
        let detail = stage.surface.text.split(separator: "\n").drop { !$0.contains("─ \(title):") }
        try Golden.expect(detail.joined(separator: "\n"), "detail-alarm\(row)-120x36")
    }

    @Test("without alarms the list says so, and the header nothing")
    func none() throws {
        let stage = Stage(.usual, keys: "6")
        #expect(stage.surface.text.contains("No alarms, and none in the last hour."))
        #expect(!stage.surface.text.contains("alarms "))
    }

    @Test("the header counts what nobody has seen, and apart from it what somebody has")
    func header() {
        var alarms = Scene.alarmed.answer.alarms
        #expect(AlarmWords.mark(alarms, isBrief: false) == Words("10 alarms (3 critical), 1 acknowledged", .bad))
        #expect(AlarmWords.mark(alarms, isBrief: true) == Words("10 alarms (3 critical)", .bad))
        alarms.removeAll { $0.severity == .critical && !$0.isAcknowledged }
        #expect(AlarmWords.mark(alarms, isBrief: false) == Words("7 alarms, 1 acknowledged", .attention))
        alarms.removeAll { !$0.isAcknowledged }
        #expect(AlarmWords.mark(alarms, isBrief: false) == Words("alarms: 1 acknowledged", .dim))
        #expect(AlarmWords.mark(alarms, isBrief: true) == Words("1 acknowledged", .dim))
        #expect(AlarmWords.mark([], isBrief: false) == nil)
    }

    @Test("a acknowledges the selected alarm and takes it back; what is over takes none")
    func acknowledge() throws {
        var stage = Stage(.alarmed, keys: "6aja")
        #expect(stage.effects == [.acknowledge(20, true), .acknowledge(19, false)])
        stage.press("Ga")
        #expect(stage.effects.count == 2)
        #expect(stage.surface.text.contains("This alarm is over."))
    }

    @Test("the selection stays on its alarm while others come above it")
    func follows() throws {
        var stage = Stage(.alarmed, keys: "6jj")
        let chosen = try #require(stage.dashboard.selectedAlarm)
        stage.scene.answer.alarms.insert(
            Alarm(id: 99, .storeLimit(dropped: 1), of: nil, .critical, since: Scene.now), at: 0)
        stage.look()
        #expect(stage.dashboard.selectedAlarm == chosen)
        #expect(stage.dashboard.state.alarms.cursor == 3)
        stage.press("g")
        stage.scene.answer.alarms.insert(
            Alarm(id: 100, .storeLimit(dropped: 1), of: nil, .critical, since: Scene.now), at: 0)
        stage.look()
        #expect(stage.dashboard.selectedAlarm?.id == 100, "who has not moved stays on top")
    }

    @Test("the severity is said, not only coloured, and without UTF-8 too")
    func words() {
        let surface = Stage(.alarmed, Size(columns: 200, rows: 60), keys: "6").surface
        #expect(surface.text.contains("CRITICAL") && surface.text.contains("warning") && surface.text.contains("over"))
        #expect(!surface.cells.contains { PlainGlyphs.ascii($0.scalar) == "?" && $0.scalar != "?" })
    }
}
