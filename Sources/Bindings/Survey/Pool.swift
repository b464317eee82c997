import DHCPv6Wire

/// What a server gives addresses or prefixes out of. The protocol does not tell pools: they are as the user says.
public struct Pool: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        /// Addresses, from the first to the last.
        case addresses(ClosedRange<IPv6Address>)
        /// Prefixes of this length, not shorter than the pool.
        case prefixes(length: UInt8)
    }

    public let name: String
    /// All of its content lies inside.
    public let prefix: IPv6Prefix
    public let content: Content

    public init(_ name: String, _ prefix: IPv6Prefix, _ content: Content) {
        self.name = name
        self.prefix = prefix
        self.content = content
    }

    /// How many addresses or prefixes there are in it; nil: 2^128.
    public var size: UInt128? {
        switch content {
        case .addresses(let range):
            (UInt128(range.upperBound) - UInt128(range.lowerBound)).addingOne
        case .prefixes(let length):
            UInt128(1).shifted(by: length - prefix.length)
        }
    }

    /// How much of the pool a bound address takes.
    func use(ofAddress address: IPv6Address) -> UInt128 {
        if case .addresses(let range) = content, range.contains(address) { 1 } else { 0 }
    }

    /// How much of the pool a bound prefix inside takes: one that is shorter than usual as much as it covers, one that is
    /// longer nothing.
    func use(ofPrefix other: IPv6Prefix) -> UInt128 {
        guard case .prefixes(let length) = content, other.length <= length else { return 0 }
        return UInt128(1).shifted(by: length - other.length) ?? .max
    }
}

/// How much of a pool is given out, as far as bindings tell.
public struct PoolUse: Hashable, Sendable {
    public var pool: Pool
    /// Of `pool.size`.
    public var used: UInt128 = 0

    public init(_ pool: Pool, used: UInt128 = 0) {
        self.pool = pool
        self.used = used
    }
}

/// Counts what is bound of each pool.
struct PoolCensus: Sendable {
    private let places: NestedPrefixes
    private(set) var uses: [PoolUse]

    init(_ pools: [Pool]) {
        places = NestedPrefixes(pools.map(\.prefix))
        uses = pools.map { PoolUse($0) }
    }

    var isEmpty: Bool { uses.isEmpty }

    mutating func add(_ slice: borrowing ContiguousArray<SurveySample>) {
        for index in slice.indices where slice[index].holding != .ended {
            let binding = IPv6Prefix(slice[index].address, length: slice[index].length)
            let isPrefix = slice[index].holding == .prefix
            places.visit(covering: binding) { place in
                let pool = uses[place].pool
                let use = isPrefix ? pool.use(ofPrefix: binding) : pool.use(ofAddress: binding.address)
                uses[place].used = uses[place].used &+ use
            }
        }
    }
}

extension UInt128 {
    fileprivate init(_ address: IPv6Address) {
        self = UInt128(address.high) << 64 | UInt128(address.low)
    }

    /// nil: it has no room.
    fileprivate var addingOne: UInt128? {
        let (sum, overflow) = addingReportingOverflow(1)
        return overflow ? nil : sum
    }

    /// One, shifted to the left; nil: it has no room.
    fileprivate func shifted(by bits: UInt8) -> UInt128? { bits < 128 ? self << UInt128(bits) : nil }
}
