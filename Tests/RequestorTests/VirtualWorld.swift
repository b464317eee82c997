import Bindings
import DHCPv6Wire
import LeasequerySession
import Requestor
import Testing

@testable import Responder

/// A server and a client in one virtual time, and between them two lines, each of which can be cut, held up and damaged
/// anywhere.
struct VirtualWorld: ~Copyable {
    /// One direction of one of the two connections.
    enum Stream: CaseIterable {
        case activeDown, activeUp, bulkDown, bulkUp
    }

    /// One connection: the server's end of it, and what is on its way to the client.
    struct Line {
        var session: ResponderSession
        var inFlight: [UInt8] = []
        var unread: [UInt8] = []
    }

    private struct Bulk {
        var id: BulkID
        var run: LeasequerySession.BulkRun
        var line: Line?
    }

    struct Settings {
        var seed: UInt64 = 0
        /// Links of the server.
        var links = 1
        /// How many of them the client knows; nil: link `::` means them all.
        var configuredLinks: Int?
        var storeLimit = 1_000
        var bound: UInt32 = 20
        var endedLimit = 4
        /// How many octets of a bulk answer may be on their way: what is said early is then read late.
        var bulkRoom = 300
        /// Whatever is said while time passes is read at once; else only when the test says so.
        var isPrompt = true
        var timers = SessionTimers()
    }

    static let name = ServerID(rawValue: 0)
    let settings: Settings
    var server: VirtualServer
    var random: Responder.SeededGenerator
    private(set) var store: LiveStore
    /// Octets carried by each stream, over all connections.
    private(set) var carried: [Stream: Int] = [:]
    /// The line breaks when this stream has carried so many octets and is to carry one more.
    var breaking: (stream: Stream, after: Int, end: TransportEnd)?
    private let configuration: SessionConfiguration
    private var runner: SessionRunner
    private var active: (id: ConnectionID, line: Line)?
    private var bulk: Bulk?
    private var bulkDecoder = MessageDecoder()
    /// The first moment, by the client's clocks, of which nobody steps either.
    static let beginning = Moment(uptime: 1_000_000_000_000, utc: 1_787_313_600_700_000_000)

    init(_ settings: Settings) {
        self.settings = settings
        random = .init(seed: settings.seed)
        store = LiveStore(servers: [(name: "s", isInsecure: true)], limit: settings.storeLimit)
        server = VirtualServer(
            links: settings.links, bound: settings.bound, endedLimit: settings.endedLimit,
            at: VirtualWorld.beginning.uptime)
        guard
            var configuration = try? SessionConfiguration(
                ownDUID: ServerVoice.ownDUID, security: .insecure, timers: settings.timers)
        else { preconditionFailure("sound") }
        configuration.fillPlan = FillPlan(links: (0..<(settings.configuredLinks ?? 0)).map(VirtualServer.link))
        self.configuration = configuration
        runner = SessionRunner(ServerSession(configuration, random: Responder.SeededGenerator(seed: settings.seed ^ 1)))
        tell { $0.start(at: $1, into: &$2) }
    }

    /// The client is killed, and starts again with what it finds.
    mutating func restart(with found: LiveStore, resuming: ResumePoint) {
        (active, bulk) = (nil, nil)
        store = found
        let random = Responder.SeededGenerator(seed: server.now.uptime)
        runner = SessionRunner(ServerSession(configuration, resuming: resuming, random: random))
        tell { $0.start(at: $1, into: &$2) }
    }

    var report: ServerReport {
        let now = now
        return store.read { $0.serverReports(at: now)[0] }
    }
    var session: ServerSession { runner.session }
    func rows(_ body: (BindingRow) -> Void) { store.read { $0.visitRows(body) } }

    var isBulkRunning: Bool { bulk != nil }

    var now: Moment {
        VirtualWorld.beginning.advanced(by: .nanoseconds(server.now.uptime - VirtualWorld.beginning.uptime))
    }

    /// Nothing is on its way on the active connection, and the server has nothing to add.
    var isQuiet: Bool {
        guard let active, active.line.inFlight.isEmpty, active.line.unread.isEmpty else { return false }
        var output = ResponderOutput()
        var session = active.line.session
        session.proceed(at: server.now, from: server.book, room: .max, into: &output)
        return output.messages == 0
    }
}

// Time.
extension VirtualWorld {
    /// Lets time pass: every timer of either side goes off when it is due.
    mutating func pass(_ duration: Duration) {
        let end =
            server.now.uptime + UInt64(duration.components.seconds) * 1_000_000_000
            + UInt64(duration.components.attoseconds / 1_000_000_000)
        while let next = nextDeadline, next < end {
            server.pass(max(next, server.now.uptime) - server.now.uptime)
            reachDeadlines()
            if settings.isPrompt { deliver() }
        }
        server.pass(end - server.now.uptime)
        reachDeadlines()
    }

    private var nextDeadline: UInt64? {
        let deadlines = [
            runner.session.deadline?.uptime, bulk?.run.deadline?.uptime, active?.line.session.deadline,
            bulk?.line?.session.deadline,
        ]
        return deadlines.compactMap { $0 }.min()
    }

    private mutating func reachDeadlines() {
        tell { $0.deadlineReached(at: $1, into: &$2) }
        let moment = now
        bulk?.run.deadlineReached(at: moment)
        performBulk()
        if var line = active?.line {
            var output = ResponderOutput()
            line.session.deadlineReached(at: server.now, from: server.book, into: &output)
            line.inFlight += output.octets
            active?.line = line
            if output.end != nil { endActive(.closed) }
        }
        if var line = bulk?.line {
            var output = ResponderOutput()
            line.session.deadlineReached(at: server.now, from: server.book, into: &output)
            line.inFlight += output.octets
            bulk?.line = line
            if output.end != nil { endBulk(.closed) }
        }
    }

    /// Carries all there is to carry.
    mutating func deliver() {
        var before = -1
        while carried.values.reduce(0, +) != before {
            before = carried.values.reduce(0, +)
            deliverActive(upTo: .max)
            deliverBulk(upTo: .max)
        }
    }
}

// What may happen to the lines.
extension VirtualWorld {
    mutating func endActive(_ end: TransportEnd) {
        guard let (id, line) = active else { return }
        active = nil
        runner.streamEnded(id, end, leaving: line.unread.span.bytes, at: now)
        perform()
    }

    mutating func endBulk(_ end: TransportEnd) {
        if let line = bulk?.line, !line.unread.isEmpty {
            bulk?.run.framingLost(WireError(.truncatedFrame(announced: 2, present: 1), at: 0))
        }
        bulk?.line = nil
        bulk?.run.ended(end)
        performBulk()
    }

    /// A message of the live feed arrives that nobody can read: its type stays, its options do not.
    mutating func damage() {
        guard runner.session.phase == .live, var line = active?.line, line.unread.isEmpty else { return }
        line.proceed(server)
        active?.line = line
        guard line.inFlight.count > 8 else { return }
        let length = Int(line.inFlight[0]) << 8 | Int(line.inFlight[1])
        guard length > 8, line.inFlight.count >= length + 2 else { return }
        for index in 6..<10 { line.inFlight[index] = 0xff }
        active?.line = line
    }

    /// Asks for everything again.
    /// Binds one of forty addresses, to its usual client or another, or ends it.
    mutating func changeSomething() {
        let address = UInt32.random(in: 0..<40, using: &random)
        if Bool.random(using: &random) {
            let isOther = Bool.random(using: &random)
            server.bind(address, to: isOther ? address + 40 : address)
        } else {
            server.end(address)
        }
    }

    mutating func refill() { tell { $0.refill(isUrgent: false, at: $1, into: &$2) } }

    /// How many of `count` octets the stream carries before it breaks.
    private mutating func carry(_ count: Int, on stream: Stream) -> (count: Int, end: TransportEnd?) {
        let before = carried[stream, default: 0]
        guard let breaking, breaking.stream == stream, before + count > breaking.after else {
            carried[stream] = before + count
            return (count, nil)
        }
        carried[stream] = breaking.after
        self.breaking = nil
        return (breaking.after - before, breaking.end)
    }
}

// The active connection.
extension VirtualWorld {
    mutating func deliverActive(upTo most: Int) {
        guard let id = active?.id, var line = active?.line else { return }
        line.proceed(server)
        let (count, end) = carry(min(most, line.inFlight.count), on: .activeDown)
        line.read(count)
        let used = runner.consume(line.unread.span.bytes, on: id, at: now)
        line.unread.removeFirst(used)
        active = (id, line)
        perform()
        if let end, active?.id == id { endActive(end) }
    }

    private mutating func tell(_ input: (inout ServerSession, Moment, inout SessionOutput) -> Void) {
        let moment = now
        runner.tell { input(&$0, moment, &$1) }
        perform()
    }

    private mutating func perform() {
        while !runner.output.actions.isEmpty {
            switch runner.output.actions.removeFirst() {
            case .open(let id):
                active = (id, Line(session: server.connect()))
                tell { $0.opened(id, at: $1, into: &$2) }
            case .send(let octets, let id): sendActive(octets, on: id)
            case .close: active = nil
            case .startTLS: Issue.record("TLS in clear")
            case .runBulk(let id, let queries): runBulk(id, queries)
            case .stopBulk: bulk = nil
            }
        }
        handOver()
    }

    private mutating func sendActive(_ octets: [UInt8], on id: ConnectionID) {
        let (_, end) = carry(octets.count, on: .activeUp)
        if let end { return endActive(end) }
        active?.line.hear(octets, server)
        tell { session, moment, _ in session.queryWritten(id, at: moment) }
    }

    private mutating func handOver() {
        runner.closeBatch(at: now)
        store.receive(runner.batch, runner.output.events, from: VirtualWorld.name, at: now)
        runner.batch.removeAll()
        runner.output.events.removeAll()
    }
}

// The bulk connection.
extension VirtualWorld {
    private mutating func runBulk(_ id: BulkID, _ queries: [BulkQuery]) {
        handOver()
        let run = LeasequerySession.BulkRun(
            queries, requestor: ServerVoice.ownDUID, security: .insecure, using: &random)
        bulk = Bulk(id: id, run: run, line: Line(session: server.connect()))
        let moment = now
        bulk?.run.opened(at: moment)
        performBulk()
    }

    mutating func deliverBulk(upTo most: Int) {
        guard var bulk, var line = bulk.line else { return }
        line.proceed(server, room: settings.bulkRoom)
        let (count, end) = carry(min(most, line.inFlight.count), on: .bulkDown)
        line.read(count)
        var batch = UpdateBatch()
        batch.isBulk = true
        while let range = nextFrame(line.unread) {
            let message = Array(line.unread[range])
            line.unread.removeFirst(range.upperBound)
            guard (try? bulkDecoder.decode(message.span.bytes)) != nil else { continue }
            let verdict = bulk.run.received(bulkDecoder, of: message.span.bytes, octetsBehind: 0, at: now)
            batch.lastMessageAt = now
            if verdict == .apply { batch.append(bulkDecoder, of: message.span.bytes, origin: .bulk) }
        }
        store.receive(batch, [], from: VirtualWorld.name, at: now)
        bulk.line = line
        self.bulk = bulk
        performBulk()
        if let end, self.bulk?.id == bulk.id { endBulk(end) }
    }

    private func nextFrame(_ octets: [UInt8]) -> Range<Int>? {
        guard case .message(let range)? = try? FrameSplitter.next(in: octets.span.bytes, at: 0) else { return nil }
        return range
    }

    private mutating func performBulk() {
        while let action = bulk?.run.nextAction() {
            switch action {
            case .send(let octets): sendBulk(octets)
            case .startTLS: Issue.record("TLS in clear")
            case .close:
                guard let over = bulk else { return }
                bulk = nil
                tell { $0.bulkEnded(over.id, over.run.result, at: $1, into: &$2) }
            }
        }
    }

    /// The reference server takes link `::` for every link; if the client is to ask by links, it meets one that does
    /// not.
    private mutating func sendBulk(_ octets: [UInt8]) {
        let (_, end) = carry(octets.count, on: .bulkUp)
        if let end { return endBulk(end) }
        bulk?.line?.hear(octets, server, refusesAllLinks: settings.configuredLinks != nil)
        let moment = now
        bulk?.run.written(at: moment)
    }
}

extension VirtualWorld.Line {
    /// The server says what it has to say.
    mutating func proceed(_ server: VirtualServer, room: Int = 300) {
        var output = ResponderOutput()
        session.proceed(at: server.now, from: server.book, room: room, into: &output)
        inFlight += output.octets
    }

    /// So many octets arrive.
    mutating func read(_ count: Int) {
        unread += inFlight.prefix(count)
        inFlight.removeFirst(count)
    }

    mutating func hear(_ frame: [UInt8], _ server: VirtualServer, refusesAllLinks: Bool = false) {
        if refusesAllLinks, let refusal = VirtualServer.refusal(ofAllLinks: frame) {
            inFlight += refusal
            return
        }
        var output = ResponderOutput()
        session.received(
            frame.span.bytes.extracting(2..<frame.count), octetsBehind: 0, at: server.now, from: server.book,
            into: &output)
        inFlight += output.octets
    }
}

extension VirtualServer {
    /// What a server answers that has no such link as `::`; nil if the query names a link.
    fileprivate static func refusal(ofAllLinks frame: [UInt8]) -> [UInt8]? {
        guard let query = try? OwnedMessage(decoding: frame.span.bytes.extracting(2..<frame.count)),
            let question = try? query.options.first(LeasequeryQuery.self), question.linkAddress == .unspecified
        else { return nil }
        let reply = OwnedMessage(
            .leasequeryReply, transactionID: query.transactionID,
            options: [
                RawOption(.clientID, ServerVoice.ownDUID.octets), RawOption(.serverID, ServerVoice.serverDUID.octets),
                RawOption(.statusCode, [0, UInt8(StatusCode.malformedQuery.rawValue)]),
            ])
        return reply.framed()
    }
}
