import Bindings
import LeasequerySession
import NIOCore
import NIOPosix
import Requestor
import ResumeState
import Synchronization

/// Tells the user a line, and whether it is of a failure. From any thread; returns at once.
typealias Teller = @Sendable (_ line: String, _ isFailure: Bool) -> Void

/// What runs whether or not there is a screen: the feeds, and all that is done with what they tell.
final class Services {
    let store: LiveStore
    let feeds: Feeds
    private let configuration: Configuration
    private let group: MultiThreadedEventLoopGroup
    private let keeper: StateKeeper?
    private let metrics: MetricsFile?
    private let endpoint: MetricsEndpoint?
    private let recorder: Recorder?
    private let streams: Streams
    let history: HistoryService?
    private let pulse = Pulse()
    private var tasks: [RepeatedTask] = []

    /// - Parameters:
    ///   - store: made for this configuration.
    ///   - group: where everything that waits for the network runs.
    ///   - streamsToStandardOutput: whether lqtop runs to write there.
    /// - Throws: `FileError` if what is to be recorded cannot be.
    init(
        _ configuration: Configuration, session: SessionConfiguration, store: LiveStore,
        group: MultiThreadedEventLoopGroup, streamsToStandardOutput: Bool = false, tell: @escaping Teller
    ) throws(FileError) {
        self.configuration = configuration
        self.store = store
        self.group = group
        store.record(.began(servers: configuration.servers.count), at: SystemClock.now())
        let recorder = try Recorder(for: configuration, tell: tell)
        self.recorder = recorder
        let feeds = Feeds { resuming in
            LeasequeryClient(
                servers: configuration.servers.map(\.target), configuration: session, resuming: resuming, sink: store,
                tap: recorder, group: group)
        }
        self.feeds = feeds
        let history = HistoryService(configuration, store: store, tell: tell)
        self.history = history
        keeper = configuration.stateFile.map { path in
            StateKeeper(
                path: path, servers: configuration.servers.map(\.asSaved),
                keeping: configuration.unwatched.map(\.asSaved), store: store, clock: SystemClock.now,
                ready: { resuming in
                    history?.start()
                    feeds.start(resuming: resuming)
                }, tell: tell)
        }
        streams = Streams(
            configuration, usesStandardOutput: streamsToStandardOutput, store: store, tell: tell)
        let figures = MetricsSource(store: store, streams: streams)
        metrics = configuration.metricsFile.map { path in
            MetricsFile(path, figures, on: group.next(), tell: tell)
        }
        endpoint = configuration.metricsListen.map { address in
            MetricsEndpoint(address, figures, on: group, tell: tell)
        }
    }

    /// To be called once. The feeds begin when what was remembered is back.
    func start() {
        let eventLoop = group.next()
        // Time passes for the store whether or not anybody looks.
        tasks.append(
            eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) {
                [store, feeds, recorder, pulse] _ in
                let now = SystemClock.now()
                store.advance(to: now)
                recorder?.tick(at: now)
                feeds.refill(store.read { $0.serversToRefill() }, isUrgent: false)
                pulse.beat()
            })
        recorder?.start()
        streams.start()
        if let metrics { tasks.append(metrics.start()) }
        endpoint?.start()
        if let looks = OwnCertificates(of: configuration.servers, store: store).start(on: eventLoop) {
            tasks.append(looks)
        }
        if let keeper {
            keeper.start()
        } else {
            history?.start()
            feeds.start()
        }
    }

    /// Closes every connection, writes what is to be kept, and returns when that is done.
    ///
    func stop() -> Ending {
        for task in tasks { task.cancel() }
        metrics?.stop()
        endpoint?.stop()
        feeds.stop()
        recorder?.stop(at: SystemClock.now())
        var ending = streams.stop()
        if let problem = history?.stop() { ending.problems.append("\(problem)") }
        if let problem = keeper?.stop() { ending.problems.append("\(problem)") }
        return ending
    }

    /// Whether nobody reads any more for whom lqtop runs.
    var isReaderGone: Bool { streams.isReaderGone }

    /// Whether time has passed for the store since this was last asked: it does once a second, unless something hangs.
    func hasPulse() -> Bool { pulse.take() }
}

extension Services {
    /// How it went.
    struct Ending {
        /// What was to be kept or written and is not, in words.
        var problems: [String] = []
        /// Some changes are missing in a stream, which says which, or its reader left.
        var isPartial = false
    }
}

/// Says that something goes on.
private final class Pulse: Sendable {
    private let hasBeaten = Atomic(false)

    func beat() { hasBeaten.store(true, ordering: .relaxed) }

    func take() -> Bool { hasBeaten.exchange(false, ordering: .relaxed) }
}

extension LiveStore {
    /// For the servers of this configuration, in their order.
    convenience init(for configuration: Configuration) {
        self.init(
            servers: configuration.servers.map { ($0.name, $0.isInsecure) }, pairs: configuration.pairs,
            limit: configuration.maxBindings, skewLimits: configuration.skewLimits, alarms: configuration.alarms)
    }
}

extension Configuration.Server {
    fileprivate var asSaved: SavedServer { SavedServer(name: name, address: "\(endpoint)", fillPlan: fillPlan) }
}
