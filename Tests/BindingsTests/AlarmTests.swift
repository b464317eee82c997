import DHCPv6Wire
import LeasequerySession
import TestSupport
import Testing

@testable import Bindings

/// One server whose report is made by hand, second by second.
struct Watched {
    var watch: AlarmWatch
    var report = ServerReport(server: ServerID(rawValue: 0), name: "s0", isInsecure: false)
    var keeping: KeepingStatus?
    private(set) var second = 0

    init(_ settings: AlarmSettings = AlarmSettings()) {
        watch = AlarmWatch(servers: 1, settings)
        report.phase = .live
        tick()
    }

    var now: Moment { Clock.at(second) }
    var open: [Alarm] { watch.book.alarms.filter(\.isOpen) }
    var kinds: [Alarm.Kind] { open.map(\.kind) }

    /// Another second with so many changes.
    mutating func tick(changes: Int = 0) {
        watch.note(statements: changes, of: 0)
        second += 1
        let seconds = watch.takeSeconds(at: now)
        _ = watch.advance([report], keeping, seconds: seconds, at: now)
    }

    mutating func acknowledge(_ id: Alarm.ID, _ isAcknowledged: Bool = true) -> Bool {
        watch.acknowledge(id, isAcknowledged)
    }

    mutating func run(_ seconds: Int, changes: Int = 0) {
        for _ in 0..<seconds { tick(changes: changes) }
    }

    /// Seconds until alarms of this kind are open, or none is; nil: not within an hour.
    mutating func secondsUntil(_ kind: Alarm.Kind, isOpen: Bool, changes: Int = 0) -> Int? {
        for seconds in 0..<3_600 {
            if kinds.contains(kind) == isOpen { return seconds }
            tick(changes: changes)
        }
        return nil
    }
}

/// Each kind of alarm by a trace: raised at its boundary and not before, cleared at its boundary and not before.
struct AlarmTests {
    typealias Change = @Sendable (inout ServerReport, Moment) -> Void

    struct Row: Sendable {
        var kind: Alarm.Kind
        var severity: Alarm.Severity
        var up: Int
        var down: Int
        var begins: Change
        var ends: Change
    }

    private static func hole(_ cause: Hole.Cause, at now: Moment) -> Ledger {
        var ledger = Ledger()
        ledger.closed = [Hole(cause, from: nil, since: now)]
        return ledger
    }

    static let rows = [
        Row(kind: .disconnected, severity: .critical, up: 30, down: 10) {
            $0.phase = .waiting(until: $1)
        } ends: { report, _ in
            report.phase = .catchingUp
        },
        Row(kind: .feed, severity: .critical, up: 10, down: 30) { report, now in
            report.condition = FeedCondition(.silent, since: now)
        } ends: { report, now in
            report.condition = FeedCondition(.fine, since: now)
        },
        Row(kind: .feed, severity: .warning, up: 10, down: 30) { report, now in
            report.condition = FeedCondition(.flapping, since: now)
        } ends: { report, now in
            report.condition = FeedCondition(.fine, since: now)
        },
        Row(kind: .hole, severity: .critical, up: 10, down: 10) {
            $0.ledger = hole(.dataMissing, at: $1)
        } ends: { report, _ in
            report.ledger = Ledger()
        },
        Row(kind: .hole, severity: .warning, up: 10, down: 10) {
            $0.ledger = hole(.catchUpUnfinished, at: $1)
        } ends: { report, _ in
            report.ledger = Ledger()
        },
        Row(kind: .hole, severity: .warning, up: 10, down: 10) { report, now in
            report.ledger = hole(.neverConnected, at: now)
            report.bulk = BulkProgress(Debt(from: nil, to: nil), beganAt: now)
            report.bulk?.verdict = .unpaid("no answer", retryAt: nil)
        } ends: { report, _ in
            report.bulk?.verdict = nil
        },
        Row(kind: .storeLimit, severity: .critical, up: 0, down: 60) { report, _ in
            report.isOverLimit = true
        } ends: { report, _ in
            report.isOverLimit = false
        },
        Row(kind: .overduePoll, severity: .critical, up: 120, down: 10) { report, now in
            report.pollInterval = .seconds(60)
            report.completeness = .polled(asOf: now, .everything, lateFrom: now.advanced(by: .seconds(120)))
        } ends: { report, now in
            report.completeness = .polled(asOf: now, .everything, lateFrom: now.advanced(by: .seconds(120)))
        },
        Row(kind: .overduePoll, severity: .critical, up: 120, down: 10) { report, now in
            report.pollInterval = .seconds(60)
            report.completeness = .firstPoll(since: now)
        } ends: { report, now in
            report.completeness = .polled(asOf: now, .everything, lateFrom: now.advanced(by: .seconds(120)))
        },
        Row(kind: .certificate, severity: .warning, up: 10, down: 10) { report, now in
            report.peer = peer(now, days: 30, seconds: 10)
        } ends: { report, now in
            report.peer = peer(now, days: 300)
        },
        Row(kind: .certificate, severity: .critical, up: 0, down: 10) { report, now in
            report.peer = peer(now, days: 6)
        } ends: { report, now in
            report.peer = peer(now, days: 30, seconds: 60)
        },
        Row(kind: .skew, severity: .warning, up: 10, down: 60) { report, now in
            setClock(of: &report, 31, at: now)
        } ends: { report, now in
            setClock(of: &report, 2, at: now)
        },
        Row(kind: .skew, severity: .critical, up: 10, down: 60) { report, now in
            setClock(of: &report, -61, at: now)
        } ends: { report, now in
            setClock(of: &report, 2, at: now)
        },
        Row(kind: .conflicts, severity: .warning, up: 300, down: 60) { report, now in
            report.partner = PartnerReport(
                server: ServerID(rawValue: 1), shared: 9, conflicts: 2, oldestConflict: now.unixSeconds)
        } ends: { report, now in
            report.partner = PartnerReport(server: ServerID(rawValue: 1), shared: 9, conflicts: 0, oldestConflict: nil)
        },
    ]

    private static func setClock(of report: inout ServerReport, _ seconds: Double, at now: Moment) {
        let skew = SkewEstimate(seconds: seconds, lower: seconds - 0.1, upper: seconds + 0.1)
        report.skew = skew
        report.skewLevel.take(skew, SkewLimits(), at: now)
    }

    /// A day begins one second after its end is less than a day away.
    private static func peer(_ now: Moment, days: Int64, seconds: Int64 = 0) -> PeerIdentity {
        PeerIdentity(
            subject: "CN=a", issuer: "CN=b", names: [], notAfter: now.unixSeconds + days * 86_400 + seconds - 1,
            version: "TLSv1.3", cipher: "c")
    }

    @Test(
        "each kind is raised when it has held for its time, cleared when it has been over for its time", arguments: rows
    )
    func boundaries(row: Row) {
        var watched = Watched()
        watched.run(5)
        #expect(watched.open.isEmpty)
        row.begins(&watched.report, watched.now)
        // What is found from the next second on has held for so long that many seconds later.
        let (up, down) = (row.up + (row.hasOwnClock ? 0 : 1), row.down + 1)
        #expect(watched.secondsUntil(row.kind, isOpen: true) == up)
        #expect(watched.open.map(\.severity) == [row.severity])
        watched.run(100)
        #expect(watched.kinds == [row.kind])
        row.ends(&watched.report, watched.now)
        #expect(watched.secondsUntil(row.kind, isOpen: false) == down)
        #expect(watched.watch.book.alarms.map(\.isOpen) == [false])
        #expect(watched.watch.book.raised.map(\.count) == [1])
    }

    @Test(
        "holes that another alarm tells, or nobody asks about, are none",
        arguments: [Hole.Cause.down, .storeLimit, .neverConnected])
    func otherHoles(cause: Hole.Cause) {
        var watched = Watched()
        watched.report.ledger = Self.hole(cause, at: watched.now)
        watched.run(1_000)
        #expect(watched.open.isEmpty)
    }

    @Test("a certificate gets worse, loses its acknowledgement, and stays known while there is no connection")
    func certificate() {
        var watched = Watched()
        watched.report.peer = Self.peer(watched.now, days: 7, seconds: 100)
        watched.tick()
        let id = watched.open[0].id
        #expect(watched.acknowledge(id) == true)
        watched.run(98)
        #expect(watched.open.map(\.severity) == [.warning] && watched.open[0].isAcknowledged)
        watched.run(2)
        #expect(watched.open.map(\.severity) == [.critical] && !watched.open[0].isAcknowledged)
        #expect(watched.open[0].id == id)
        watched.report.peer = nil
        watched.run(500)
        #expect(watched.kinds == [.certificate])
    }

    @Test(
        "a server is silent when nothing changes for longer than is usual, until something has changed for half a minute"
    )
    func silence() {
        var watched = Watched()
        watched.run(1_200, changes: 1)
        #expect(watched.secondsUntil(.silence, isOpen: true) == 60)
        #expect(watched.open.map(\.severity) == [.warning])
        guard case .silence(let report) = watched.open[0].cause else {
            Issue.record("no figures")
            return
        }
        #expect(report.limit == .seconds(60))
        #expect((0.9...1).contains(report.usualPerSecond))
        #expect(report.since == watched.now.advanced(by: .seconds(-60)))
        watched.run(5_000)
        #expect(watched.kinds == [.silence])
        #expect(watched.secondsUntil(.silence, isOpen: false, changes: 1) == 31)
    }

    @Test("nothing is silent that is not live, was heard for less than ten minutes, or is polled")
    func noSilence() {
        var watched = Watched()
        watched.run(500, changes: 1)
        watched.run(3_600)
        #expect(watched.open.isEmpty)
        watched.run(1_200, changes: 1)
        watched.report.condition = FeedCondition(.silent, since: watched.now)
        watched.run(9)
        watched.report.phase = .catchingUp
        watched.report.condition = FeedCondition(.fine, since: watched.now)
        watched.run(3_600)
        watched.report.phase = .polling
        watched.report.pollInterval = .seconds(60)
        watched.run(3_600)
        #expect(watched.open.isEmpty)
    }

    @Test("a lost connection does not end a silence; the first change after it does")
    func silenceOverLoss() {
        var watched = Watched()
        watched.run(1_200, changes: 1)
        watched.run(60)
        watched.report.phase = .connecting
        watched.run(20)
        watched.report.phase = .live
        watched.run(50)
        #expect(watched.kinds == [.silence])
        #expect(watched.secondsUntil(.silence, isOpen: false, changes: 1) == 31)
    }

    @Test(
        "a storm is ten times the usual rate over ten seconds, for ten seconds; it ends below half of that for a minute"
    )
    func storm() {
        var watched = Watched()
        watched.run(1_200, changes: 2)
        watched.run(600, changes: 19)
        #expect(watched.open.isEmpty)
        watched.run(1_200, changes: 2)
        #expect(watched.secondsUntil(.storm, isOpen: true, changes: 20) == 20)
        guard case .storm(let report) = watched.open[0].cause else {
            Issue.record("no figures")
            return
        }
        #expect(report.perSecond == 20 && report.usualPerSecond == 2 && report.peak == 20)
        #expect(report.statements == 380)
        watched.run(1_000, changes: 10)
        #expect(watched.kinds == [.storm])
        // Ten seconds until the mean is below ten, sixty until it has been for a minute.
        let end = watched.secondsUntil(.storm, isOpen: false, changes: 9)
        #expect(end.map((61...71).contains) == true)
    }

    @Test("below the floor nothing is a storm, and nothing before it is known what is usual")
    func noStorm() {
        var watched = Watched()
        watched.run(590, changes: 500)
        #expect(watched.open.isEmpty)
        var quiet = Watched()
        for second in 0..<3_600 { quiet.tick(changes: second % 60 == 0 ? 1 : 0) }
        quiet.run(600, changes: 9)
        #expect(quiet.open.isEmpty)
    }

    @Test("thresholds can be set")
    func settings() {
        var settings = AlarmSettings()
        settings.shortestSilence = .seconds(200)
        settings.stormFactor = 3
        settings.stormFloor = 1
        settings.disconnectedAfter = .seconds(5)
        var watched = Watched(settings)
        watched.run(1_200, changes: 2)
        #expect(watched.secondsUntil(.storm, isOpen: true, changes: 6) == 20)
        watched.run(1_200, changes: 2)
        #expect(watched.secondsUntil(.silence, isOpen: true) == 200)
        watched.report.phase = .connecting
        #expect(watched.secondsUntil(.disconnected, isOpen: true) == 6)
    }

    @Test("the state file is an alarm of no server")
    func notRemembered() {
        var watched = Watched()
        watched.keeping = .loading(7)
        watched.run(100)
        #expect(watched.open.isEmpty)
        watched.keeping = .failing(since: watched.now, reason: "disk full")
        #expect(watched.secondsUntil(.notRemembered, isOpen: true) == 11)
        #expect(watched.open[0].server == nil && watched.open[0].cause == .notRemembered(reason: "disk full"))
        watched.keeping = .kept
        #expect(watched.secondsUntil(.notRemembered, isOpen: false) == 11)
    }

    @Test("our own certificate is an alarm of no server, until another is in its place")
    func ownCertificate() {
        var watched = Watched()
        watched.watch.ownCertificate = OwnCertificate(path: "a", notAfter: watched.now.unixSeconds + 30 * 86_400 + 9)
        #expect(watched.secondsUntil(.ownCertificate, isOpen: true) == 10)
        #expect(watched.open[0].server == nil && watched.open[0].severity == .warning)
        watched.watch.ownCertificate = OwnCertificate(path: "a", notAfter: watched.now.unixSeconds)
        watched.tick()
        #expect(watched.open.map(\.severity) == [.critical])
        watched.watch.ownCertificate = OwnCertificate(path: "a", notAfter: watched.now.unixSeconds + 90 * 86_400)
        #expect(watched.secondsUntil(.ownCertificate, isOpen: false) == 11)
    }

    @Test("a rate that swings around the limit of a storm is one storm", arguments: 0..<5)
    func oscillates(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var watched = Watched()
        watched.run(1_200, changes: 2)
        for _ in 0..<3_600 { watched.tick(changes: Int.random(in: 14...26, using: &random)) }
        #expect(watched.watch.book.raised.map(\.count) == [1])
        #expect(watched.kinds == [.storm])
    }

    @Test("the worst is on top, then the newest, then what is over; the list is bounded and forgets after an hour")
    func order() {
        var watched = Watched()
        watched.report.peer = Self.peer(watched.now, days: 20)
        watched.run(2)
        watched.report.isOverLimit = true
        watched.run(2)
        #expect(watched.kinds == [.storeLimit, .certificate])
        watched.report.isOverLimit = false
        watched.run(61)
        #expect(watched.watch.book.alarms.map(\.kind) == [.certificate, .storeLimit])
        for _ in 0..<100 {
            watched.report.isOverLimit.toggle()
            watched.run(61)
        }
        // One in 122 seconds, and the certificate.
        #expect((29...32).contains(watched.watch.book.alarms.count))
        watched.report.isOverLimit = false
        watched.run(3_700)
        #expect(watched.watch.book.alarms.map(\.kind) == [.certificate])
    }

    @Test("an alarm that was acknowledged comes back when it is raised anew, and what is over takes none")
    func acknowledge() {
        var watched = Watched()
        watched.report.isOverLimit = true
        watched.tick()
        let first = watched.open[0].id
        #expect(watched.acknowledge(first) == true)
        #expect(watched.open[0].isAcknowledged)
        #expect(watched.acknowledge(first, false) == true)
        #expect(!watched.open[0].isAcknowledged)
        #expect(watched.acknowledge(first) == true)
        watched.report.isOverLimit = false
        watched.run(61)
        #expect(watched.acknowledge(first) == false)
        watched.report.isOverLimit = true
        watched.tick()
        #expect(watched.open.map(\.isAcknowledged) == [false] && watched.open[0].id != first)
        #expect(watched.acknowledge(99) == false)
    }
}

extension AlarmTests.Row {
    /// What it is found by has a time in it, so that it is found in the right second.
    fileprivate var hasOwnClock: Bool { [.overduePoll, .certificate, .conflicts].contains(kind) && up > 0 }
}

extension AlarmTests.Row: CustomTestStringConvertible {
    var testDescription: String { "\(kind) \(severity)" }
}
