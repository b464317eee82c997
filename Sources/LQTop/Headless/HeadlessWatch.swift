import Bindings
import CLinux
import Glibc
import LeasequerySession
import NIOCore
import NIOPosix
import Requestor
import Settings
import Views

/// The services without a screen: the log goes to standard error, and signals do what keys do elsewhere.
struct HeadlessWatch: ~Copyable {
    private let signals: ProcessSignals
    private let group: MultiThreadedEventLoopGroup
    private let manager = ServiceManager()

    /// How long a line of the log may wait.
    private static let period: Int32 = 250

    /// To be called before any thread is made, so that each inherits which signals are blocked.
    ///
    /// - Parameter servers: how many there will be.
    init(servers: Int) throws(TerminalError) {
        signals = try ProcessSignals()
        group = MultiThreadedEventLoopGroup(numberOfThreads: LeasequeryClient.threads(for: servers))
    }

    /// Watches the servers until SIGTERM or SIGINT, or until nobody reads standard output any more; closes every
    /// connection then and writes what is to be kept.
    ///
    /// - Parameters:
    ///   - reread: how the configuration was come by, for SIGHUP.
    ///   - streamsToStandardOutput: whether it runs to write there.
    consuming func run(
        _ plan: WatchPlan, reread: @escaping () throws(ConfigurationError) -> Configuration,
        streamsToStandardOutput: Bool = false
    ) throws(FileError) -> Services.Ending {
        let configuration = plan.configuration
        let store = LiveStore(for: configuration)
        let tell: Teller = { line, isFailure in
            store.record(.told(line, isFailure: isFailure), at: SystemClock.now())
        }
        let services = try Services(
            configuration, session: plan.session, store: store, group: group,
            streamsToStandardOutput: streamsToStandardOutput, tell: tell)
        for notice in plan.notices { tell(notice, false) }
        let reload = Reload(read: reread, running: configuration, store: store, tell: tell)
        var log = LogOutput(store, style: .ofStandardError, redactor: configuration.redactor)
        services.start()
        manager.ready()
        var lastSign = SystemClock.now()
        while !takeSignals(reload, store), !services.isReaderGone {
            let now = SystemClock.now()
            log.writeNews(at: now)
            if let interval = manager.watchdogInterval, now.since(lastSign) >= interval / 4, services.hasPulse() {
                manager.alive()
                lastSign = now
            }
            var descriptor = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&descriptor, 1, HeadlessWatch.period)
        }
        manager.stopping()
        if services.isReaderGone { tell("nobody reads standard output any more", false) }
        let ending = services.stop()
        for problem in ending.problems { tell(problem, true) }
        tell("lqtop ends: all connections are closed", false)
        log.writeNews(at: SystemClock.now())
        return ending
    }

    /// - Returns: whether it is time to end.
    private borrowing func takeSignals(_ reload: Reload, _ store: LiveStore) -> Bool {
        while let signal = signals.next() {
            switch signal {
            case .terminate: return true
            case .hangUp:
                manager.reloading()
                _ = reload()
                manager.ready()
            case .stop: suspend(store)
            case .resume, .resize: break
            }
        }
        return false
    }

    /// Stops the whole process until the shell continues it.
    private borrowing func suspend(_ store: LiveStore) {
        let stopped = SystemClock.now()
        kill(getpid(), SIGSTOP)
        let now = SystemClock.now()
        store.record(.suspended(now.since(stopped)), at: now)
    }
}
