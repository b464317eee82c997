import NIOCore
import NIOPosix
import Settings
import Synchronization

/// Keeps a file for node_exporter's textfile collector up to date while lqtop runs, on another thread: a disk that hangs
/// holds neither the feed nor the screen.
///
/// The file is removed at the end, since what it says would no longer be true.
final class MetricsFile: Sendable {
    /// How often it is written.
    static let period = TimeAmount.seconds(15)
    /// How long its removal may take before it is left to be found old.
    private static let patience = TimeAmount.seconds(1)

    private struct Progress {
        /// Why the last attempt failed, if it did.
        var failure: String?
        var isOver = false
    }

    private let path: String
    private let source: MetricsSource
    private let eventLoop: any EventLoop
    private let tell: Teller
    /// Held by the one who has the file.
    private let progress = Mutex(Progress())

    /// - Parameters:
    ///   - eventLoop: tells when it is time, and does none of the work.
    ///   - tell: shows the user a line: that the file cannot be written and why, or that it can again.
    init(
        _ path: String, _ source: MetricsSource, on eventLoop: any EventLoop, tell: @escaping Teller
    ) {
        self.path = path
        self.source = source
        self.eventLoop = eventLoop
        self.tell = tell
    }

    /// Writes now and every `period`, until the task is cancelled.
    func start() -> RepeatedTask {
        eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.period) { _ in
            NIOThreadPool.singleton.submit { state in
                // The pool refuses work only while the process ends.
                if state == .active { self.write() }
            }
        }
    }

    /// Ends the writing and removes the file. Waits for it, so not on the event loop.
    func stop() {
        let isDone = eventLoop.makePromise(of: Void.self)
        NIOThreadPool.singleton.submit { _ in
            self.remove()
            isDone.succeed()
        }
        eventLoop.scheduleTask(in: Self.patience) { isDone.succeed() }
        try? isDone.futureResult.wait()
    }

    /// Writes the file, unless an earlier attempt still goes on.
    func write() {
        progress.withLockIfAvailable { progress in
            guard !progress.isOver else { return }
            do throws(SmallFile.Failure) {
                try SmallFile.replace(path, Array(source.text().utf8), mode: 0o644)
                if progress.failure != nil { tell("metrics are written to \(path) again", false) }
                progress.failure = nil
            } catch {
                let failure = "metrics not written: \(path): \(error); trying again every 15 s"
                if progress.failure != failure { tell(failure, true) }
                progress.failure = failure
            }
        }
    }

    private func remove() {
        progress.withLock { progress in
            progress.isOver = true
            if progress.failure == nil { SmallFile.remove(path) }
        }
    }
}
