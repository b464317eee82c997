import Glibc
import LeasequerySession
import Synchronization

/// Wants something of the store every tenth of a millisecond, and notes how long that took.
final class WaitingFeed: Sendable {
    private let demand: @Sendable () -> Void
    private let longest = Atomic<UInt64>(0)
    private let isStopping = Atomic(false)
    private let hasStopped = Atomic(false)

    init(_ demand: @escaping @Sendable () -> Void) {
        self.demand = demand
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        pthread_create(
            &thread, nil,
            { context in
                context.map { Unmanaged<WaitingFeed>.fromOpaque($0).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        pthread_detach(thread)
    }

    private func run() {
        while !isStopping.load(ordering: .relaxed) {
            let began = LQBenchCommand.now()
            demand()
            let waited = LQBenchCommand.now().uptime - began.uptime
            longest.max(waited, ordering: .relaxed)
            usleep(100)
        }
        hasStopped.store(true, ordering: .releasing)
    }

    /// Nanoseconds since this was last asked.
    @discardableResult
    func takeLongest() -> UInt64 { longest.exchange(0, ordering: .relaxed) }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
        while !hasStopped.load(ordering: .acquiring) { usleep(100) }
    }

    /// The least and middle time, and the longest that a feed had to wait meanwhile.
    static func line(_ name: String, _ watch: Stopwatch, _ feed: WaitingFeed, rounds: Int) -> String {
        let (times, longest) = (watch.wall.sorted(), feed.takeLongest())
        return [times[0], times[rounds / 2], longest].map(LQBenchCommand.milliseconds).joined(separator: " ")
            + "  \(name)"
    }
}
