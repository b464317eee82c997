import Bindings
import Databases
import History
import LeasequerySession
import Requestor
import Synchronization

/// Keeps the history file up to what the store knows, and answers questions from it, on a thread of its own: no feed
/// and no screen waits for the disk.
final class HistoryService: Sendable {
    typealias Answered = @Sendable (Result<HistoryAnswer, DatabaseError>) -> Void

    private struct State {
        var thread: LoopThread?
        var isStopping = false
        var questions: [(HistoryQuestion, Answered)] = []
        /// Why it cannot be used, or what was last not written.
        var problem: DatabaseError?
        var isOver = false
    }

    /// Milliseconds that changes wait to be written, as long as that works and when it does not.
    private static let period: Int32 = 1_000
    private static let periodAfterFailure: Int32 = 10_000
    /// Seconds between two looks for what is too old.
    private static let tidyPeriod = Duration.seconds(60)

    private let path: String
    private let servers: [HistoryServer]
    private let limits: HistoryLimits
    private let store: LiveStore
    private let tell: Teller
    private let doorbell = Doorbell()
    private let state = Mutex(State())

    /// nil: no history is to be kept.
    init?(_ configuration: Configuration, store: LiveStore, tell: @escaping Teller) {
        guard let path = configuration.history.file else { return nil }
        self.path = path
        servers = configuration.servers.map { server in
            HistoryServer(
                name: server.name, address: "\(server.endpoint)",
                partner: configuration.servers.firstIndex { $0.name == server.partner })
        }
        limits = configuration.history.limits
        self.store = store
        self.tell = tell
    }

    /// To be called once, when what was remembered is back in the store.
    func start() {
        guard let thread = LoopThread({ self.run() }) else {
            state.withLock { $0.isOver = true }
            return tell("No history is kept: no thread for it", true)
        }
        state.withLock { $0.thread = thread }
    }

    /// Writes what is new and closes the file. To be called once, when the store changes no more.
    ///
    /// - Returns: why the last changes are not in the file, if they are not.
    func stop() -> DatabaseError? {
        let thread = state.withLock { state in
            state.isStopping = true
            return state.thread
        }
        doorbell.ring()
        thread?.join()
        return state.withLock { $0.problem }
    }

    /// Asks the file; `answered` is called on another thread. From any thread; returns at once.
    func ask(_ question: HistoryQuestion, _ answered: @escaping Answered) {
        let refusal = state.withLock { state -> DatabaseError? in
            if !state.isOver { state.questions.append((question, answered)) }
            return state.isOver ? state.problem ?? DatabaseError(.history, path, .failed("it is closed")) : nil
        }
        if let refusal { answered(.failure(refusal)) } else { doorbell.ring() }
    }

    // MARK: On the thread

    private func run() {
        defer { end() }
        do throws(DatabaseError) {
            var recorder = try HistoryRecorder(
                path, servers: servers, limits: limits, store: store, at: SystemClock.now())
            record(&recorder)
        } catch {
            state.withLock { $0.problem = error }
            tell("No history is kept: \(error)", true)
        }
    }

    private func record(_ recorder: inout HistoryRecorder) {
        var tidiedAt: Moment?
        while true {
            let isLast = state.withLock { $0.isStopping }
            let now = SystemClock.now()
            var pause = HistoryService.period
            var hasMore = false
            do throws(DatabaseError) {
                hasMore = try round(&recorder, at: now)
                if !hasMore, tidiedAt.map({ now.since($0) >= HistoryService.tidyPeriod }) ?? true {
                    _ = try recorder.tidy(at: now)
                    tidiedAt = now
                }
                note(nil)
            } catch {
                note(error)
                pause = HistoryService.periodAfterFailure
            }
            answer(recorder)
            if hasMore { continue }
            if isLast { return }
            doorbell.wait(milliseconds: pause)
        }
    }

    private func round(_ recorder: inout HistoryRecorder, at now: Moment) throws(DatabaseError) -> Bool {
        let round = try recorder.record(at: now)
        if round.lost > 0 {
            tell("\(round.lost) changes came too fast for the history file; that time is a hole in it", true)
        }
        return round.hasMore
    }

    /// Tells what changed about writing, once.
    private func note(_ problem: DatabaseError?) {
        let old = state.withLock { state in
            defer { state.problem = problem }
            return state.problem
        }
        if let problem {
            if old?.reason != problem.reason { tell("Not written to the history for now: \(problem)", true) }
        } else if old != nil {
            tell("The history is written again.", false)
        }
    }

    private func answer(_ recorder: HistoryRecorder) {
        let questions = state.withLock { state in
            defer { state.questions = [] }
            return state.questions
        }
        for (question, answered) in questions {
            do throws(DatabaseError) {
                answered(.success(try recorder.answer(question, at: SystemClock.now().unixSeconds)))
            } catch {
                answered(.failure(error))
            }
        }
    }

    /// Nothing is answered any more.
    private func end() {
        let (questions, problem) = state.withLock { state in
            state.isOver = true
            defer { state.questions = [] }
            return (state.questions, state.problem)
        }
        for (_, answered) in questions {
            answered(.failure(problem ?? DatabaseError(.history, path, .failed("it is closed"))))
        }
    }
}
