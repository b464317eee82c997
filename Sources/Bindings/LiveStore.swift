import DHCPv6Wire
import LeasequerySession
import Synchronization

/// The program's one lock, around everything known. Event loops write through it, everyone else reads through it.
///
/// May be called from any thread. What runs under the lock is short and never calls out.
public final class LiveStore: FeedSink {
    private struct State {
        var store: BindingStore
        /// Something changed and nobody has asked since.
        var hasNews = false
        var wake: (@Sendable () -> Void)?
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - servers: in the order of `ServerID`.
    ///   - pairs: which of them are partners; no server twice.
    ///   - limit: most bindings kept, of all servers together.
    ///   - skewLimits: for the clocks of all servers.
    ///   - alarms: from when on something needs somebody.
    public init(
        servers: [(name: String, isInsecure: Bool)], pairs: [FailoverPair] = [], limit: Int,
        skewLimits: SkewLimits = SkewLimits(), alarms: AlarmSettings = AlarmSettings()
    ) {
        let store = BindingStore(
            servers: servers, pairs: pairs, limit: limit, skewLimits: skewLimits, alarms: alarms)
        state = Mutex(State(store: store))
    }

    public func receive(
        _ batch: borrowing UpdateBatch, _ events: [SessionEvent], from server: ServerID, at now: Moment
    ) {
        change { store in
            for event in events { store.note(event, from: server) }
            store.apply(batch, from: server, at: now)
            return true
        }
    }

    public func receive(_ reading: ConnectionReading, from server: ServerID) {
        change { store in
            store.note(reading, from: server)
            return false
        }
    }

    /// Lets bindings run out by our clock and looks for what needs somebody; to be called once a second, by no screen:
    /// that may stand still.
    public func advance(to now: Moment) {
        change { store in
            let expired = store.advance(to: now)
            return store.watchForAlarms(at: now) || expired > 0
        }
    }

    /// Looks at everything known. `body` runs under the lock: it copies out what it needs and returns.
    public func read<Result: Sendable>(_ body: (borrowing BindingStore) -> Result) -> Result {
        state.withLock { body($0.store) }
    }

    /// Answers a question by many short looks, so that feeds go on in between.
    ///
    /// - Parameter clock: to measure how long a look takes.
    public func answer(_ question: Question, at now: Moment, clock: () -> Moment) -> Answer {
        guard var search = RowSearch(question, at: now) else { return read { $0.answer(question, nil, at: now) } }
        var size = LookSize()
        while true {
            let (answer, took) = read { store in
                let began = clock()
                search.look(at: store, most: size.slots)
                let answer = search.findings.map { store.answer(question, $0, at: now) }
                return (answer, clock().since(began))
            }
            if let answer { return answer }
            size.adapt(to: took)
        }
    }

    /// Whether something changed since this was last asked; asking arms `onChange` again.
    public func takeNews() -> Bool {
        state.withLock { state in
            defer { state.hasNews = false }
            return state.hasNews
        }
    }

    /// Sets who is called at the first change after `takeNews`, on the thread that made the change and outside the
    /// lock. It must only wake its own thread and return.
    public func onChange(_ wake: (@Sendable () -> Void)?) {
        state.withLock { $0.wake = wake }
    }

    /// As `read`, for who keeps what is known.
    func keep<Result: Sendable>(_ body: (inout BindingStore) -> Result) -> Result {
        state.withLock { body(&$0.store) }
    }

    func change(_ body: (inout BindingStore) -> Bool) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            guard body(&state.store), !state.hasNews else { return nil }
            state.hasNews = true
            return state.wake
        }
        wake?()
    }
}
