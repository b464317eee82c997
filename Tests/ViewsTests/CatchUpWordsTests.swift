import DHCPv6Wire
import Testing

@testable import Bindings
@testable import LeasequerySession
@testable import Views

/// What is said of a catch-up: what is true, and an estimate only with what it rests on.
struct CatchUpWordsTests {
    private static let from = ServerTime(rawValue: 840_628_800)

    private func report(_ end: CatchUpReport.End? = nil) -> CatchUpReport {
        var report = CatchUpReport(from: Self.from, beganAt: Scene.ago(9))
        report.updates = 840
        report.end = end
        if end != nil { report.endedAt = Scene.now }
        return report
    }

    @Test(
        "complete, DataMissing and a server that never said end differently",
        arguments: [
            (nil, "running: 840 statements in 9.0s, 93/s, from 12:00:00Z (server's clock)", .attention, "840 93/s"),
            (
                .complete, "complete: 840 statements in 9.0s, 93/s, from 12:00:00Z (server's clock)", .plain, "840 93/s"
            ),
            (
                .dataMissing,
                "NOT COMPLETE, the server's history is too short: 840 statements in 9.0s, 93/s, from 12:00:00Z "
                    + "(server's clock)", .bad, "840 LOST"
            ),
            (
                .neverSaid,
                "NOT COMPLETE, the connection ended before the server said it was: 840 statements in 9.0s, 93/s, from "
                    + "12:00:00Z (server's clock)", .bad, "840 PARTIAL"
            ),
        ] as [(CatchUpReport.End?, String, Style.Role, String)])
    func ends(end: CatchUpReport.End?, line: String, role: Style.Role, short: String) {
        #expect(CatchUpWords.line(report(end), now: Scene.now) == Words(line, role))
        #expect(CatchUpWords.short(report(end), now: Scene.now).text == short)
    }

    @Test("an estimate is a range, with the rate and the time that it rests on")
    func estimate() {
        var report = report()
        report.forecast = CatchUpForecast(rate: 4.1, over: 312, known: 0)
        #expect(
            CatchUpWords.estimate(report)?.text
                == "~52-88%: 951 to 1,607 statements expected from 4.1/s before the loss, over 5m12s")
        #expect(CatchUpWords.short(report, now: Scene.now).text == "52-88% 840")
        #expect(CatchUpWords.state(report) == "caught 52-88%")
        report.updates = 2_000
        #expect(
            CatchUpWords.estimate(report)?.text
                == "more than the 951 to 1,607 statements expected from 4.1/s before the loss, over 5m12s")
        #expect(CatchUpWords.state(report) == "catch-up 2.0k")
        report.forecast = nil
        #expect(CatchUpWords.estimate(report) == nil)
    }

    @Test("counts in the list of servers fit four columns")
    func compact() {
        let texts = [0, 999, 1_000, 9_999, 28_080, 999_999, 1_234_567, 43_210_000].map { Numbers.compact($0) }
        #expect(texts == ["0", "999", "1.0k", "9.9k", "28k", "999k", "1.2M", "43M"])
    }

    @Test("where it fills from is said by both clocks, with the bound if it is wider than a second")
    func from() {
        var server = Scene.server(0, "s") { $0.catchUp = report() }
        #expect(
            CatchUpWords.from(report(), server, now: Scene.now).text
                == "12:00:00Z by the server's clock; by ours not known")
        server.skew = SkewEstimate(seconds: 2.9, lower: 2.8, upper: 3.1)
        #expect(
            CatchUpWords.from(report(), server, now: Scene.now).text
                == "12:00:00Z by the server's clock, 11:59:57Z by ours")
        server.skew = SkewEstimate(seconds: 2.5, lower: 2, upper: 3.1)
        #expect(
            CatchUpWords.from(report(), server, now: Scene.now).text
                == "12:00:00Z by the server's clock, 11:59:57Z ±1s by ours")
        server.skew = SkewEstimate(seconds: 2.5, lower: 2)
        #expect(
            CatchUpWords.from(report(), server, now: Scene.now).text
                == "12:00:00Z by the server's clock, 11:59:57Z ±? by ours")
    }

    @Test("a server that sends nothing but news, or something unreadable, may be done without saying so")
    func doubt() {
        var report = CatchUpReport(from: Self.from, beganAt: Scene.ago(200))
        #expect(CatchUpWords.doubt(report, now: Scene.now) == nil)
        report.newestRecord = Self.from
        report.lastOldAt = Scene.ago(59)
        #expect(CatchUpWords.doubt(report, now: Scene.now) == nil)
        report.lastOldAt = Scene.ago(126)
        #expect(
            CatchUpWords.doubt(report, now: Scene.now)?.text
                == "nothing but news for 2m06s: the server may be done, and has not said so")
        report.unusable = 1
        #expect(
            CatchUpWords.doubt(report, now: Scene.now)?.text
                == "1 message could not be used: the server may have said in one that it is complete")
        report.end = .complete
        #expect(CatchUpWords.doubt(report, now: Scene.now) == nil)
    }

    @Test("the page of a server that catches us up")
    func page() throws {
        var scene = Scene.clock
        scene.answer.servers[0].phase = .catchingUp
        scene.answer.servers[0].completeness = .hole(since: Scene.ago(312))
        var report = report()
        report.forecast = CatchUpForecast(rate: 4.1, over: 312, known: 980)
        report.newestBase = ServerTime(rawValue: 840_628_980)
        report.newestRecord = ServerTime(rawValue: 840_628_850)
        report.unusable = 2
        scene.answer.servers[0].catchUp = report
        for size in ScreenTests.sizes {
            var stage = Stage(scene, size)
            try Golden.expect(stage.surface.text, "catchup-servers-\(size.columns)x\(size.rows)")
            stage.press(.enter)
            try Golden.expect(stage.surface.text, "page-catchup-\(size.columns)x\(size.rows)")
        }
    }
}
