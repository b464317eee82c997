import DHCPv6Wire
import NIOCore
import NIOPosix
import OpenSSLTLS

/// All of a server that lives on its one event loop: the book, the connections, the beat.
final class ServerCore {
    /// How long a connection may be without a query before it has to make room for others.
    private static let idleGrace = Duration.seconds(10)

    let configuration: ServerConfiguration
    /// nil: clear text, by explicit decision.
    let tls: ServerTLS?
    let rules: SessionRules
    private(set) var book: LeaseBook
    private(set) var activity = ServerActivity()
    private let readClock: () -> ServerMoment
    private let eventLoop: any EventLoop
    private var faults: FaultPlan?
    private var listeners: [any Channel] = []
    private var connections: [ObjectIdentifier: ResponderHandler] = [:]
    private var beat: RepeatedTask?
    private var nextDrop: Scheduled<Void>?
    private var whenEmpty: EventLoopPromise<Void>?

    init(
        _ configuration: ServerConfiguration, _ feed: any BindingFeed, tls: ServerTLS?, on eventLoop: any EventLoop,
        readClock: @escaping () -> ServerMoment
    ) {
        self.configuration = configuration
        self.tls = tls
        var rules = configuration.rules
        rules.needsTLS = tls != nil
        self.rules = rules
        self.eventLoop = eventLoop
        self.readClock = readClock
        faults = configuration.faults
        book = LeaseBook(feed, endedLimit: configuration.endedLimit, at: readClock())
    }

    func now() -> ServerMoment {
        let now = readClock()
        book.witness(now)
        return now
    }

    // What connections report.

    /// - Returns: whether it may stay: it comes from where it may, and there is room for it.
    func connectionOpened(_ connection: ResponderHandler) -> Bool {
        guard configuration.allows(connection.source) else {
            activity.notPermitted += 1
            return false
        }
        if connections.count >= configuration.connectionLimit { makeRoom() }
        guard connections.count < configuration.connectionLimit, whenEmpty == nil else {
            activity.turnedAway += 1
            return false
        }
        connections[ObjectIdentifier(connection)] = connection
        return true
    }

    /// Closes the connection that has been without a query for longest (RFC 7653 section 9.5), unless all are new.
    private func makeRoom() {
        let waiting = connections.values.compactMap { connection in
            connection.idleSince.map { (connection: connection, since: $0) }
        }
        guard let longest = waiting.min(by: { $0.since < $1.since }),
            now().uptime - longest.since >= UInt64(Self.idleGrace.nanoseconds)
        else { return }
        ended(.madeRoom)
        connections[ObjectIdentifier(longest.connection)] = nil
        longest.connection.cut()
    }

    /// Whether one more query may run for who is at `source`.
    func mayQuery(_ source: IPv6Address?) -> Bool {
        guard let limit = configuration.queryLimit else { return true }
        return connections.values.count { $0.isQuerying && $0.source == source } < limit
    }

    func connectionClosed(_ connection: ResponderHandler) {
        connections[ObjectIdentifier(connection)] = nil
        if connections.isEmpty { whenEmpty?.succeed() }
    }

    func ended(_ why: ResponderEnd) { activity.lastEnd = why }

    /// A connection that may do TLS, or why it may not: our files are of no use at the moment.
    func tlsHandler() -> TLSHandler? {
        do throws(TLSFailure) {
            let handler = try tls?.handler()
            activity.tlsTrouble = nil
            return handler
        } catch {
            activity.tlsTrouble = error.description
            return nil
        }
    }

    func count(_ output: ResponderOutput) {
        activity.messagesSent += UInt64(output.messages)
        activity.octetsSent += UInt64(output.octets.count)
        activity.discarded += output.discarded
        activity.relayDataLeftOut += output.relayDataLeftOut
    }

    // What the server does.

    func report() -> ServerActivity {
        var report = activity
        report.connections = connections.count
        report.activeQueries = connections.values.count { $0.isActive }
        report.bindings = book.history.boundCount
        report.changes = book.history.head
        report.feedTrouble = book.feed.trouble
        report.rejected = book.feed.rejected
        return report
    }

    func started(_ listeners: [any Channel]) {
        self.listeners = listeners
        let core = NIOLoopBound(self, eventLoop: eventLoop)
        let tick = TimeAmount.nanoseconds(configuration.tick.nanoseconds)
        beat = eventLoop.scheduleRepeatedTask(initialDelay: tick, delay: tick) { _ in core.value.turn() }
        planDrop()
    }

    private func turn() {
        let now = now()
        book.advance(to: now)
        for connection in connections.values { connection.turn(at: now) }
        book.trim()
    }

    private func planDrop() {
        guard let time = faults?.timeToNextDrop() else { return }
        let core = NIOLoopBound(self, eventLoop: eventLoop)
        nextDrop = eventLoop.scheduleTask(in: time) {
            for connection in core.value.connections.values { connection.cut() }
            core.value.planDrop()
        }
    }

    /// Tells everyone, and waits until the last words are written or given up.
    func shutDown() -> EventLoopFuture<Void> {
        beat?.cancel()
        nextDrop?.cancel()
        for listener in listeners { listener.close(promise: nil) }
        let promise = whenEmpty ?? eventLoop.makePromise(of: Void.self)
        whenEmpty = promise
        let now = now()
        book.advance(to: now)
        for connection in connections.values { connection.shutDown(at: now) }
        if connections.isEmpty { promise.succeed() }
        return promise.futureResult
    }
}
