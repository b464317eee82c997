import Synchronization

/// Random numbers as they were drawn; made up ones when none is left, which then no longer match.
final class ReplayedNumbers: RandomNumberGenerator, Sendable {
    private let state = Mutex<(drawn: [UInt64], madeUp: UInt64)>(([], 0))

    func append(_ number: UInt64) { state.withLock { $0.drawn.append(number) } }

    /// Those that nobody wanted.
    func forget() { state.withLock { $0.drawn = [] } }

    func next() -> UInt64 {
        state.withLock { state in
            guard state.drawn.isEmpty else { return state.drawn.removeFirst() }
            state.madeUp &+= 0x9e37_79b9_7f4a_7c15
            return state.madeUp
        }
    }
}
