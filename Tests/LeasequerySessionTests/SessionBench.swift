import DHCPv6Wire
import TestSupport

@testable import LeasequerySession

/// A session on a workbench: every step says what happened; `acts`, `events` and `verdict` hold what came of that
/// step alone. Time stands still but for `wait`.
struct SessionBench {
    /// A `SessionAction` as a person reads it.
    enum Act: Equatable {
        case open(UInt32)
        case startTLSMessage(UInt32)
        case startTLS(UInt32)
        case ask(UInt32, start: ServerTime?)
        case close(UInt32)
        case bulk(UInt32, [BulkQuery])
        case stopBulk(UInt32)
    }

    static let ownDUID = DUID(octets: [0, 4] + Array(repeating: 7, count: 16))
    static let serverDUID = DUID(octets: [0, 2, 0, 0, 0x7e, 0xd9, 1])
    static let peer = PeerIdentity(
        subject: "CN=server", issuer: "CN=authority", names: ["dhcp1.example"], notAfter: 1_790_000_000,
        version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384")
    static let otherServerDUID = DUID(octets: [0, 2, 0, 0, 0x7e, 0xd9, 2])

    var session: ServerSession
    private(set) var now = Moment(uptime: 5_000_000_000_000, utc: 1_787_313_600_000_000_000)
    private(set) var acts: [Act] = []
    private(set) var events: [SessionEvent] = []
    private(set) var verdict: Verdict?
    /// The connection opened last.
    private(set) var connection = ConnectionID(rawValue: 0)
    /// The transaction asked last.
    private(set) var transactionID: UInt32 = 0
    private var output = SessionOutput()

    init(
        _ security: SessionConfiguration.Security = .insecure, timers: SessionTimers = SessionTimers(),
        resuming resume: ResumePoint = ResumePoint(), mode: SessionConfiguration.Mode = .active,
        fillPlan: FillPlan? = nil, keepsStatusText: Bool = true,
        random: any RandomNumberGenerator & Sendable = SeededGenerator(seed: 1)
    ) {
        let configuration = try? SessionConfiguration(
            ownDUID: SessionBench.ownDUID, security: security, timers: timers)
        guard var configuration else { preconditionFailure("the bench's own configuration is sound") }
        configuration.mode = mode
        configuration.fillPlan = fillPlan
        configuration.keepsStatusText = keepsStatusText
        session = ServerSession(configuration, resuming: resume, random: random)
    }

    // MARK: Shortcuts to a state

    static var awaitingReply: SessionBench {
        var bench = SessionBench()
        bench.start()
        bench.opened()
        bench.written()
        return bench
    }

    /// Live after a query without LQ_START_TIME; the reply had this base time.
    static func live(base: ServerTime? = .base(0)) -> SessionBench {
        var bench = awaitingReply
        bench.receive(bench.reply(base: base))
        return bench
    }

    /// Lost the connection after `saved` and is catching up on a second one.
    static func catchingUp(from saved: ServerTime = .base(0)) -> SessionBench {
        var bench = awaitingSecondReply(saved: saved)
        bench.receive(bench.reply(base: saved.advanced(by: 100)))
        return bench
    }

    /// Lost the connection after `saved` and has asked again.
    static func awaitingSecondReply(saved: ServerTime = .base(0)) -> SessionBench {
        var bench = live(base: saved)
        bench.ended(.closed)
        bench.waitForDeadline()
        bench.opened()
        bench.written()
        return bench
    }

    // MARK: Steps

    mutating func bulkEnded(_ id: UInt32, _ result: BulkResult) {
        step { $0.bulkEnded(BulkID(rawValue: id), result, at: $1, into: &$2) }
    }

    mutating func start() { step { $0.start(at: $1, into: &$2) } }
    mutating func reconnect() { step { $0.reconnect(at: $1, into: &$2) } }
    mutating func refill(isUrgent: Bool = false) { step { $0.refill(isUrgent: isUrgent, at: $1, into: &$2) } }
    mutating func stop() { step { $0.stop(at: $1, into: &$2) } }

    mutating func opened(_ id: ConnectionID? = nil) {
        let id = id ?? connection
        step { $0.opened(id, at: $1, into: &$2) }
    }

    mutating func written() {
        let id = connection
        step { session, now, _ in session.queryWritten(id, at: now) }
    }

    mutating func ended(_ end: TransportEnd, on id: ConnectionID? = nil) {
        let id = id ?? connection
        step { $0.ended(id, end, at: $1, into: &$2) }
    }

    mutating func framingLost(_ error: WireError) {
        let id = connection
        step { $0.framingLost(id, error, at: $1, into: &$2) }
    }

    mutating func undecodable(_ error: WireError) {
        let id = connection
        step { $0.undecodable(id, error, at: $1, into: &$2) }
    }

    /// Time passes in steps in which the server shows that it is alive, with the base time it showed last.
    mutating func quietly(_ duration: Duration) {
        let end = now.advanced(by: duration)
        while now.uptime < end.uptime {
            wait(min(.seconds(1), end.since(now)))
            receive(data(base: session.resume.saved))
        }
    }

    /// Time passes; the deadline is told if it has come by then.
    mutating func wait(_ duration: Duration) {
        now = now.advanced(by: duration)
        step { $0.deadlineReached(at: $1, into: &$2) }
    }

    mutating func waitForDeadline() {
        guard let deadline = session.deadline else { return step { _, _, _ in } }
        wait(deadline.since(now))
    }

    mutating func secured() {
        let id = connection
        step { $0.secured(id, peer: SessionBench.peer, at: $1, into: &$2) }
    }

    /// - Parameter octetsBehind: how many more came in one piece with it.
    mutating func receive(_ message: OwnedMessage, octetsBehind: Int = 0, on id: ConnectionID? = nil) {
        let id = id ?? connection
        let octets = message.encoded()
        var decoder = MessageDecoder()
        guard (try? decoder.decode(octets.span.bytes)) != nil else {
            preconditionFailure("the bench sends sound frames")
        }
        var verdict: Verdict?
        step {
            verdict = $0.received(
                decoder.summary, octets: octets.span.bytes, octetsBehind: octetsBehind, on: id, at: $1, into: &$2)
        }
        self.verdict = verdict
    }

    private mutating func step(_ body: (inout ServerSession, Moment, inout SessionOutput) -> Void) {
        verdict = nil
        body(&session, now, &output)
        acts = output.actions.map { action in
            switch action {
            case .open(let id):
                connection = id
                return .open(id.rawValue)
            case .startTLS(let id): return .startTLS(id.rawValue)
            case .send(let octets, let id):
                return ask(octets, on: id)
            case .close(let id): return .close(id.rawValue)
            case .runBulk(let id, let queries): return .bulk(id.rawValue, queries)
            case .stopBulk(let id): return .stopBulk(id.rawValue)
            }
        }
        events = output.events
        output = SessionOutput()
    }

    private mutating func ask(_ octets: [UInt8], on id: ConnectionID) -> Act {
        guard let query = try? OwnedMessage(decoding: octets.span.bytes.extracting(2..<octets.count)) else {
            preconditionFailure("a query of ours does not decode")
        }
        transactionID = query.transactionID
        guard query.type != .startTLS else { return .startTLSMessage(id.rawValue) }
        let start = query[.startTime].map { $0.data.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }
        return .ask(id.rawValue, start: start.map(ServerTime.init(rawValue:)))
    }
}

extension ServerTime {
    /// Noon of 2026-08-21 and some seconds.
    static func base(_ seconds: Int32) -> ServerTime {
        ServerTime(rawValue: 840_628_800).advanced(by: seconds)
    }
}
