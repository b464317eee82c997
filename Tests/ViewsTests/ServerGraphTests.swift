import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings
@testable import Views

/// The graphs over time of a server's page.
struct ServerGraphTests {
    @Test("known time, holes, when it was heard, and what it sent")
    func page() throws {
        for size in ScreenTests.sizes {
            var stage = Stage(.holed, size)
            stage.press(.enter)
            try Golden.expect(stage.surface.text, "page-holed-\(size.columns)x\(size.rows)")
        }
        var wide = Stage(.holed, Size(columns: 120, rows: 60))
        wide.press(.enter)
        try Golden.expect(wide.surface.text, "page-holed-120x60")
        wide.press("--")
        try Golden.expect(wide.surface.text, "page-holed-day-120x60")
    }

    @Test("+ and - zoom all graphs, from ten minutes to a day and no further")
    func zooms() {
        var stage = Stage(.holed, Size(columns: 120, rows: 60))
        stage.press("-")
        #expect(stage.dashboard.state.graphSpan == nil, "without a page there is nothing to zoom")
        #expect(stage.dashboard.state.notice?.text.contains("Enter opens the page of a server") == true)
        stage.press(.enter)
        #expect(stage.surface.text.contains("known time of the last 2h00m"))
        stage.press("-")
        #expect(stage.surface.text.contains("known time of the last 1d00h"))
        #expect(stage.surface.text.contains("heard in the last 1d00h"))
        stage.press("-")
        #expect(stage.surface.text.contains("known time of the last 1d00h"))
        stage.press("+++")
        #expect(stage.surface.text.contains("known time of the last 10m00s"))
    }

    @Test("a hole of a polled server has no bar and is listed all the same")
    func polled() throws {
        var server = Scene.holed.answer.servers[0]
        server.pollInterval = .seconds(60)
        let section = try #require(CoverageBar.section(server, span: .minutes, now: Scene.now, width: 77))
        #expect(section.title == "not known")
        #expect(HeardTimeline.section(server, span: .minutes, now: Scene.now, width: 77) == nil)
    }

    @Test("every character of the bars has one in ASCII of its own")
    func plain() {
        var stage = Stage(.holed, Size(columns: 120, rows: 60))
        stage.press(.enter)
        let drawn = "█░▁·│!".unicodeScalars
        #expect(Set(drawn).isSubset(of: Set(stage.surface.text.unicodeScalars)))
        #expect(Set(drawn.map(PlainGlyphs.ascii)).count == drawn.count)
    }

    @Test("no width traps", arguments: [0, 1, 2, 7, 80, 1000])
    func widths(width: Int) {
        let server = Scene.holed.answer.servers[0]
        for span in GraphSpan.allCases {
            _ = CoverageBar.section(server, span: span, now: Scene.now, width: width)
            _ = HeardTimeline.section(server, span: span, now: Scene.now, width: width)
        }
    }
}

extension Scene {
    /// A server that was lost for a minute half an hour ago, has a short history, and was late once.
    static var holed: Scene {
        var scene = Scene()
        scene.answer.servers = [
            server(0, "dhcp-a") { report in
                live(&report)
                report.ledger = ledger
                report.completeness = report.ledger.completeness
                report.skew = SkewEstimate(seconds: 1.7, lower: 1.69, upper: 1.73)
                report.connection.keepalive = KeepaliveInterval(typical: .seconds(20), jitter: .milliseconds(100))
                report.connection.lateAfter = .seconds(25)
                report.connection.heard = heard
                report.tally.replies = 4
                report.tally.dones = 1
                report.tally.statuses = [.catchUpComplete: 2, .dataMissing: 1, StatusCode(rawValue: 99): 3]
                report.tally.discarded = 5
                report.tally.faults = [.relayData: 17]
                report.discardedByRule = ["V-03": 4, "V-18": 1]
            }
        ]
        scene.answer.totals.bound = 980
        return scene
    }

    private static func serverTime(_ secondsAgo: Int64) -> ServerTime {
        ServerTime(unixSeconds: now.unixSeconds + 2 - secondsAgo)
    }

    private static var ledger: Ledger {
        var ledger = Ledger()
        ledger.note(phase: .live, at: ago(4000))
        ledger.heard(serverTime(4000), at: ago(4000))
        ledger.bulkBegan(Debt(from: nil, to: nil))
        ledger.bulkEnded(Debt(from: nil, to: nil), paid: .everything, at: ago(3990))
        ledger.dataMissing(from: serverTime(1860), to: serverTime(1800), at: ago(1800))
        ledger.heard(serverTime(70), at: ago(70))
        return ledger
    }

    private static var heard: HeardHistory {
        var heard = HeardHistory()
        for second in (70..<4000).reversed() where !(1800..<1860).contains(second) {
            let isBusy = second > 2000
            heard.add(
                messages: isBusy ? 3 : second % 240 == 0 ? 1 : 0, keepalives: !isBusy && second % 240 == 0 ? 1 : 0,
                pause: .seconds(isBusy ? 0 : second % 240), isLate: (900..<930).contains(second),
                at: ago(Double(second)))
        }
        return heard
    }
}
