/// What a feed could not read of its source and skipped: all of it counted, the first of each burst in words.
public struct RejectedInput: Hashable, Sendable {
    /// One of them in words.
    public struct Described: Hashable, Sendable {
        /// 1 for the first that was skipped.
        public let number: Int
        /// Where it stood and what is wrong. Holds what stood there as it is: escape before showing.
        public let text: String
    }

    /// So many are put into words in one burst.
    public static let mostDescribed = 10
    private static let burst: UInt64 = 60_000_000_000

    public private(set) var count = 0
    /// Those of the latest burst, oldest first.
    public private(set) var described: [Described] = []
    private var uptime: UInt64 = 0
    /// Uptime at which the burst is over.
    private var burstEnd: UInt64 = 0

    public init() {}

    /// - Parameter uptime: nanoseconds of a clock that never steps.
    public mutating func advance(to uptime: UInt64) { self.uptime = uptime }

    /// One more was skipped.
    ///
    /// - Parameter text: not asked for if there were too many.
    public mutating func add(_ text: @autoclosure () -> String) {
        count += 1
        if uptime >= burstEnd {
            burstEnd = uptime + RejectedInput.burst
            described = []
        }
        if described.count < RejectedInput.mostDescribed {
            described.append(Described(number: count, text: text()))
        }
    }
}
