import LeasequerySession

/// The mean rate of changes while a feed was live, over its last five to ten minutes: outlasts the loss of the
/// connection, when nothing comes any more.
struct ChangeRate {
    private static let window = Duration.seconds(300)
    /// Less than this says nothing about a rate.
    private static let enough = Duration.seconds(30)

    private var began: Moment?
    private var newest: Moment?
    private var count = 0
    private var before: (count: Int, duration: Duration) = (0, .zero)

    /// - Parameter count: changes that were news; 0 counts too, for time passes.
    mutating func add(_ count: Int, at now: Moment) {
        if let began, now.since(began) >= ChangeRate.window {
            before = (self.count, now.since(began))
            self.began = now
            self.count = 0
        }
        began = began ?? now
        newest = now
        self.count += count
    }

    /// The feed is no longer live: what follows is another stretch.
    mutating func pause() {
        guard let began, let newest else { return }
        if newest.since(began) >= ChangeRate.enough { before = (count, newest.since(began)) }
        self.began = nil
        self.newest = nil
        count = 0
    }

    /// Changes a second; nil: it was not watched for long enough.
    var perSecond: Double? {
        let running = began.flatMap { began in newest?.since(began) } ?? .zero
        let duration = before.duration + running
        guard duration >= ChangeRate.enough else { return nil }
        return Double(before.count + count) / (duration / .seconds(1))
    }
}
