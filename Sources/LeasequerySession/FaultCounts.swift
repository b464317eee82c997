import DHCPv6Wire

/// How many messages had which oddity: a fixed number of counts, because most messages of some servers have one.
public struct FaultCounts: Sendable {
    /// By number of the bit in `WireFaults`.
    private var counts = [16 of UInt64](repeating: 0)

    public init() {}

    /// - Parameter fault: one bit.
    public subscript(fault: WireFaults) -> UInt64 {
        get { counts[fault.rawValue.trailingZeroBitCount] }
        set { counts[fault.rawValue.trailingZeroBitCount] = newValue }
    }

    /// Those that occurred, in the order of their bits.
    public var occurred: [(fault: WireFaults, count: UInt64)] {
        counts.indices.filter { counts[$0] > 0 }.map { (WireFaults(rawValue: 1 << UInt16($0)), counts[$0]) }
    }

    public var total: UInt64 { occurred.reduce(0) { $0 &+ $1.count } }

    /// Counts a message.
    mutating func count(_ faults: WireFaults) {
        var left = faults.rawValue
        while left != 0 {
            counts[left.trailingZeroBitCount] += 1
            left &= left - 1
        }
    }

    public mutating func add(_ other: FaultCounts) {
        for bit in counts.indices { counts[bit] += other.counts[bit] }
    }
}

extension FaultCounts: Hashable {
    public static func == (left: FaultCounts, right: FaultCounts) -> Bool {
        left.counts.indices.allSatisfy { left.counts[$0] == right.counts[$0] }
    }

    public func hash(into hasher: inout Hasher) {
        for bit in counts.indices { hasher.combine(counts[bit]) }
    }
}

extension FaultCounts: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (WireFaults, UInt64)...) {
        for (fault, count) in elements { self[fault] = count }
    }
}
