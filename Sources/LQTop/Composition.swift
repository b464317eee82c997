import ArgumentParser
import Bindings
import Glibc
import LeasequerySession
import NIOCore
import NIOPosix
import Requestor
import ResumeState
import Settings
import Views

/// Builds the parts of the dashboard and joins them: the only place that knows all of them.
struct Composition: ~Copyable {
    private let signals: ProcessSignals
    private let screen: CursesScreen
    private let mailbox: DashboardMailbox
    /// Where everything that waits for the network runs.
    let group: MultiThreadedEventLoopGroup

    /// Takes the terminal. To be called before any thread is made, so that each inherits which signals are blocked.
    ///
    /// - Parameter servers: how many there will be.
    init(servers: Int) throws(TerminalError) {
        let signals = try ProcessSignals()
        let screen = try CursesScreen(type: Composition.environment("TERM"), wantsColour: Composition.wantsColour)
        mailbox = try DashboardMailbox()
        self.signals = signals
        self.screen = screen
        group = MultiThreadedEventLoopGroup(numberOfThreads: LeasequeryClient.threads(for: servers))
    }

    /// Watches the servers until the user, a signal or the terminal ends it; closes every connection then.
    ///
    /// - Parameter reread: how the configuration was come by; nil: it was not read.
    consuming func watch(
        _ configuration: Configuration, session: SessionConfiguration, notices: [String],
        reread: (() throws(ConfigurationError) -> Configuration)? = nil
    ) throws(TerminalError) {
        let store = LiveStore(
            servers: configuration.servers.map { ($0.name, $0.isInsecure) }, pairs: configuration.pairs,
            limit: configuration.maxBindings, skewLimits: configuration.skewLimits,
            alarms: configuration.alarms)
        store.record(.began(servers: configuration.servers.count), at: SystemClock.now())
        let feeds = Feeds { [group] resuming in
            LeasequeryClient(
                servers: configuration.servers.map(\.target), configuration: session, resuming: resuming, sink: store,
                group: group)
        }
        let keeper = configuration.stateFile.map { path in
            StateKeeper(
                path: path, servers: configuration.servers.map(\.asSaved),
                keeping: configuration.unwatched.map(\.asSaved), store: store, clock: SystemClock.now,
                ready: feeds.start, tell: mailbox.post)
        }
        for notice in notices { mailbox.post(notice) }
        let metrics: MetricsFile? =
            if let path = configuration.metricsFile {
                MetricsFile(path, of: store, on: group.next(), tell: mailbox.post)
            } else {
                nil
            }
        let surveyor = Surveyor(
            store: store, pools: configuration.pools, clock: SystemClock.now, tellNews: mailbox.wake)
        if let problem = surveyor.start() { mailbox.post(problem, isFailure: true) }
        let export = SnapshotExport(store: store, servers: configuration.servers, mailbox: mailbox)
        // Time passes for the store whether or not anybody looks.
        let ticks = group.next().scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            store.advance(to: SystemClock.now())
            feeds.refill(store.read { $0.serversToRefill() }, isUrgent: false)
        }
        let metricsTicks = metrics?.start()
        let certificateTicks = OwnCertificates(of: configuration.servers, store: store).start(on: group.next())
        defer {
            ticks.cancel()
            metricsTicks?.cancel()
            certificateTicks?.cancel()
            metrics?.stop()
            feeds.stop()
            surveyor.stop()
            if let problem = keeper?.stop() { StandardError.print("\(problem)") }
        }
        let loop = DashboardLoop(
            store: store, signals: signals, screen: screen, mailbox: mailbox, surveyor: surveyor,
            preferences: configuration.preferences, clock: SystemClock.now,
            effects: .init(
                reconnect: feeds.reconnect,
                refill: { [mailbox] server in
                    feeds.refill([server], isUrgent: true)
                    if let refusal = configuration.servers[server.rawValue].refusalToFill { mailbox.post(refusal) }
                }, export: export.start,
                reload: Reload(read: reread, running: configuration, store: store, mailbox: mailbox).callAsFunction))
        if let keeper { keeper.start() } else { feeds.start() }
        _ = try loop.run()
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// NO_COLOR counts when it is set to anything but nothing (no-color.org).
    private static var wantsColour: Bool { (environment("NO_COLOR") ?? "").isEmpty }
}

/// Runs `body` and, if it fails, leaves with status 1 and one line that says why. The terminal has been given back by
/// then.
func withReportedFailure(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch {
        StandardError.print("\(error)")
        throw ExitCode.failure
    }
}

extension Configuration.Server {
    fileprivate var asSaved: SavedServer { SavedServer(name: name, address: "\(endpoint)", fillPlan: fillPlan) }
}
