import DHCPv6Wire
import LeasequerySession

/// Changes that live feeds told lately, by where the binding lies. Partners' changes count each, as everywhere.
public struct ChangeCounts: Hashable, Sendable {
    /// No longer than this, in seconds.
    public static let longest = 60

    /// In the order of the prefixes that were asked for.
    public var counts: [Int]
    /// The seconds they were counted over: less than the longest if fewer changes are kept.
    public var seconds: Double

    public init(counts: [Int], seconds: Double) {
        self.counts = counts
        self.seconds = seconds
    }
}

extension BindingStore {
    /// Counts the changes inside each of some prefixes, which may contain each other.
    func changeCounts(in prefixes: [IPv6Prefix], at now: Moment) -> ChangeCounts {
        let places = NestedPrefixes(prefixes)
        var result = ChangeCounts(counts: [Int](repeating: 0, count: prefixes.count), seconds: 0)
        let horizon = now.utc - Int64(ChangeCounts.longest) * 1_000_000_000
        var oldest = now.utc
        var sequence = log.lastSequence
        while sequence >= log.firstSequence, sequence > 0, log[sequence].at > horizon {
            let entry = log[sequence]
            oldest = min(oldest, entry.at)
            if entry.origin != .bulk {
                places.visit(covering: IPv6Prefix(entry.address, length: entry.length)) { result.counts[$0] += 1 }
            }
            sequence -= 1
        }
        // With what came before forgotten, or before anything was watched, only what is there was counted over.
        let isCutOff = sequence < log.firstSequence
        result.seconds = isCutOff ? Double(now.utc - oldest) / 1e9 : Double(ChangeCounts.longest)
        return result
    }
}
