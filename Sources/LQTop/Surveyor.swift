import Bindings
import CLinux
import Glibc
import LeasequerySession
import Synchronization

/// Counts over all bindings for the screen that needs it, again and again, on a thread of its own: neither feeds nor
/// keys wait for it.
///
/// The lock is held for a fraction of a millisecond at a time. A survey is made at half the speed of a core, so that it
/// is of a short time; then it rests nine times as long, so that it costs a tenth of a core at most.
final class Surveyor: Sendable {
    private struct State {
        var wanted: SurveyRequest?
        var standing: SurveyStanding?
        var isStopping = false
        var thread: pthread_t?
    }

    private let store: LiveStore
    private let pools: [Pool]
    private let clock: @Sendable () -> Moment
    private let tellNews: @Sendable () -> Void
    private let state = Mutex(State())
    private let doorbell: Int32
    /// Clients that tie stay in one order.
    private let seed = UInt64.random(in: .min ... .max)

    private static let leastRest = Duration.seconds(2)

    /// - Parameter tellNews: there is something new to show; called on another thread.
    init(
        store: LiveStore, pools: [Pool], clock: @escaping @Sendable () -> Moment,
        tellNews: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.pools = pools
        self.clock = clock
        self.tellNews = tellNews
        doorbell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    }

    deinit { close(doorbell) }

    /// What the screen that is up needs; nil: nothing. Returns at once.
    func want(_ request: SurveyRequest?) {
        let isNew = state.withLock { state in
            defer { state.wanted = request }
            return state.wanted != request
        }
        if isNew { eventfd_write(doorbell, 1) }
    }

    /// How the counting of what is wanted stands.
    var standing: SurveyStanding? { state.withLock { $0.standing } }

    /// To be called once.
    ///
    /// - Returns: why nothing will be counted, in words; nil if it will.
    func start() -> String? {
        var made = pthread_t()
        let context = Unmanaged.passRetained(self)
        let failure = pthread_create(
            &made, nil,
            { context in
                context.map { Unmanaged<Surveyor>.fromOpaque($0).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        guard failure == 0 else {
            context.release()
            return "Clients and prefixes cannot be counted: no thread: \(String(cString: strerror(failure)))"
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

    // MARK: On the thread

    private func run() {
        var last: (request: SurveyRequest, endedAt: Moment, rest: Duration)?
        while !state.withLock({ $0.isStopping }) {
            guard let wanted = state.withLock({ $0.wanted }) else {
                wait(nil)
                continue
            }
            if let last, last.request == wanted, clock().since(last.endedAt) < last.rest {
                wait(last.rest - clock().since(last.endedAt))
            } else if let busy = survey(wanted) {
                last = (wanted, clock(), max(Surveyor.leastRest, busy * 9))
            }
        }
    }

    /// - Returns: how long it worked; nil if something else is wanted by now.
    private func survey(_ request: SurveyRequest) -> Duration? {
        var survey = Survey(request, pools: pools, seed: seed, at: clock())
        var size = LookSize()
        var busy = Duration.zero
        while !survey.isComplete {
            guard state.withLock({ $0.wanted == request && !$0.isStopping }) else { return nil }
            let began = clock()
            store.advance(&survey, most: size.slots, at: began)
            let took = clock().since(began)
            busy += took
            // The lock was held for less than that, as counting what was copied takes as long.
            size.adapt(to: took)
            show(survey)
            usleep(UInt32(clamping: min(took, .milliseconds(1)).components.attoseconds / 1_000_000_000_000))
        }
        return busy
    }

    private func show(_ survey: Survey) {
        let isNews = state.withLock { state in
            let before = state.standing.flatMap { $0.request == survey.request ? $0 : nil }
            let standing = SurveyStanding(
                survey.request, progress: survey.progress, report: survey.report ?? before?.report)
            defer { state.standing = standing }
            // While there is an older one to be seen, progress is no news.
            return survey.isComplete || before == nil
                || before?.report == nil && Int(standing.progress * 100) != Int((before?.progress ?? 0) * 100)
        }
        if isNews { tellNews() }
    }

    /// Until something else is wanted, or `limit` is over.
    private func wait(_ limit: Duration?) {
        var descriptor = pollfd(fd: doorbell, events: Int16(POLLIN), revents: 0)
        let milliseconds = limit.map {
            $0.components.seconds * 1000 + $0.components.attoseconds / 1_000_000_000_000_000 + 1
        }
        poll(&descriptor, 1, Int32(clamping: milliseconds ?? -1))
        var count = eventfd_t()
        eventfd_read(doorbell, &count)
    }
}
