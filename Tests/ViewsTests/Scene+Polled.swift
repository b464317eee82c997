import Bindings
import DHCPv6Wire
import LeasequerySession

@testable import Views

extension Scene {
    /// One server that is live and whole, and one that is polled.
    static var polled: Scene {
        var scene = usual
        scene.answer.servers = [
            server(0, "dhcp-a") { report in
                live(&report)
                report.completeness = .whole(asOf: ago(0.23), .everything)
            },
            server(1, "kea-lab", insecure: true) { report in
                poll(&report, began: ago(40.3))
                report.phase = .polled(next: now.advanced(by: .milliseconds(259_700)))
                report.phaseSince = ago(39.8)
                report.bulk?.endedAt = ago(39.8)
                report.bulk?.verdict = .paid(.links(2))
            },
        ]
        for index in scene.answer.bindings.indices where scene.answer.bindings[index].server.rawValue == 1 {
            scene.answer.bindings[index].baseTime = nil
            scene.answer.bindings[index].receivedAt = now.unixSeconds - 40
        }
        return scene
    }

    /// What can be wrong with servers that have no Active Leasequery.
    static var unpolled: Scene {
        var scene = Scene()
        scene.answer.servers = [
            server(0, "kea-old", insecure: true) { report in
                poll(&report, began: ago(912))
                report.bulk = BulkProgress(Debt(from: nil, to: nil), beganAt: ago(12))
                report.bulk?.endedAt = ago(11.7)
                report.bulk?.updates = 3_614
                let retry = now.advanced(by: .milliseconds(47_300))
                report.bulk?.verdict = .unpaid("cut off: closed by the server", retryAt: retry)
                report.phase = .waiting(until: retry)
                report.phaseSince = ago(11.7)
                report.lastProblem = "poll failed: cut off: closed by the server"
                report.lastProblemAt = ago(11.7)
            },
            server(1, "kea-first", insecure: true) { report in
                report.pollInterval = .seconds(60)
                report.phase = .polling
                report.phaseSince = ago(2.4)
                report.completeness = .firstPoll(since: ago(2.4))
                report.bulk = BulkProgress(Debt(from: nil, to: nil), beganAt: ago(2.4))
                report.bulk?.updates = 1_210
                report.lastMessageAt = ago(0.1)
                report.bound = 1_210
                report.boundAddresses = 1_210
            },
            server(2, "kea-links", insecure: true) { report in
                let why =
                    "it does not take link :: for every link (MalformedQuery): write its links = [...] in the configuration"
                report.pollInterval = .seconds(300)
                report.phase = .waiting(until: now.advanced(by: .seconds(571)))
                report.phaseSince = ago(31)
                report.completeness = .firstPoll(since: ago(31))
                report.bulk = BulkProgress(Debt(from: nil, to: nil), beganAt: ago(31))
                report.bulk?.endedAt = ago(31)
                report.bulk?.verdict = .unpaid(why, retryAt: now.advanced(by: .seconds(571)))
                report.lastProblem = "poll failed: \(why)"
                report.lastProblemAt = ago(31)
            },
            server(3, "kea-active", insecure: true) { report in
                report.phase = .waiting(until: now.advanced(by: .seconds(571)))
                report.phaseSince = ago(31)
                report.lastEnd = .closedWithoutAnswer
                report.lastEndAt = ago(31.1)
                report.activeSupport = .onlyBulkAnswered
                report.lastProblem = ActiveSupport.onlyBulkAnswered.description
                report.lastProblemAt = ago(31)
            },
        ]
        scene.answer.totals.bound = 1_210
        return scene
    }

    /// The last complete poll asked two links.
    private static func poll(_ report: inout ServerReport, began: Moment) {
        report.pollInterval = .seconds(300)
        report.completeness = .polled(asOf: began, .links(2), lateFrom: began.advanced(by: .seconds(600)))
        report.bulk = BulkProgress(Debt(from: nil, to: nil), beganAt: began)
        report.bulk?.updates = 224
        report.lastMessageAt = began.advanced(by: .milliseconds(500))
        report.bound = 224
        report.boundAddresses = 200
        report.boundPrefixes = 24
        report.ended = 12
        report.changes = [236, 1_004, 0, 0, 0, 4, 2_117]
        report.tally.messages = 3_361
        report.tally.octets = 400_120
    }
}
