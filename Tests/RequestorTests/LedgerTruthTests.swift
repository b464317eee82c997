import Bindings
import DHCPv6Wire
import LeasequerySession
import Requestor
import Testing

@testable import Responder

/// Whatever happens in whatever order: what the ledger calls whole is what the server has.
struct LedgerTruthTests {
    @Test(
        "Random changes, cuts, short histories and damage: what is called whole is the server's true state",
        arguments: 0..<24)
    func truth(seed: UInt64) throws {
        var world = World(seed: seed)
        var looks = 0
        for _ in 0..<400 {
            world.step()
            looks += try world.look() ? 1 : 0
        }
        world.calmDown()
        #expect(try world.look(), "quiet, and still not whole: \(world.report.ledger.holes)")
        #expect(looks > 0)
    }
}

/// A server and a client in one virtual time, and two lines between them that can be cut, held up and damaged.
private struct World: ~Copyable {
    /// One connection: the server's session, and what is on its way.
    struct Line {
        var session: ResponderSession
        var inFlight: [UInt8] = []
        var unread: [UInt8] = []
    }

    struct Bulk {
        var id: BulkID
        var run: LeasequerySession.BulkRun
        var line: Line?
    }

    static let server = ServerID(rawValue: 0)
    private var random: SplitMix
    private var uptime: UInt64 = 1_000_000_000_000
    private let rules: SessionRules
    private var book: LeaseBook
    private let script = Script()
    private var runner: SessionRunner
    private var store = BindingStore(servers: [(name: "s", isInsecure: true)], limit: 1_000)
    private var active: (id: ConnectionID, line: Line)?
    private var bulk: Bulk?
    private var bulkDecoder = MessageDecoder()

    init(seed: UInt64) {
        random = SplitMix(state: seed)
        var rules = SessionRules(serverID: ServerVoice.serverDUID)
        rules.activeLeasequery = true
        rules.needsTLS = false
        self.rules = rules
        for number in 0..<20 as Range<UInt32> { script.present.append(Script.bound(number, number, at: 1_787_313_000)) }
        book = LeaseBook(script.feed, endedLimit: 4, at: World.serverMoment(uptime))
        var timers = SessionTimers()
        timers.retry = .seconds(5)
        timers.retryCeiling = .seconds(20)
        guard
            var configuration = try? SessionConfiguration(
                ownDUID: ServerVoice.ownDUID, security: .insecure, timers: timers)
        else { preconditionFailure("sound") }
        configuration.fillPlan = FillPlan()
        runner = SessionRunner(ServerSession(configuration, random: SplitMix(state: seed ^ 1)))
        tell { $0.start(at: $1, into: &$2) }
    }

    var report: ServerReport { store.serverReports(at: now)[0] }

    private var now: Moment { Moment(uptime: uptime, utc: World.serverMoment(uptime).utc + 700_000_000) }

    private static func serverMoment(_ uptime: UInt64) -> ServerMoment {
        ServerMoment(uptime: uptime, utc: 1_787_313_600_000_000_000 + Int64(uptime) - 1_000_000_000_000)
    }

    // MARK: What may happen

    mutating func step() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<30: change()
        case 30..<45: deliverActive(upTo: Int.random(in: 1...400, using: &random))
        case 45..<60: deliverBulk(upTo: Int.random(in: 1...400, using: &random))
        case 60..<80: pass(.milliseconds(Int.random(in: 1...3_000, using: &random)))
        case 80..<82: cutActive()
        case 82..<84: cutBulk()
        case 84..<87: damage()
        case 87..<90: book.trim()
        default: settle()
        }
    }

    /// No more changes, cuts or damage: everything that is under way comes to its end.
    mutating func calmDown() {
        for _ in 0..<200 {
            settle()
            pass(.seconds(1))
        }
        settle()
    }

    /// - Returns: whether the ledger calls the state whole at a moment at which nothing is under way.
    func look() throws -> Bool {
        guard case .whole = report.completeness, let active, active.line.inFlight.isEmpty, active.line.unread.isEmpty
        else { return false }
        var output = ResponderOutput()
        var session = active.line.session
        session.proceed(at: World.serverMoment(uptime), from: book, room: .max, into: &output)
        guard output.messages == 0 else { return false }
        var held: [IPv6Address: DUID] = [:]
        store.visitRows(matching: nil) { row in
            if row.state == .bound, !row.isUnverified { held[row.prefix.address] = row.duid }
        }
        var confirmed: Set<IPv6Address> = []
        store.visitRows(matching: nil) { if $0.state == .bound { confirmed.insert($0.prefix.address) } }
        var bound: [IPv6Address: DUID] = [:]
        for client in 0..<UInt32(book.history.clientCount) {
            book.history.forEachBinding(of: ClientNumber(rawValue: client)) { binding in
                if !binding.isEnded { bound[binding.key.prefix.address] = DUID(octets: Script.duid(client)) }
            }
        }
        for (address, client) in held { #expect(bound[address] == client, "\(address) is held and not true") }
        for address in bound.keys { #expect(confirmed.contains(address), "\(address) is bound and not held") }
        return true
    }

    private mutating func change() {
        let address = UInt32.random(in: 0..<40, using: &random)
        let at = World.serverMoment(uptime)
        if Bool.random(using: &random) {
            let client = Bool.random(using: &random) ? address : address + 40
            script.coming.append(Script.bound(address, client, at: at.seconds))
        } else if let holder = book.history.binding(Script.key(address)), !holder.isEnded {
            script.coming.append(
                BindingChange(Script.key(address), of: holder.client, .ended, lastTransaction: at.seconds))
        }
        book.advance(to: at)
    }

    private mutating func pass(_ duration: Duration) {
        uptime +=
            UInt64(duration.components.seconds) * 1_000_000_000
            + UInt64(duration.components.attoseconds / 1_000_000_000)
        book.witness(World.serverMoment(uptime))
        book.advance(to: World.serverMoment(uptime))
        tell { $0.deadlineReached(at: $1, into: &$2) }
    }

    private mutating func settle() {
        for _ in 0..<20 {
            deliverActive(upTo: .max)
            deliverBulk(upTo: .max)
        }
    }

    private mutating func cutActive() {
        guard let (id, line) = active else { return }
        active = nil
        runner.streamEnded(id, .reset, leaving: line.unread.span.bytes, at: now)
        perform()
    }

    private mutating func cutBulk() {
        bulk?.line = nil
        bulk?.run.ended(.reset)
        performBulk()
    }

    /// A message of the live feed arrives that nobody can read: its type stays, its options do not.
    private mutating func damage() {
        guard runner.session.phase == .live, var line = active?.line, line.unread.isEmpty else { return }
        var output = ResponderOutput()
        line.session.proceed(at: World.serverMoment(uptime), from: book, room: 300, into: &output)
        line.inFlight += output.octets
        active?.line = line
        guard line.inFlight.count > 8 else { return }
        let length = Int(line.inFlight[0]) << 8 | Int(line.inFlight[1])
        guard length > 8, line.inFlight.count >= length + 2 else { return }
        for index in 6..<10 { line.inFlight[index] = 0xff }
        active?.line = line
    }

    // MARK: The active feed

    private mutating func deliverActive(upTo most: Int) {
        guard let id = active?.id, var line = active?.line else { return }
        var output = ResponderOutput()
        line.session.proceed(at: World.serverMoment(uptime), from: book, room: 300, into: &output)
        line.inFlight += output.octets
        let count = min(most, line.inFlight.count)
        line.unread += line.inFlight.prefix(count)
        line.inFlight.removeFirst(count)
        let used = runner.consume(line.unread.span.bytes, on: id, at: now)
        line.unread.removeFirst(used)
        active = (id, line)
        perform()
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
                active = (id, Line(session: ResponderSession(rules, at: World.serverMoment(uptime))))
                tell { $0.opened(id, at: $1, into: &$2) }
            case .send(let octets, let id):
                active?.line.hear(octets, at: World.serverMoment(uptime), book)
                tell { session, moment, _ in session.queryWritten(id, at: moment) }
            case .close: active = nil
            case .startTLS: Issue.record("TLS in clear")
            case .runBulk(let id, let queries):
                handOver()
                let run = LeasequerySession.BulkRun(
                    queries, requestor: ServerVoice.ownDUID, security: .insecure, using: &random)
                bulk = Bulk(
                    id: id, run: run, line: Line(session: ResponderSession(rules, at: World.serverMoment(uptime))))
                let moment = now
                bulk?.run.opened(at: moment)
                performBulk()
            case .stopBulk: bulk = nil
            }
        }
        handOver()
    }

    private mutating func handOver() {
        runner.closeBatch(at: now)
        for event in runner.output.events { store.note(event, from: World.server) }
        store.apply(runner.batch, from: World.server, at: now)
        runner.batch.removeAll()
        runner.output.events.removeAll()
    }

    // MARK: The bulk run

    private mutating func deliverBulk(upTo most: Int) {
        guard var bulk, var line = bulk.line else { return }
        var output = ResponderOutput()
        line.session.proceed(at: World.serverMoment(uptime), from: book, room: 300, into: &output)
        line.inFlight += output.octets
        let count = min(most, line.inFlight.count)
        line.unread += line.inFlight.prefix(count)
        line.inFlight.removeFirst(count)
        var batch = UpdateBatch()
        batch.isBulk = true
        while let range = nextFrame(line.unread) {
            let message = Array(line.unread[range])
            line.unread.removeFirst(range.upperBound)
            guard (try? bulkDecoder.decode(message.span.bytes)) != nil else { continue }
            let verdict = bulk.run.received(bulkDecoder, of: message.span.bytes, octetsBehind: 0, at: now)
            if verdict == .apply { batch.append(bulkDecoder, of: message.span.bytes, origin: .bulk) }
        }
        store.apply(batch, from: World.server, at: now)
        bulk.line = line
        self.bulk = bulk
        performBulk()
    }

    private func nextFrame(_ octets: [UInt8]) -> Range<Int>? {
        guard case .message(let range)? = try? FrameSplitter.next(in: octets.span.bytes, at: 0) else { return nil }
        return range
    }

    private mutating func performBulk() {
        while let action = bulk?.run.nextAction() {
            switch action {
            case .send(let octets):
                bulk?.line?.hear(octets, at: World.serverMoment(uptime), book)
                let moment = now
                bulk?.run.written(at: moment)
            case .startTLS: Issue.record("TLS in clear")
            case .close:
                guard let over = bulk else { return }
                bulk = nil
                tell { $0.bulkEnded(over.id, over.run.result, at: $1, into: &$2) }
            }
        }
    }
}

extension World.Line {
    mutating func hear(_ frame: [UInt8], at now: ServerMoment, _ book: LeaseBook) {
        var output = ResponderOutput()
        session.received(
            frame.span.bytes.extracting(2..<frame.count), octetsBehind: 0, at: now, from: book, into: &output)
        inFlight += output.octets
    }
}

/// Bindings as the test writes them down; shared with it, in one thread.
private final class Script: @unchecked Sendable {
    struct Feed: BindingFeed {
        let script: Script

        var links: [IPv6Prefix] { [IPv6Prefix(ServerVoice.address(0), length: 64)] }

        func start(at now: ServerMoment, _ report: (BindingChange) -> Void) { script.present.forEach(report) }

        func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {
            script.coming.forEach(report)
            script.coming = []
        }

        func describe(_ client: ClientNumber, into description: inout ClientDescription) {
            description.duid = Script.duid(client.rawValue)
            description.link = ServerVoice.address(0)
        }
    }

    var present: [BindingChange] = []
    var coming: [BindingChange] = []
    var feed: Feed { Feed(script: self) }

    static func key(_ address: UInt32) -> Responder.BindingKey { .init(address: ServerVoice.address(UInt8(address))) }

    static func duid(_ client: UInt32) -> [UInt8] { [0, 3, 0, 1, 0, 0, 0x5e, 0, 0x53, UInt8(client)] }

    static func bound(_ address: UInt32, _ client: UInt32, at second: Int64) -> BindingChange {
        let until = second + 1_000_000
        return BindingChange(
            key(address), of: ClientNumber(rawValue: client), .bound(preferredUntil: until, validUntil: until),
            lastTransaction: second)
    }
}

/// SplitMix64: the same numbers for the same seed.
private struct SplitMix: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
