import HeapModule
import Responder

/// When which lease runs out. A lease that was renewed leaves its old time behind: whoever takes it looks whether it
/// still holds.
struct LeaseTimers: Sendable {
    private struct Timer: Comparable {
        var at: Int64
        var key: BindingKey

        static func < (left: Timer, right: Timer) -> Bool { left.at < right.at }
        static func == (left: Timer, right: Timer) -> Bool { left.at == right.at }
    }

    private var timers = Heap<Timer>()

    /// - Parameter second: unix seconds; `Int64.max` is never.
    mutating func add(_ key: BindingKey, at second: Int64) {
        guard second != .max else { return }
        timers.insert(Timer(at: second, key: key))
    }

    /// One that is due and was not taken before.
    mutating func popDue(at now: Int64) -> BindingKey? {
        guard let first = timers.min, first.at <= now else { return nil }
        return timers.removeMin().key
    }
}
