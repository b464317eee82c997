/// How many slots to look at before the lock is given back: as many as take well under a millisecond.
public struct LookSize: Sendable {
    public private(set) var slots = 4096

    private static let longest = Duration.microseconds(800)

    public init() {}

    /// - Parameter took: the time of the last look.
    public mutating func adapt(to took: Duration) {
        if took > LookSize.longest {
            slots = max(slots / 2, 256)
        } else if took * 3 < LookSize.longest {
            slots = min(slots * 2, 32_768)
        }
    }
}
