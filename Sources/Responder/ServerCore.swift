import NIOCore
import NIOPosix

/// All of a server that lives on its one event loop: the book, the connections, the beat.
final class ServerCore {
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

    /// - Returns: whether there is room for it.
    func connectionOpened(_ connection: ResponderHandler) -> Bool {
        guard connections.count < configuration.connectionLimit, whenEmpty == nil else {
            activity.turnedAway += 1
            return false
        }
        connections[ObjectIdentifier(connection)] = connection
        return true
    }

    func connectionClosed(_ connection: ResponderHandler) {
        connections[ObjectIdentifier(connection)] = nil
        if connections.isEmpty { whenEmpty?.succeed() }
    }

    func ended(_ why: ResponderEnd) { activity.lastEnd = why }

    func count(_ output: ResponderOutput) {
        activity.messagesSent += UInt64(output.messages)
        activity.octetsSent += UInt64(output.octets.count)
        activity.discarded += output.unsayable
    }

    // What the server does.

    func report() -> ServerActivity {
        var report = activity
        report.connections = connections.count
        report.activeQueries = connections.values.count { $0.isActive }
        report.bindings = book.history.boundCount
        report.changes = book.history.head
        report.feedTrouble = book.feed.trouble
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
