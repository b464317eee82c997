import LeasequerySession

/// How a replay stands: what is shown is not now.
public struct ReplayStanding: Hashable, Sendable {
    /// How many times faster than then.
    public var speed: Double
    public var isPaused: Bool
    /// There is no more.
    public var isOver = false

    public init(speed: Double, isPaused: Bool) {
        self.speed = speed
        self.isPaused = isPaused
    }
}

/// What the user can want of a replay.
public enum ReplayControl: String, Hashable, Sendable {
    case pause = "replay-pause"
    /// Shows the next message.
    case step = "replay-step"
    case slower = "replay-slower"
    case faster = "replay-faster"
    /// A minute on at once.
    case skip = "replay-skip"
}

extension Dashboard {
    mutating func control(_ control: ReplayControl, at now: Moment) -> [Effect] {
        guard let replay else {
            notify(Notice("Nothing is replayed: what is shown is now.", at: now))
            return []
        }
        guard !replay.isOver else {
            notify(Notice("The recording has ended.", at: now))
            return []
        }
        return [.replay(control)]
    }

    /// nil: what is shown is now.
    public mutating func accept(_ replay: ReplayStanding?) { self.replay = replay }
}
