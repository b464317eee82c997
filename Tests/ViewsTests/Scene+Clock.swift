import DHCPv6Wire

@testable import Bindings
@testable import LeasequerySession

extension Scene {
    /// A server whose clock was learnt, was not heard for a minute, was set back by a second, and once seemed to be.
    static var clock: Scene {
        var scene = Scene()
        scene.answer.servers = [
            server(0, "dhcp-a") { report in
                live(&report)
                report.lastBaseTime = ServerTime(unixSeconds: now.unixSeconds + 1)
                report.skew = SkewEstimate(
                    seconds: 1.714, lower: 1.6949, upper: 1.7301, guaranteedUpper: 2.2,
                    drift: SkewDrift(partsPerMillion: 11.7, tolerance: 3.2, span: .seconds(600)))
                for second in (1..<580).reversed() where !(240..<300).contains(second) {
                    report.skewHistory.add(skewInThePast(second), at: ago(Double(second)))
                }
                report.clockSteps = steps
            }
        ]
        scene.answer.totals.bound = 980
        return scene
    }

    /// What was known so many seconds ago: ever narrower.
    private static func skewInThePast(_ second: Int) -> SkewEstimate {
        let skew = second < 180 ? 1.714 : 2.714
        let width = 0.02 + 0.5 / Double(581 - second)
        return SkewEstimate(
            seconds: skew, lower: skew - width, upper: skew + width, guaranteedUpper: skew + 0.5)
    }

    private static let steps = [
        ClockStep(
            SkewStep(id: 1, kind: .revised, at: ago(430), lower: 0, upper: 0, isCertain: false),
            told: SkewStep(id: 1, kind: .serverBack, at: ago(430), lower: -0.72, upper: -0.61, isCertain: false)),
        ClockStep(
            SkewStep(id: 2, kind: .localStep, at: ago(400), lower: 0.05, upper: 0.05, isCertain: false)),
        ClockStep(SkewStep(id: 3, kind: .serverBack, at: ago(180), lower: -1.031, upper: -0.98, isCertain: true)),
    ]
}
