import LeasequerySession

/// Brings times of our clock that were kept in an earlier run into the clock of this one.
///
/// If our clock has been put back since, nobody knows by how much: at least by so much that nothing was kept in the
/// future.
struct SavedClock {
    let now: Moment
    /// Nanoseconds that the clock has been put back by, at least.
    private let wentBack: Int64

    /// - Parameter savedAt: the latest time that was kept; Unix nanoseconds.
    init(savedAt: Int64, now: Moment) {
        self.now = now
        wentBack = max(0, savedAt - now.utc)
    }

    /// Whole seconds, rounded up.
    var secondsBack: UInt32 { UInt32(clamping: wentBack / 1_000_000_000 + (wentBack % 1_000_000_000 > 0 ? 1 : 0)) }

    /// - Parameter utc: Unix nanoseconds.
    func moment(_ utc: Int64) -> Moment {
        let utc = min(utc &- wentBack, now.utc)
        let (age, isTooOld) = now.utc.subtractingReportingOverflow(utc)
        let uptime = isTooOld || UInt64(age) > now.uptime ? 0 : now.uptime - UInt64(age)
        return Moment(uptime: uptime, utc: utc)
    }
}
