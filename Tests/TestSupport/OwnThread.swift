import Dispatch
import Testing

/// Runs what a test does between waits on a thread that is its own.
///
/// The threads that all tests share are few, and tests that run programs block them for seconds: a test that has
/// sockets and clocks of its own would find, when it is its turn again, that everything went on without it.
public struct OwnThread: TestTrait, SuiteTrait, TestScoping {
    public var isRecursive: Bool { true }

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(Executor()) { try await function() }
    }

    private final class Executor: TaskExecutor {
        private let queue = DispatchQueue(label: "test")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }
}

extension Trait where Self == OwnThread {
    public static var ownThread: Self { OwnThread() }
}
