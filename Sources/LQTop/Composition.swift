import ArgumentParser
import Bindings
import Glibc
import LeasequerySession
import NIOCore
import NIOPosix
import Requestor
import Settings
import Views

/// The dashboard over the services: the only place that knows all of its parts.
struct Composition: ~Copyable {
    let signals: ProcessSignals
    let screen: CursesScreen
    let mailbox: DashboardMailbox
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
    ) throws {
        let store = LiveStore(for: configuration)
        let services = try Services(configuration, session: session, store: store, group: group, tell: mailbox.post)
        for notice in notices { mailbox.post(notice) }
        let surveyor = Surveyor(
            store: store, pools: configuration.pools, clock: SystemClock.now, tellNews: mailbox.wake)
        if let problem = surveyor.start() { mailbox.post(problem, isFailure: true) }
        let export = SnapshotExport(
            store: store, servers: configuration.servers, redactor: configuration.redactor, mailbox: mailbox)
        defer {
            for problem in services.stop().problems { StandardError.print(problem) }
            surveyor.stop()
        }
        let history = services.history.map { HistoryDesk($0, clock: SystemClock.now, tellNews: mailbox.wake) }
        let loop = DashboardLoop(
            store: store, signals: signals, screen: screen, mailbox: mailbox, surveyor: surveyor,
            preferences: configuration.preferences, clock: SystemClock.now, timer: SystemClock.now,
            effects: .init(
                reconnect: services.feeds.reconnect,
                refill: { [mailbox] server in
                    services.feeds.refill([server], isUrgent: true)
                    if let refusal = configuration.servers[server.rawValue].refusalToFill { mailbox.post(refusal) }
                }, export: export.start,
                reload: Reload(read: reread, running: configuration, store: store, tell: mailbox.post).callAsFunction,
                history: { subject in history?.standing(of: subject) }))
        services.start()
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
