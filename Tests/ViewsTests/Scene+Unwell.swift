import Bindings
import DHCPv6Wire
import LeasequerySession

/// What is told of one server, for the store to judge.
private struct Told {
    private var store = BindingStore(servers: [(name: "", isInsecure: false)], limit: 10)

    var report: ServerReport { store.serverReports(at: Scene.now)[0] }

    mutating func note(_ events: SessionEvent...) {
        for event in events { store.note(event, from: ServerID(rawValue: 0)) }
    }

    mutating func accept(_ ago: Double, as phase: FeedPhase = .live) {
        let at = Scene.ago(ago)
        note(.connected(at: at), .phase(.awaitingReply, at: at))
        if phase == .catchingUp { note(.catchUpBegan(from: ServerTime(rawValue: 840_628_800), at: at)) }
        note(.phase(phase, at: at))
    }

    mutating func end(_ end: ConnectionEnd, _ ago: Double, retryIn seconds: Double = 60) {
        let at = Scene.ago(ago)
        note(.ended(end, at: at), .phase(.waiting(until: at.advanced(by: .seconds(seconds))), at: at))
    }

    mutating func keepalive(_ ago: Double) {
        var batch = UpdateBatch()
        batch.tally.messages = 1
        batch.tally.keepalives = 1
        batch.tally.octets = 14
        batch.lastMessageAt = Scene.ago(ago)
        batch.lastBaseTime = ServerTime(rawValue: 840_628_989)
        store.apply(batch, from: ServerID(rawValue: 0), at: Scene.ago(ago))
    }

    mutating func measure(_ ago: Double, _ change: (inout ConnectionReading) -> Void = { _ in }) {
        var reading = ConnectionReading(at: Scene.ago(ago), receiveTimeout: .seconds(120))
        reading.octetsWaiting = 0
        reading.threadDelay = .microseconds(140)
        reading.path = PathReading(
            roundTrip: .microseconds(12_400), leastRoundTrip: .microseconds(9_870), retransmits: 1, outOfOrder: 3)
        change(&reading)
        store.note(reading, from: ServerID(rawValue: 0))
    }
}

extension Scene {
    /// Each condition that is not fine.
    static var unwell: Scene {
        let conditions = [
            ("late", late), ("silent", silent), ("stalled", stalled), ("flapping", flapping), ("behind", behind),
            ("down", down),
        ]
        var scene = Scene()
        scene.answer.servers = conditions.enumerated().map { index, condition in
            var report = condition.1
            report.server = ServerID(rawValue: index)
            report.name = condition.0
            return report
        }
        return scene
    }

    private static func told(_ tell: (inout Told) -> Void) -> ServerReport {
        var told = Told()
        tell(&told)
        return told.report
    }

    private static var late: ServerReport {
        told { server in
            server.accept(600)
            for ago in [247.4, 187.3, 127.1, 67.3] { server.keepalive(ago) }
            server.measure(0.4)
        }
    }

    private static var silent: ServerReport {
        told { server in
            server.accept(600)
            server.keepalive(98.4)
            server.measure(0.4)
        }
    }

    private static var stalled: ServerReport {
        told { server in
            server.accept(100, as: .catchingUp)
            server.keepalive(29)
            server.measure(0.4)
        }
    }

    private static var flapping: ServerReport {
        told { server in
            server.accept(500)
            for ago in [440.0, 290] {
                server.end(.closedByServer("reset by the server"), ago)
                server.accept(ago - 62)
            }
            server.end(.receiveTimeout(.seconds(120)), 18.7)
        }
    }

    private static var behind: ServerReport {
        told { server in
            server.accept(500)
            server.keepalive(1.2)
            server.measure(0.9) {
                $0.crowdedSince = Scene.ago(4.2)
                $0.octetsWaiting = 212_992
                $0.threadDelay = .milliseconds(310)
            }
        }
    }

    private static var down: ServerReport {
        told { server in
            server.accept(4900)
            server.end(.terminated(.queryTerminated, text: "shutting \u{1b}[2Jdown"), 4000)
            for ago in [3900.0, 3300, 2700, 2100, 1500, 900] { server.end(.unreachable("Connection refused"), ago) }
            server.end(.connectTimeout, 180, retryIn: 600)
        }
    }
}
