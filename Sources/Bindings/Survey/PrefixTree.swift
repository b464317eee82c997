import DHCPv6Wire

/// Where bindings lie, sorted, so that what lies inside a prefix is one range: 16 octets a binding.
struct PrefixCensus: Sendable {
    fileprivate var spots: ContiguousArray<PrefixTree.Spot> = []

    mutating func add(_ slice: borrowing ContiguousArray<SurveySample>) {
        for index in slice.indices where slice[index].isWanted {
            let sample = slice[index]
            spots.append(
                PrefixTree.Spot(
                    high: sample.address.high, length: min(sample.length, PrefixTree.deepest), holding: sample.holding))
        }
    }

    /// After the last binding.
    mutating func tree() -> PrefixTree {
        spots.sort { $0.high != $1.high ? $0.high < $1.high : $0.length < $1.length }
        return PrefixTree(spots)
    }
}

/// Bindings by containment, down to /64.
///
/// Below a prefix its branches are shown at the next of the lengths /32, /40, /48, /56 and /64 that has more than one:
/// a level with one row tells nothing.
public struct PrefixTree: Sendable {
    /// A binding. Nothing below /64 is told apart.
    struct Spot {
        var high: UInt64
        var length: UInt8
        var holding: Holding
    }

    /// What lies inside one prefix.
    public struct Branch: Hashable, Sendable {
        public var prefix: IPv6Prefix
        public var holdings: Holdings
        /// A delegated prefix that is shorter than its neighbours: the row is of it alone.
        public var isDelegated: Bool
        /// Whether there are branches below that tell more.
        public internal(set) var hasBranches = false

        public init(_ prefix: IPv6Prefix, _ holdings: Holdings, isDelegated: Bool = false) {
            self.prefix = prefix
            self.holdings = holdings
            self.isDelegated = isDelegated
        }

        fileprivate mutating func add(_ spot: Spot) {
            holdings.add(spot.holding)
            hasBranches = spot.length > prefix.length && holdings.all > 1
        }
    }

    /// Everything.
    public static let root = IPv6Prefix(.unspecified, length: 0)

    static let deepest: UInt8 = 64
    private static let levels: [UInt8] = [32, 40, 48, 56, 64]

    private let spots: ContiguousArray<Spot>

    fileprivate init(_ spots: ContiguousArray<Spot>) {
        self.spots = spots
    }

    /// What lies inside a prefix of at most 64 bits, in order.
    public func branches(of prefix: IPv6Prefix) -> [Branch] {
        let range = range(of: prefix)
        var branches: [Branch] = []
        for level in PrefixTree.levels where level > prefix.length {
            branches = self.branches(in: range, of: prefix, at: level)
            if branches.count != 1 || branches[0].isDelegated { break }
        }
        return branches
    }

    /// All that lies inside a prefix; of one that is longer than 64 bits, all in its /64.
    public func branch(_ prefix: IPv6Prefix) -> Branch {
        var branch = Branch(prefix, Holdings())
        for index in range(of: prefix) where spots[index].length >= min(prefix.length, PrefixTree.deepest) {
            branch.add(spots[index])
        }
        return branch
    }

    private func branches(in range: Range<Int>, of prefix: IPv6Prefix, at level: UInt8) -> [Branch] {
        var branches: [Branch] = []
        for index in range where spots[index].length >= prefix.length {
            let spot = spots[index]
            // One that is shorter than the level lies in no branch of it; it begins where a branch does, and before it.
            let length = min(spot.length, level)
            let place = IPv6Prefix(IPv6Address(high: spot.high, low: 0), length: length)
            if branches.last?.prefix != place {
                branches.append(Branch(place, Holdings(), isDelegated: length < level))
            }
            branches[branches.count - 1].add(spot)
        }
        return branches
    }

    /// Those that begin inside a prefix.
    private func range(of prefix: IPv6Prefix) -> Range<Int> {
        let last =
            prefix.address.high | (prefix.length == 0 ? .max : prefix.length >= 64 ? 0 : .max >> UInt64(prefix.length))
        return firstIndex { $0 >= prefix.address.high }..<firstIndex { $0 > last }
    }

    private func firstIndex(where isReached: (UInt64) -> Bool) -> Int {
        var (low, high) = (0, spots.count)
        while low < high {
            let middle = (low + high) / 2
            if isReached(spots[middle].high) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
