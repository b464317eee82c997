import Bindings
import CLinux
import Glibc
import LeasequerySession
import Recordings
import Synchronization
import Views

/// Plays a recording into a store on a thread of its own, as fast as the user wants, and is the clock of what is shown:
/// it shows the time that the recording has come to, never later than the next entry.
final class Replay: Sendable {
    private struct State {
        var standing: ReplayStanding
        /// At this moment of ours the recording's clock showed this.
        var anchor: (uptime: UInt64, at: Moment)
        /// When the last entry was.
        var last = Moment(uptime: 0, utc: 0)
        /// When the next one is.
        var next: UInt64?
        /// What is before this is played at once.
        var target: UInt64 = 0
        /// So many hand-overs are played although it is paused.
        var steps = 0
        var isStopping = false
        var thread: pthread_t?
    }

    private let input: RecordingInput
    private let sessions: [SessionConfiguration]
    private let store: LiveStore
    private let seek: SeekPoint?
    private let clock: @Sendable () -> Moment
    private let tell: Teller
    private let tellNews: @Sendable () -> Void
    private let doorbell: Int32
    private let state: Mutex<State>

    /// - Parameters:
    ///   - sessions: of the recording, in the order of the store's servers.
    ///   - seek: where to begin; nil: at the beginning.
    ///   - clock: ours, by which the user waits.
    ///   - tell: a line for the user, and whether it is bad news; on another thread.
    ///   - tellNews: there is something new to show; likewise.
    init(
        _ input: RecordingInput, sessions: [SessionConfiguration], into store: LiveStore, standing: ReplayStanding,
        from seek: SeekPoint?, clock: @escaping @Sendable () -> Moment,
        tell: @escaping Teller, tellNews: @escaping @Sendable () -> Void
    ) {
        self.input = input
        self.sessions = sessions
        self.store = store
        self.seek = seek
        self.clock = clock
        self.tell = tell
        self.tellNews = tellNews
        doorbell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        state = Mutex(State(standing: standing, anchor: (0, clock())))
    }

    deinit { close(doorbell) }

    // MARK: For the screen

    /// The time the recording has come to.
    var now: Moment {
        let ours = clock()
        return state.withLock { state in
            let uptime = max(min(Replay.flowed(state, at: ours), state.next ?? state.last.uptime), state.last.uptime)
            return state.last.advanced(by: .nanoseconds(Int64(uptime - state.last.uptime)))
        }
    }

    var standing: ReplayStanding { state.withLock { $0.standing } }

    private static let speeds = [
        0.01, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 100, 300, 1000, 3000, 10_000,
    ]

    /// From the main thread.
    func control(_ control: ReplayControl) {
        let ours = clock()
        state.withLock { state in
            let shown = max(min(Replay.flowed(state, at: ours), state.next ?? .max), state.last.uptime)
            state.anchor = (shown, ours)
            let speed = state.standing.speed
            switch control {
            case .pause: state.standing.isPaused.toggle()
            case .step:
                state.standing.isPaused = true
                state.steps += 1
            case .slower: state.standing.speed = Replay.speeds.last { $0 < speed } ?? speed
            case .faster: state.standing.speed = Replay.speeds.first { $0 > speed } ?? speed
            case .skip: state.target = max(state.target, shown) &+ 60_000_000_000
            }
        }
        eventfd_write(doorbell, 1)
        tellNews()
    }

    /// What the recording's clock shows if nothing holds it up.
    private static func flowed(_ state: State, at ours: Moment) -> UInt64 {
        guard !state.standing.isPaused else { return state.anchor.uptime }
        let passed = ours.since(state.anchor.at) / .nanoseconds(1) * state.standing.speed
        return state.anchor.uptime &+ UInt64(min(passed, 1e18))
    }

    // MARK: The thread

    /// To be called once.
    ///
    /// - Returns: why nothing will be played, in words; nil if it will.
    func start() -> String? {
        var made = pthread_t()
        let context = Unmanaged.passRetained(self)
        let failure = pthread_create(
            &made, nil,
            { context in
                context.map { Unmanaged<Replay>.fromOpaque($0).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        guard failure == 0 else {
            context.release()
            return "Nothing is replayed: no thread: \(String(cString: strerror(failure)))"
        }
        state.withLock { $0.thread = made }
        return nil
    }

    /// To be called once; returns when the thread has ended.
    func stop() {
        let thread = state.withLock { state in
            state.isStopping = true
            return state.thread
        }
        eventfd_write(doorbell, 1)
        if let thread { pthread_join(thread, nil) }
    }

    private func run() {
        var input = input
        let player = RecordingPlayer(sessions: sessions, sink: store, isFollowing: input.isFollowed) { [store] in
            store.advance(to: $0)
        }
        var isEnded = false
        do {
            while !isEnded {
                switch try input.next() {
                case .header, .needsMore: break
                case .entry(let entry, let at):
                    guard play(entry, at: at, player) else { return }
                case .damaged(let octets): player.lose(.damaged(octets: octets))
                case .torn(let octets): player.finish(.torn(octets: octets))
                case .end:
                    player.finish(.untold)
                    isEnded = true
                }
                isEnded = report(player.takeFindings()) || isEnded
            }
        } catch {
            tell("The recording cannot be read any further: \(error)", true)
        }
        state.withLock { state in
            state.standing.isOver = true
            state.next = nil
        }
        tellNews()
    }

    /// - Returns: false if nothing is wanted any more.
    private func play(_ entry: RecordingEntry, at moment: Moment, _ player: RecordingPlayer) -> Bool {
        let isStepping = state.withLock { $0.standing.isPaused && $0.target <= moment.uptime }
        for part in isStepping ? entry.messages : [entry] {
            guard wait(until: moment) else { return false }
            player.play(part, at: moment)
            let isShown = state.withLock { state in
                state.last = moment
                guard state.steps > 0, part.endsStep else { return false }
                state.steps -= 1
                return true
            }
            if isShown { tellNews() }
        }
        return true
    }

    /// Until it is the turn of an entry of that time.
    ///
    /// - Returns: false if nothing is wanted any more.
    private func wait(until moment: Moment) -> Bool {
        while true {
            let ours = clock()
            let pause: Duration? = state.withLock { state in
                if state.last.uptime == 0 { begin(&state, at: moment, ours) }
                state.next = moment.uptime
                guard !state.isStopping, state.steps == 0, moment.uptime >= state.target else { return .zero }
                if state.target > 0 {
                    state.target = 0
                    state.anchor = (moment.uptime, ours)
                }
                guard !state.standing.isPaused else { return nil }
                let flowed = Replay.flowed(state, at: ours)
                guard flowed < moment.uptime else { return .zero }
                return .nanoseconds(min(Double(moment.uptime - flowed) / state.standing.speed, 1e12))
            }
            guard pause != .zero else { return state.withLock { !$0.isStopping } }
            var bell = pollfd(fd: doorbell, events: Int16(POLLIN), revents: 0)
            poll(&bell, 1, pause.map { Int32(clamping: Int64($0 / .milliseconds(1)) + 1) } ?? -1)
            var count = eventfd_t()
            eventfd_read(doorbell, &count)
        }
    }

    /// The first entry: the recording's clock begins there.
    private func begin(_ state: inout State, at moment: Moment, _ ours: Moment) {
        state.last = moment
        state.anchor = (moment.uptime, ours)
        let distance = seek?.distance(from: moment.utc) ?? .zero
        guard distance > .zero else { return }
        state.target = moment.advanced(by: distance).uptime
    }

    /// - Returns: whether it was the end.
    private func report(_ findings: [PlayerFinding]) -> Bool {
        var isEnded = false
        guard !findings.isEmpty else { return false }
        let now = now
        let servers = store.read { $0.serverReports(at: now).map(\.name) }
        for finding in findings {
            if case .ended = finding { isEnded = true }
            tell(finding.text(servers: servers), finding.isBad)
        }
        return isEnded
    }
}

extension PlayerFinding {
    fileprivate var isBad: Bool {
        switch self {
        case .ended(.told(.stopped)): false
        case .hole, .differs, .asksOtherwise, .ended: true
        }
    }

    /// One line for people.
    fileprivate func text(servers: [String]) -> String {
        switch self {
        case .hole(.dropped(let entries, _)):
            "A hole in the recording: \(entries) entries were dropped when it was made. Connections count as lost here."
        case .hole(.damaged(let octets)):
            "A hole in the recording: \(octets) octets are damaged. Connections count as lost here."
        case .differs(let server, let what):
            "\(servers[server.rawValue]): this lqtop differs from the recording one: \(what). Followed from here on."
        case .asksOtherwise(let server):
            "\(servers[server.rawValue]): this lqtop asks in other words than the recording one."
        case .ended(.told(.stopped)): "The recording ends here."
        case .ended(.told(.sizeLimit)): "The recording ends here: it had reached its limit of size."
        case .ended(.torn(let octets)):
            "The recording breaks off here: its last \(octets) octets are not whole, as after a crash."
        case .ended(.untold): "The recording breaks off here: lqtop did not end in the usual way."
        }
    }
}
