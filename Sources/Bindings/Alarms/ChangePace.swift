import LeasequerySession

/// How lively a server usually is, learnt from the last hour in which its feed was live, and how quiet it is now.
///
/// Told once a second how many live changes there were. A long pause is learnt only once it is over: while it goes on,
/// it is held against what was usual before.
struct ChangePace: Hashable, Sendable {
    /// What one minute has taught.
    private struct Minute: Hashable {
        var changes: UInt32 = 0
        /// Seconds in which something changed: changes come in bunches, and a bunch says as much as one change.
        var busySeconds: UInt16 = 0
        /// The longest pause that ended in it, seconds.
        var longestPause: UInt32 = 0
    }

    /// So many minutes are remembered.
    static let mostMinutes = 60
    /// Before so many minutes nothing counts as learnt.
    static let leastMinutes = 10
    /// With fewer seconds in which something changed, all together, no pause is odd.
    static let leastBusySeconds = 12
    /// A storm is nothing usual for so many minutes; one that lasts longer is what is usual from then on.
    static let longestStorm = 360

    private var minutes: ContiguousArray<Minute> = []
    private var running = Minute()
    private var runningSeconds = 0
    private var stormMinutes = 0
    /// Seconds without a change, since the last one or since the feed is live.
    private(set) var pause = 0
    /// Something has changed since the feed is live.
    private(set) var hasChanged = false
    /// Changes in each of the last seconds in which the feed was live.
    private var recent: ContiguousArray<UInt32> = []
    /// nil while too little is learnt.
    private(set) var usual: UsualPace?

    /// The feed is not live: how quiet it is says nothing.
    mutating func interrupt() {
        pause = 0
        hasChanged = false
        recent.removeAll(keepingCapacity: true)
    }

    /// Another second is over.
    ///
    /// - Parameter isStormy: it is part of a storm, and no example.
    mutating func second(changes: UInt32, isStormy: Bool) {
        if recent.count == StormWatch.meanOf { recent.removeFirst() }
        recent.append(changes)
        if changes == 0 {
            pause += 1
            if pause > 60 { return }
        } else {
            learnPause(isStormy: isStormy)
            hasChanged = true
            running.changes += changes
            running.busySeconds += 1
        }
        runningSeconds += 1
        if runningSeconds >= 60 { learnMinute(isStormy: isStormy) }
    }

    /// Changes a second over the last ten seconds; nil before there were ten.
    var rate: Double? {
        guard recent.count == StormWatch.meanOf else { return nil }
        return recent.reduce(0) { $0 + Double($1) } / Double(recent.count)
    }

    var lastSecond: UInt32 { recent.last ?? 0 }

    /// A pause has ended.
    private mutating func learnPause(isStormy: Bool) {
        let seconds = runningSeconds + max(pause - 60, 0)
        for _ in 0..<min(seconds / 60, ChangePace.mostMinutes) { learnMinute(isStormy: isStormy) }
        runningSeconds = seconds % 60
        running.longestPause = max(running.longestPause, UInt32(clamping: pause))
        pause = 0
    }

    private mutating func learnMinute(isStormy: Bool) {
        defer {
            running = Minute()
            runningSeconds = 0
        }
        stormMinutes = isStormy ? stormMinutes + 1 : 0
        guard stormMinutes == 0 || stormMinutes > ChangePace.longestStorm else { return }
        if minutes.count == ChangePace.mostMinutes { minutes.removeFirst() }
        minutes.append(running)
        if minutes.count >= ChangePace.leastMinutes { usual = makeUsual() }
    }

    private func makeUsual() -> UsualPace {
        let busy = [5, 15, ChangePace.mostMinutes].map { count in
            let last = minutes.suffix(count)
            return last.reduce(0) { $0 + Double($1.busySeconds) } / Double(last.count * 60)
        }
        let isQuiet = minutes.reduce(0) { $0 + Int($1.busySeconds) } < ChangePace.leastBusySeconds
        let changes = minutes.map(\.changes).sorted()
        return UsualPace(
            perSecond: Double(changes[changes.count / 2]) / 60,
            meanPerSecond: changes.reduce(0) { $0 + Double($1) } / Double(changes.count * 60),
            busyShare: isQuiet ? 0 : busy.min() ?? 0,
            longestPause: Int(minutes.map(\.longestPause).max() ?? 0))
    }
}

/// What is usual for a server.
struct UsualPace: Hashable, Sendable {
    /// Changes a second: the middle one of the minutes that were learnt, so that a burst does not move it.
    var perSecond: Double
    /// Changes a second: the mean of all minutes that were learnt.
    var meanPerSecond: Double
    /// The share of seconds in which something changes: the least of the last 5, 15 and 60 minutes, so that it falls
    /// with the evening. 0: too few to tell.
    var busyShare: Double
    /// The longest pause of the last hour, seconds.
    var longestPause: Int

    /// A chance of one in a million, as the number of busy seconds that should have been.
    private static let improbable = 13.8

    /// The longest pause that is nothing odd, seconds: nothing for so long would have a chance of less than one in a
    /// million if busy seconds came at random, and is more than three times what was seen within an hour.
    ///
    /// - Returns: nil: nothing is usual here, so that no pause is odd.
    func longestPause(atLeast least: Duration) -> Int? {
        guard busyShare > 0 else { return nil }
        let byChance = UsualPace.improbable / busyShare
        return max(Int(least.components.seconds), Int(byChance.rounded(.up)), 3 * longestPause)
    }
}

/// A pause that is too long.
public struct SilenceReport: Hashable, Sendable {
    /// When the last change was told, or when the feed became live if there was none.
    public var since: Moment
    /// A pause up to this was nothing odd.
    public var limit: Duration
    /// Changes a second, the mean of what was learnt.
    public var usualPerSecond: Double

    public init(since: Moment, limit: Duration, usualPerSecond: Double) {
        self.since = since
        self.limit = limit
        self.usualPerSecond = usualPerSecond
    }
}
