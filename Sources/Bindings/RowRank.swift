import DHCPv6Wire
import LeasequerySession

/// Where a binding stands in an order, so that two can be compared without looking at their records.
struct RowRank {
    /// Bindings that have no value for the order come last, whichever way it runs.
    var lacksValue: Bool
    var first: UInt64
    var second: UInt64
    var third: UInt32
    /// Ties: prefix, length, server, always upwards.
    var length: UInt8
    var server: UInt16
    var address: IPv6Address
    var slot: UInt32

    init(_ record: BindingRecord, key: BindingOrder.Key, server: Int, slot: Int) {
        lacksValue = false
        first = 0
        second = 0
        third = 0
        length = record.length
        self.server = UInt16(truncatingIfNeeded: server)
        address = record.address
        self.slot = UInt32(slot)
        switch key {
        case .prefix:
            first = record.address.high
            second = record.address.low
            third = UInt32(record.length)
        case .client:
            first = record.duid.first
            second = record.duid.second
            third = record.duid.third
        case .server: first = UInt64(server)
        case .state: first = record.state.rank
        case .change: first = UInt64(record.lastChange.rawValue)
        case .changed: first = UInt64(record.changedAt)
        case .expires:
            lacksValue = record.state != .bound
            first = lacksValue ? 0 : record.expiresAt.map { UInt64($0) } ?? .max
        case .lastTransaction:
            lacksValue = !record.flags.contains(.hasTransactionTime)
            first = lacksValue ? 0 : UInt64(bitPattern: (record.lastTransactionAt ?? 0) &+ 1 << 62)
        }
    }
}

extension BindingState {
    /// How far it is over.
    fileprivate var rank: UInt64 {
        switch self {
        case .bound: 0
        case .expiredUnconfirmed: 1
        case .ended: 2
        }
    }
}

/// The order of ranks; with its own compare of long DUIDs, which ranks hold the beginnings of.
struct RowComparator {
    let order: BindingOrder
    /// Runs the order from its end.
    var isReversed = false

    @inline(__always)
    func isBefore(_ left: RowRank, _ right: RowRank, _ tables: borrowing ContiguousArray<BindingTable>) -> Bool {
        isReversed ? comesFirst(right, left, tables) : comesFirst(left, right, tables)
    }

    @inline(__always)
    private func comesFirst(
        _ left: RowRank, _ right: RowRank, _ tables: borrowing ContiguousArray<BindingTable>
    ) -> Bool {
        if left.lacksValue != right.lacksValue { return right.lacksValue }
        if left.first != right.first { return (left.first < right.first) != order.isDescending }
        if left.second != right.second { return (left.second < right.second) != order.isDescending }
        if left.third != right.third { return (left.third < right.third) != order.isDescending }
        if order.key == .client, let isLess = isDUIDLess(left, right, tables) { return isLess != order.isDescending }
        if left.address != right.address { return left.address < right.address }
        if left.length != right.length { return left.length < right.length }
        return left.server < right.server
    }

    /// Compares DUIDs that begin alike; nil if they are equal.
    private func isDUIDLess(
        _ left: RowRank, _ right: RowRank, _ tables: borrowing ContiguousArray<BindingTable>
    ) -> Bool? {
        let leftRecord = tables[Int(left.server)].records[Int(left.slot)]
        let rightRecord = tables[Int(right.server)].records[Int(right.slot)]
        if leftRecord.duid.isWhole, rightRecord.duid.isWhole {
            let counts = (leftRecord.duid.count, rightRecord.duid.count)
            return counts.0 == counts.1 ? nil : counts.0 < counts.1
        }
        let leftDUID = tables[Int(left.server)].duid(of: leftRecord).octets
        let rightDUID = tables[Int(right.server)].duid(of: rightRecord).octets
        return leftDUID == rightDUID ? nil : leftDUID.lexicographicallyPrecedes(rightDUID)
    }
}
