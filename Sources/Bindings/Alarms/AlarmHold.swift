import LeasequerySession

/// Keeps a level from flapping: it rises only after more was found for so long, and falls only after less was found
/// for so long. In between it stands, so that no level is left sooner than `up` or `down` after it was taken.
struct AlarmHold: Hashable, Sendable {
    /// 0: all is well; else the raw value of a severity.
    private(set) var level: UInt8 = 0
    /// Since when more, or less, than `level` is found.
    private(set) var since: Moment?
    private var isRising = false
    /// What the level will be: the least that was found meanwhile if it rises, the most if it falls.
    private var target: UInt8 = 0

    /// - Parameter found: nil: nobody can tell, and waiting begins anew once somebody can.
    /// - Returns: since when the new level was found; nil: it is as before.
    mutating func advance(_ found: UInt8?, up: Duration, down: Duration, at now: Moment) -> Moment? {
        guard let found, found != level else {
            since = nil
            return nil
        }
        let start = begin(found, at: now)
        target = isRising ? min(target, found) : max(target, found)
        guard now.since(start) >= (isRising ? up : down) else { return nil }
        level = target
        since = nil
        return start
    }

    private mutating func begin(_ found: UInt8, at now: Moment) -> Moment {
        if let since, isRising == (found > level) { return since }
        since = now
        isRising = found > level
        target = found
        return now
    }
}
