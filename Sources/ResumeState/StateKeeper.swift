import Bindings
import CLinux
import Glibc
import LeasequerySession
import Synchronization

/// Keeps what a store knows in a state file, from one run of the program to the next, on a thread of its own: no feed
/// and no screen waits for the disk.
///
/// What is kept is put back first, and only then may the feeds start. Whatever is wrong with the file is told as a
/// `KeepingStatus` and in words; then nothing is kept, and everything else works.
public final class StateKeeper: Sendable {
    private let work: KeepingWork
    private let thread = Mutex<pthread_t?>(nil)
    /// Why the last attempt to write failed.
    private let problem = Mutex<StateFileError?>(nil)

    /// - Parameters:
    ///   - path: made if it is not there; its folder must be.
    ///   - servers: of the store, in the order of `ServerID`.
    ///   - others: servers that are not in the store and whose state is to stay in the file; that of all others is
    ///     deleted.
    ///   - ready: called once, on another thread: the feeds may start, each from its point if there is one. Not called
    ///     if `stop` comes first.
    ///   - tell: a line for the user, and whether it is bad news; on another thread.
    public init(
        path: String, servers: [SavedServer], keeping others: [SavedServer], store: LiveStore,
        clock: @escaping @Sendable () -> Moment, ready: @escaping @Sendable ([ServerID: ResumePoint]) -> Void,
        tell: @escaping @Sendable (String, Bool) -> Void
    ) {
        work = KeepingWork(
            path: path, servers: servers, others: others, store: store, clock: clock, ready: ready, tell: tell,
            stopping: eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)))
    }

    /// To be called once.
    public func start() {
        thread.withLock { thread in
            var made = pthread_t()
            let context = Unmanaged.passRetained(self)
            let failure = pthread_create(
                &made, nil,
                { context in
                    context.map { Unmanaged<StateKeeper>.fromOpaque($0).takeRetainedValue().run() }
                    return nil
                }, context.toOpaque())
            guard failure != 0 else {
                thread = made
                return
            }
            context.release()
            work.giveUp("no thread for the state file: \(String(cString: strerror(failure)))")
        }
    }

    private func run() {
        let problem = work.run()
        self.problem.withLock { $0 = problem }
    }

    /// Writes what is new, closes the file and returns. To be called once, when the store changes no more.
    ///
    /// - Returns: why the last changes are not in the file, if they are not.
    public func stop() -> StateFileError? {
        eventfd_write(work.stopping, 1)
        if let thread = thread.withLock({ $0 }) { pthread_join(thread, nil) }
        close(work.stopping)
        return problem.withLock { $0 }
    }
}
