import DHCPv6Wire

/// Server's clock minus this machine's, as far as one-way messages can tell.
@frozen
public struct SkewEstimate: Hashable, Sendable {
    /// Seconds. The skew is not less: no delay can make a base time look too new.
    public var lower: Double
    /// Seconds. The skew is not more if at least one message of the window came without delay: base times are whole
    /// seconds, so up to one second was cut off.
    public var upper: Double { lower + 1 }

    @inlinable
    public init(lower: Double) {
        self.lower = lower
    }
}

/// Estimates clock skew from base times (RFC 7653 section 8.5).
///
/// Each message gives one sample, base time minus time of receipt. Delay only makes it smaller, and a backlog delays
/// many messages at once: so the largest sample of the last ten minutes counts, and nothing is averaged.
public struct SkewEstimator: Sendable {
    /// Ten minutes in slots, each holding the largest sample of its half minute.
    private static let slotLength: UInt64 = 30_000_000_000
    private static let slotCount: UInt64 = 20
    /// A wall clock that moves this much against the uptime clock was set, not slewed.
    private static let localStep: UInt64 = 500_000_000
    /// A base time this many seconds older than the one before is a server clock that was set back.
    private static let serverStepBack: Int32 = -5

    /// Half a minute by its number since uptime began, and its largest sample in nanoseconds.
    private struct Slot {
        var number: UInt64
        var largest: Int64
    }

    private var slots = [Slot?](repeating: nil, count: Int(slotCount))
    private var lastBase: ServerTime?
    private var lastReceipt: Moment?

    public init() {}

    /// Takes the base time of a message, which was read at `now`.
    public mutating func add(base: ServerTime, receivedAt now: Moment) {
        if base == lastBase, now == lastReceipt { return }
        if isStep(to: base, at: now) { self = SkewEstimator() }
        lastBase = base
        lastReceipt = now
        let sample = base.unixSeconds(near: now.unixSeconds) * 1_000_000_000 - now.utc
        let number = now.uptime / SkewEstimator.slotLength
        let index = Int(number % SkewEstimator.slotCount)
        if let slot = slots[index], slot.number == number, slot.largest >= sample { return }
        slots[index] = Slot(number: number, largest: sample)
    }

    /// What is known at `now`; nil without a base time in the last ten minutes.
    public func estimate(at now: Moment) -> SkewEstimate? {
        let number = now.uptime / SkewEstimator.slotLength
        let recent = slots.lazy.compactMap { $0 }.filter { $0.number + SkewEstimator.slotCount > number }
        return recent.map(\.largest).max().map { SkewEstimate(lower: Double($0) / 1_000_000_000) }
    }

    /// Whether one of the two clocks was set since the last message: older samples then say nothing.
    private func isStep(to base: ServerTime, at now: Moment) -> Bool {
        guard let lastBase, let lastReceipt else { return false }
        if base.seconds(since: lastBase) < SkewEstimator.serverStepBack { return true }
        let drift = (now.utc - lastReceipt.utc) - Int64(bitPattern: now.uptime &- lastReceipt.uptime)
        return drift.magnitude > SkewEstimator.localStep
    }
}
