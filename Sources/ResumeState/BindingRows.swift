import Bindings
import DHCPv6Wire
import Databases
import LeasequerySession

/// The table `binding`: one row for each slot of a server's table in the store. `StateFile` has its columns.
struct BindingRows {
    let file: StateFile
    private let insertion: SQLiteStatement
    private let removal: SQLiteStatement

    /// So that the ids of rows stay positive.
    static let largestServer: Int64 = 1 << 38

    init(_ file: StateFile) throws(StateFileError) {
        self.file = file
        insertion = try file.connection.prepare(
            "INSERT OR REPLACE INTO binding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        removal = try file.connection.prepare("DELETE FROM binding WHERE id = ?")
    }

    /// Ids of all slots of a server.
    private static func ids(of server: Int64) -> Range<Int64> { server << 24..<(server + 1) << 24 }

    /// Writes slots as they are now, and deletes those that are vacant.
    func write(_ saved: borrowing SavedBindings, of server: Int64) throws(StateFileError) {
        let octets = saved.octets
        for index in saved.rows.indices {
            let row = saved.rows[index]
            let id = BindingRows.ids(of: server).lowerBound + Int64(row.slot)
            if row.isVacant {
                removal.bind(1, id)
                try removal.run()
            } else {
                try write(row, octets, id)
            }
        }
    }

    private func write(
        _ row: SavedBinding, _ octets: ContiguousArray<UInt8>, _ id: Int64
    ) throws(StateFileError) {
        var address = (row.address.high.bigEndian, row.address.low.bigEndian)
        insertion.bind(1, id)
        insertion.bind(3, row.length)
        insertion.bind(4, row.kind.rawValue)
        insertion.bind(5, row.lastChange.rawValue)
        insertion.bind(6, row.preferred.rawValue)
        insertion.bind(7, row.valid.rawValue)
        insertion.bind(8, row.sinceLastTransaction)
        insertion.bind(9, row.baseTime?.rawValue)
        insertion.bind(10, row.anchor)
        insertion.bind(11, row.receivedAt)
        insertion.bind(12, row.changedAt)
        insertion.bind(13, row.isFromBulk ? 1 : 0)
        insertion.bind(14, row.isExpired ? 1 : 0)
        insertion.bind(15, row.lacksDetails ? 1 : 0)
        let failure = withUnsafeBytes(of: &address) { address in
            octets.withUnsafeBytes { octets -> StateFileError? in
                insertion.bind(2, borrowing: address)
                insertion.bind(16, borrowing: UnsafeRawBufferPointer(rebasing: octets[row.duid.range]))
                insertion.bind(17, borrowing: UnsafeRawBufferPointer(rebasing: octets[row.details.range]))
                do throws(StateFileError) {
                    try insertion.run()
                    return nil
                } catch {
                    return error
                }
            }
        }
        if let failure { throw failure }
    }

    /// Deletes all bindings of a server.
    func delete(_ server: Int64) throws(StateFileError) {
        let ids = BindingRows.ids(of: server)
        try file.connection.execute(
            "DELETE FROM binding WHERE id >= \(ids.lowerBound) AND id < \(ids.upperBound)")
    }
}

extension BindingRows {
    /// Reads the bindings of a server in the order of their slots, some at a time.
    ///
    /// - Parameter take: gets each part; false ends reading.
    /// - Returns: false if `take` ended it.
    func read(
        of server: Int64, _ take: (borrowing SavedBindings) -> Bool
    ) throws(StateFileError) -> Bool {
        let ids = BindingRows.ids(of: server)
        let statement = try file.connection.prepare("SELECT * FROM binding WHERE id >= ? AND id < ? ORDER BY id")
        statement.bind(1, ids.lowerBound)
        statement.bind(2, ids.upperBound)
        var part = SavedBindings()
        while try statement.step() {
            guard let slot = statement.integer(0).map({ Int($0 - ids.lowerBound) }),
                let row = BindingRows.row(statement, slot: slot, into: &part.octets)
            else { throw file.damaged("binding \(statement.integer(0) ?? 0)") }
            part.rows.append(row)
            guard part.rows.count == BindingRows.readAtOnce else { continue }
            guard take(part) else { return false }
            part.removeAll()
        }
        return take(part)
    }

    /// So many that each part is put back under a short lock.
    private static let readAtOnce = 1024

    /// - Returns: nil if it cannot be what was written.
    private static func row(
        _ statement: SQLiteStatement, slot: Int, into octets: inout ContiguousArray<UInt8>
    ) -> SavedBinding? {
        func number<Number: FixedWidthInteger>(_ column: Int32, _: Number.Type = Number.self) -> Number? {
            statement.integer(column).flatMap(Number.init(exactly:))
        }
        guard slot < (1 << 24) - 2,
            let address = statement.octets(1).flatMap(IPv6Address.init(packed:)),
            let length: UInt8 = number(2), length <= 128, address.masked(to: length) == address,
            let kind = number(3).flatMap(BindingKind.init(rawValue:)),
            let lastChange = number(4).flatMap(ChangeKind.init(rawValue:)),
            let preferred: UInt32 = number(5), let valid: UInt32 = number(6),
            let anchor: UInt32 = number(9), let receivedAt: UInt32 = number(10), let changedAt: UInt32 = number(11),
            let duid = statement.octets(15), duid.count <= 255,
            let details = statement.octets(16), duid.count + details.count <= Limits.largestMessage
        else { return nil }
        let start = octets.count
        octets.append(contentsOf: duid)
        octets.append(contentsOf: details)
        return SavedBinding(
            slot: slot, address: address, length: length, kind: kind, lastChange: lastChange,
            preferred: Lifetime(rawValue: preferred), valid: Lifetime(rawValue: valid),
            sinceLastTransaction: number(7), baseTime: number(8).map(ServerTime.init(rawValue:)), anchor: anchor,
            receivedAt: receivedAt, changedAt: changedAt, isFromBulk: statement.integer(12) == 1,
            isExpired: statement.integer(13) == 1, lacksDetails: statement.integer(14) == 1,
            duid: ByteRange(start: start, count: duid.count), detailsCount: details.count)
    }
}

extension IPv6Address {
    /// As `init(octets:)`, for a million of them.
    fileprivate init?(packed octets: UnsafeRawBufferPointer) {
        guard octets.count == 16 else { return nil }
        self.init(
            high: UInt64(bigEndian: octets.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}
