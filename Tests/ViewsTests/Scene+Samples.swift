import Bindings
import DHCPv6Wire
import LeasequerySession

extension Scene {
    static let samples: [String: Scene] = [
        "empty": empty, "usual": usual, "full": full, "broken": broken, "polled": polled, "unpolled": unpolled,
        "pair": pair, "unwell": unwell, "alarmed": alarmed,
    ]

    /// Just started: nothing was received.
    static var empty: Scene {
        var scene = Scene()
        scene.answer.servers = [
            server(0, "dhcp-a") { $0.phase = .connecting },
            server(1, "dhcp-b") { report in
                report.phase = .waiting(until: now.advanced(by: .milliseconds(41_300)))
                report.lastEnd = .unreachable("Connection refused")
                report.lastEndAt = ago(18.7)
            },
        ]
        return scene
    }

    /// Two servers, one of them catching up.
    static var usual: Scene {
        var scene = Scene()
        scene.answer.servers = [
            server(0, "dhcp-a") { report in
                live(&report)
                report.skew = SkewEstimate(seconds: 2.714, lower: 2.69, upper: 2.73)
            },
            server(1, "kea-lab", insecure: true) { report in
                live(&report)
                report.phase = .catchingUp
                report.phaseSince = ago(9)
                report.completeness = .hole(since: ago(312))
                report.bound = 224
                report.boundAddresses = 200
                report.boundPrefixes = 24
                report.changesPerSecond = 3120
                report.catchUp = CatchUpReport(from: ServerTime(rawValue: 840_628_800), beganAt: ago(9))
                report.catchUp?.updates = 28_080
                report.skew = nil
            },
        ]
        scene.answer.totals.bound = 1_204
        scene.answer.totals.changesPerSecond = 8.13
        scene.answer.totals.changeHistory = [0, 1, 0, 4, 8, 8, 9, 2, 0, 0, 12, 8]
        scene.answer.totals.lastSequence = 1000
        scene.answer.bindings = (1...12).map { binding($0) }
        scene.answer.bindings[1].lastChange = .new
        scene.answer.bindings[3].state = .ended
        scene.answer.bindings[3].lastChange = .ended
        scene.answer.bindings[4].state = .expiredUnconfirmed
        scene.answer.bindings[4].lastChange = .expiredLocally
        scene.answer.bindings[4].expiresAt = now.unixSeconds - 20
        scene.answer.bindings[5].expiresAt = nil
        scene.answer.bindings[5].valid = .infinite
        let kinds = ChangeKind.allCases
        scene.answer.changes = (0..<12).map { change($0, kinds[$0 % kinds.count]) }
        return scene
    }

    static let peer = PeerIdentity(
        subject: "CN=dhcp-a.example.net", issuer: "CN=Example Net CA", names: ["dhcp-a.example.net"],
        notAfter: now.unixSeconds + 200 * 86_400, version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384")

    static func live(_ report: inout ServerReport) {
        report.phase = .live
        report.phaseSince = ago(1_385)
        report.peer = report.isInsecure ? nil : peer
        report.lastMessageAt = ago(0.23)
        report.lastBaseTime = ServerTime(rawValue: 840_628_989)
        report.bound = 980
        report.boundAddresses = 700
        report.boundPrefixes = 280
        report.ended = 31
        report.changesPerSecond = 4.1
        report.changeHistory = [1, 2, 3, 4, 5, 6, 7, 8, 8, 0, 0, 1, 4, 9, 4, 2]
        report.changes = [980, 12_004, 3, 31, 2, 8, 117]
        report.tally.messages = 13_222
        report.tally.keepalives = 12
        report.tally.octets = 3_400_120
        report.completeness = .changesSince(ago(1_385))
    }

    /// More of everything than fits.
    static var full: Scene {
        var scene = Scene()
        scene.answer.servers = (0..<40).map { number in
            server(number, "dhcp-\(number).site.example.net") { report in
                live(&report)
                report.bound = 502_110 + number
                report.changesPerSecond = 1410.4
                report.reconnects = UInt64(number)
            }
        }
        scene.answer.totals.bound = 20_084_400
        scene.answer.totals.changesPerSecond = 50_812.7
        scene.answer.totals.changeHistory = (0..<60).map { UInt32($0 * 937 % 60_000) }
        scene.answer.totals.lastSequence = 1000
        scene.answer.bindings = (1...400).map { binding($0) }
        scene.answer.changes = (0..<400).map { change($0, ChangeKind.allCases[$0 % 3]) }
        return scene
    }

    /// Feeds with holes, a full table, and servers that send what may not reach a terminal.
    static var broken: Scene {
        var scene = Scene()
        scene.answer.servers = [
            server(0, "dhcp-a") { report in
                live(&report)
                report.peer = nil
                report.phase = .waiting(until: now.advanced(by: .seconds(53)))
                report.phaseSince = ago(67)
                report.lastMessageAt = ago(187.2)
                report.condition = FeedCondition(.down, since: ago(67))
                report.completeness = .hole(since: ago(187.2))
                report.lastEnd = .terminated(.queryTerminated, text: "going \u{1b}[2Jdown\r\n\u{202e}now")
                report.lastEndAt = ago(67)
                report.reconnects = 3
            },
            server(1, "kea-lab", insecure: true) { report in
                live(&report)
                report.completeness = .missing(
                    from: ServerTime(rawValue: 840_628_680), to: ServerTime(rawValue: 840_628_900))
                report.catchUp = CatchUpReport(from: ServerTime(rawValue: 840_628_680), beganAt: ago(300))
                report.catchUp?.updates = 12
                report.catchUp?.endedAt = ago(299.4)
                report.catchUp?.end = .dataMissing
                report.lastProblem = "V-18: \u{7f}bad \u{9b}31m status text"
                report.lastProblemAt = ago(90_000)
                report.tally.discarded = 4
                report.tally.faults = [.relayData: 17, .preferredAboveValid: 1]
                report.dropped = 1_200
                report.isOverLimit = true
            },
        ]
        scene.answer.totals.bound = 1_204
        scene.answer.totals.dropped = 1_200
        scene.answer.totals.lastSequence = 1000
        scene.answer.bindings = (1...6).map { number in
            binding(number) {
                $0.duid = DUID(octets: [0, 9, 0x1b, 0x5b, 0x32, 0x4a] + Array(repeating: 7, count: 100))
            }
        }
        scene.answer.bindings[2].server = ServerID(rawValue: 7)
        scene.answer.changes = (0..<3).map { change($0, .changedHolder) }
        return scene
    }
}
