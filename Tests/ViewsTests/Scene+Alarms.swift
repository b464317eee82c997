import Bindings
import DHCPv6Wire
import LeasequerySession

@testable import Views

extension Scene {
    /// An alarm of each kind, some of them acknowledged, some over.
    static var alarmed: Scene {
        var scene = usual
        var alarms: [(AlarmCause, Int?, Alarm.Severity, Double)] = [
            (.disconnected(reason: "cannot connect: \u{1b}[2JConnection refused"), 1, .critical, 95),
            (.hole(Hole(.dataMissing, from: time(680), to: time(900), since: ago(200)), count: 3), 1, .critical, 200),
            (.storeLimit(dropped: 1_200), 0, .critical, 4_000),
            (.storm(storm), 0, .warning, 41),
            (.silence(SilenceReport(since: ago(192), limit: .seconds(74), usualPerSecond: 0.021)), 0, .warning, 192),
        ]
        alarms += [
            (.skew(SkewEstimate(seconds: 41.2, lower: 41.1, upper: 41.32)), 1, .warning, 77),
            (.feed(FeedCondition(.stalled, since: ago(60), stall: .message)), 0, .warning, 50),
            (.certificate(notAfter: now.unixSeconds + 12 * 86_400 + 7), 0, .warning, 4_100),
            (
                .ownCertificate(OwnCertificate(path: "/etc/lqtop/client.pem", notAfter: now.unixSeconds - 7)), nil,
                .critical, 7
            ),
            (.conflicts(with: ServerID(rawValue: 1), count: 12, oldest: now.unixSeconds - 421), 0, .warning, 121),
            (.notRemembered(reason: "/var/lib/lqtop/state: No space left on device"), nil, .warning, 30),
            (.overduePoll(asOf: ago(1_250), interval: .seconds(300)), 1, .critical, 900),
        ]
        scene.answer.alarms = alarms.enumerated().map { index, alarm in
            Alarm(
                id: UInt64(20 - index), alarm.0, of: alarm.1.map(ServerID.init(rawValue:)), alarm.2,
                since: ago(alarm.3))
        }
        scene.answer.alarms[1].isAcknowledged = true
        scene.answer.alarms[11].clearedAt = ago(300)
        return scene
    }

    private static func time(_ seconds: UInt32) -> ServerTime { ServerTime(rawValue: 840_628_000 + seconds) }

    private static var storm: StormReport {
        var report = StormReport(perSecond: 812.4, usualPerSecond: 4.1, peak: 1_204, at: ago(0.4))
        report.statements = 41_220
        report.counted = 38_000
        report.clients = [
            .init(duid(4), atLeast: 22_100), .init(duid(5), atLeast: 900),
            .init(DUID(octets: Array(duid(2).octets + [1, 2])), isPart: true, atLeast: 20),
        ]
        report.links = [.init(IPv6Address("2001:db8:1::1")!, atLeast: 30_000)]
        report.networks = [.init(IPv6Prefix("2001:db8:1::/48")!, atLeast: 37_999)]
        return report
    }
}
