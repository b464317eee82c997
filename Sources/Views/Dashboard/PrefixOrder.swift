import Bindings
import DHCPv6Wire

/// How prefixes are sorted; ties by prefix.
public struct PrefixOrder: Hashable, Sendable {
    public enum Key: Hashable, Sendable {
        case prefix, addresses, delegated, changes, ended
    }

    public var key: Key
    public var isDescending: Bool

    public init(_ key: Key, descending: Bool = false) {
        self.key = key
        isDescending = descending
    }

    /// Pools stay on top.
    ///
    /// - Parameters:
    ///   - rows: pools as configured, then branches in the order of their prefixes.
    ///   - changes: lately, inside each prefix.
    func sorted(_ rows: [PrefixRow], changes: [IPv6Prefix: Int]) -> [PrefixRow] {
        func value(_ row: PrefixRow) -> UInt128 {
            switch key {
            case .prefix: 0
            case .addresses: row.addresses
            case .delegated: row.delegated
            case .changes: UInt128(changes[row.branch.prefix] ?? 0)
            case .ended: UInt128(row.branch.holdings.ended)
            }
        }
        let ranked = rows.enumerated().map { place, row in (isPool: row.pool != nil, value: value(row), place: place) }
        let isReversed = key == .prefix && isDescending
        return ranked.sorted { left, right in
            if left.isPool != right.isPool { return left.isPool }
            if left.value != right.value { return (left.value < right.value) != isDescending }
            return (left.place < right.place) != isReversed
        }.map { rows[$0.place] }
    }
}
