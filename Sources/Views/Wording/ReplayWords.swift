import LeasequerySession

/// What keeps a replay from being taken for live.
enum ReplayWords {
    /// `REPLAY 2026-08-21 12:03:07Z x10 paused`
    static func standing(_ replay: ReplayStanding, now: Moment) -> Words {
        let place = "\(Times.date(now.unixSeconds)) \(Times.clock(now.unixSeconds))"
        let pace = replay.isOver ? "ended" : "x\(number(replay.speed))\(replay.isPaused ? " paused" : "")"
        return Words("REPLAY \(place) \(pace)", .attention)
    }

    private static func number(_ speed: Double) -> String {
        speed == speed.rounded() ? "\(Int(speed))" : "\(speed)"
    }
}
