import Bindings
import DHCPv6Wire
import LeasequerySession
import Requestor
import Testing

@testable import Responder

/// The reference server with its simulator and the requestor with its store, in one virtual time: between them a path
/// that delays, and at either end a clock that may be wrong. True time is in seconds since the beginning.
///
/// Nobody answers bulk queries here.
struct SimulatedWorld: ~Copyable {
    /// What the server's clock shows less the true time.
    var serverAhead = 0.0
    /// By so much more every second.
    var serverRate = 0.0
    /// What the server takes for the time when its clock shows this.
    var stamp: (Double) -> Double = { $0 }
    /// What our wall clock shows less the true time.
    var localAhead = 0.0
    /// Of the path one way, and what comes on top of it by chance, at most.
    var delay = 0.000_3
    var jitter = 0.0
    /// How late a message is besides that is made at this true time.
    var queue: (Double) -> Double = { _ in 0 }
    private(set) var time = 0.0
    /// True time that our uptime clock did not count.
    private var slept = 0.0
    private let rules: SessionRules
    private var book: LeaseBook
    private var runner: SessionRunner
    private let store = LiveStore(servers: [(name: "s", isInsecure: true)], limit: 10_000)
    private var line: (id: ConnectionID, session: ResponderSession)?
    /// On its way to us, in order.
    private var flying: [(arrival: Double, octets: [UInt8])] = []
    private var unread: [UInt8] = []
    private var lastRead = 0.0
    private var random = Responder.SeededGenerator(seed: 3)

    private static let name = ServerID(rawValue: 0)
    private static let beginning = 1_787_313_600.0

    /// - Parameter rate: changes a second.
    init(bindings: Int, rate: Double) throws {
        var rules = SessionRules(serverID: ServerVoice.serverDUID)
        rules.activeLeasequery = true
        rules.needsTLS = false
        self.rules = rules
        let simulator = Simulator(SimulationParameters(bindings: bindings, rate: rate))
        book = LeaseBook(
            simulator, endedLimit: 1_000,
            at: ServerMoment(uptime: 1_000_000_000_000, utc: Int64(Self.beginning * 1e9)))
        let configuration = try SessionConfiguration(ownDUID: ServerVoice.ownDUID, security: .insecure)
        runner = SessionRunner(ServerSession(configuration, random: Responder.SeededGenerator(seed: 4)))
    }

    /// The requestor connects; to be called once the clocks stand as they are to.
    mutating func start() { tell { $0.start(at: $1, into: &$2) } }

    private var serverNow: ServerMoment {
        let shown = stamp(time + serverAhead) + Self.beginning
        return ServerMoment(uptime: UInt64((1_000 + time) * 1e9), utc: Int64(shown * 1e9))
    }

    private func now(at time: Double) -> Moment {
        Moment(
            uptime: UInt64((5_000 + time - slept) * 1e9), utc: Int64((Self.beginning + time + localAhead) * 1e9))
    }

    // MARK: What the requestor knows

    var report: ServerReport {
        let now = now(at: time)
        return store.read { $0.serverReports(at: now)[0] }
    }

    var clock: Clock { Clock(skew: report.skew, truth: serverAhead - localAhead) }

    struct Clock {
        var skew: SkewEstimate?
        /// Server's clock less ours.
        var truth: Double

        /// Whether the bounds hold the truth, and lie no farther apart than `width`.
        func isKnown(within width: Double) -> Bool {
            guard let skew, let upper = skew.upper else { return false }
            return skew.lower <= truth && truth <= upper && upper - skew.lower <= width
        }
    }

    var steps: [SkewStep.Kind] { report.clockSteps.map(\.step.kind) }

    // MARK: Time

    /// The server works about every tenth of a second.
    mutating func pass(_ seconds: Double, isAwake: Bool = true) {
        let end = time + seconds
        while time < end {
            let step = min(Double.random(in: 0.05..<0.15, using: &random), end - time)
            let before = time
            time += step
            serverAhead += serverRate * step
            serve()
            guard isAwake else { continue }
            arrive()
            tell { $0.deadlineReached(at: $1, into: &$2) }
            if before.rounded(.down) < time.rounded(.down) { store.advance(to: now(at: time)) }
        }
    }

    /// This machine sleeps: neither it nor its uptime clock notices what goes on.
    mutating func sleep(_ seconds: Double) {
        pass(seconds, isAwake: false)
        slept += seconds
        // What came meanwhile is read now.
        lastRead = time
    }

    private mutating func serve() {
        book.advance(to: serverNow)
        guard let id = line?.id, var session = line?.session else { return }
        var output = ResponderOutput()
        session.deadlineReached(at: serverNow, from: book, into: &output)
        session.proceed(at: serverNow, from: book, room: .max, into: &output)
        line = (id, session)
        send(output.octets)
    }

    private mutating func send(_ octets: [UInt8]) {
        guard !octets.isEmpty else { return }
        let chance = jitter > 0 ? Double.random(in: 0..<jitter, using: &random) : 0
        let arrival = max(flying.last?.arrival ?? 0, time + delay + chance + queue(time))
        flying.append((arrival, octets))
    }

    private mutating func arrive() {
        while let next = flying.first, next.arrival <= time, let id = line?.id {
            flying.removeFirst()
            unread += next.octets
            lastRead = max(next.arrival, lastRead)
            let moment = now(at: lastRead)
            let octets = unread
            unread.removeFirst(runner.consume(octets.span.bytes, on: id, at: moment))
            perform(at: moment)
        }
    }

    // MARK: The requestor

    private mutating func tell(_ input: (inout ServerSession, Moment, inout SessionOutput) -> Void) {
        let moment = now(at: time)
        runner.tell { input(&$0, moment, &$1) }
        perform(at: moment)
    }

    private mutating func perform(at moment: Moment) {
        while !runner.output.actions.isEmpty {
            switch runner.output.actions.removeFirst() {
            case .open(let id):
                line = (id, ResponderSession(rules, at: serverNow))
                tell { $0.opened(id, at: $1, into: &$2) }
            case .send(let frame, let id):
                hear(frame)
                tell { session, moment, _ in session.queryWritten(id, at: moment) }
            case .close:
                line = nil
                flying = []
                unread = []
            case .runBulk, .stopBulk: break
            case .startTLS: Issue.record("TLS in clear")
            }
        }
        runner.closeBatch(at: moment)
        store.receive(runner.batch, runner.output.events, from: Self.name, at: moment)
        runner.batch.removeAll()
        runner.output.events.removeAll()
    }

    private mutating func hear(_ frame: [UInt8]) {
        guard let id = line?.id, var session = line?.session else { return }
        var output = ResponderOutput()
        session.received(
            frame.span.bytes.extracting(2..<frame.count), octetsBehind: 0, at: serverNow, from: book, into: &output)
        session.proceed(at: serverNow, from: book, room: .max, into: &output)
        line = (id, session)
        send(output.octets)
    }
}
