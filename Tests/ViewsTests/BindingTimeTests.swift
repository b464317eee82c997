import DHCPv6Wire
import Testing

@testable import Bindings
@testable import LeasequerySession
@testable import Views

/// Times of a binding by our clock: with what they may be off.
struct BindingTimeTests {
    /// The detail of a binding that was read when the server's clock was known so.
    private func detail(
        _ skew: SkewEstimate?, hasHistory: Bool = true, _ change: (inout BindingRow) -> Void = { _ in }
    ) -> String {
        var scene = Scene()
        scene.answer.servers = [
            Scene.server(0, "dhcp-a") { report in
                Scene.live(&report)
                report.skew = skew
                guard hasHistory, let skew else { return }
                for second in stride(from: 300.0, through: 0, by: -1) {
                    report.skewHistory.add(skew, at: Scene.ago(second))
                }
            }
        ]
        scene.answer.bindings = [
            Scene.binding(2) { row in
                // Read 14 s ago and counted from a time of which three seconds were taken off.
                row.baseTime = ServerTime(unixSeconds: Scene.now.unixSeconds - 14 + 3)
                row.expiresAt = Scene.now.unixSeconds - 14 + 3000
                row.lastTransactionAt = Scene.now.unixSeconds - 14 - 600
                change(&row)
            }
        ]
        return Stage(scene, Size(columns: 120, rows: 36), keys: "2d").surface.text
    }

    @Test("within half a second of the second shown, nothing is added")
    func exact() {
        let text = detail(SkewEstimate(seconds: 2.9, lower: 2.8, upper: 3.1))
        #expect(text.contains("49m46s, at 12:52:53Z by our clock"))
        #expect(text.contains("10m14s ago, at 11:52:53Z by our clock"))
    }

    @Test("a bound that is wider is shown, rounded up, from whichever side it is farther")
    func wide() {
        #expect(detail(SkewEstimate(seconds: 2.5, lower: 2.4, upper: 2.6)).contains("at 12:52:53Z ±1s by our clock"))
        #expect(detail(SkewEstimate(seconds: 3, lower: 1.8, upper: 3.3)).contains("at 12:52:53Z ±2s by our clock"))
        #expect(detail(SkewEstimate(seconds: 3, lower: 3, upper: 8)).contains("at 11:52:53Z ±5s by our clock"))
    }

    @Test("a bound that is not known, or not any more, is no bound")
    func unknown() {
        #expect(detail(SkewEstimate(seconds: 3, lower: 3)).contains("at 12:52:53Z ±? by our clock"))
        let forgotten = detail(SkewEstimate(seconds: 3, lower: 3, upper: 3), hasHistory: false)
        #expect(forgotten.contains("at 12:52:53Z ±? by our clock"))
        #expect(detail(nil).contains("at 12:52:53Z by our clock, if the server's agrees with it"))
    }

    @Test("without a base time everything counts from our own reading")
    func untimed() {
        let text = detail(SkewEstimate(seconds: 3, lower: 1, upper: 5)) { $0.baseTime = nil }
        #expect(text.contains("at 12:52:53Z by our clock"))
    }
}
