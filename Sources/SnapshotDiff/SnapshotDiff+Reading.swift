extension Snapshot {
    /// Reads a snapshot front to back; its first octet tells JSON and NDJSON from CSV.
    ///
    /// - Parameter source: gives the next piece of the file; empty at the end.
    public init(_ source: @escaping () throws(SnapshotFault) -> [UInt8]) throws(SnapshotFault) {
        var beginning: [UInt8]? = try source()
        let isTable = beginning?.first == UInt8(ascii: "r")
        let whole = { () throws(SnapshotFault) -> [UInt8] in
            if let piece = beginning {
                beginning = nil
                return piece
            }
            return try source()
        }
        if isTable { self = try TableReader.read(whole) } else { self = try SnapshotReader.read(whole) }
    }

    mutating func add(_ binding: BindingMembers) throws(SnapshotFault) {
        guard let entry = binding.entry else {
            throw .notSnapshot("binding \(entries.count + 1) lacks its address, type, client or state")
        }
        guard add(entry, client: binding.client, server: binding.server) else {
            throw .notSnapshot("it is larger than can be compared")
        }
    }

    /// To be called when all are there.
    ///
    /// - Parameter count: as many bindings as the file says it has.
    mutating func end(count: Int64) throws(SnapshotFault) {
        guard count == entries.count else {
            throw .notSnapshot("it says \(count) bindings and has \(entries.count)")
        }
        sort()
    }
}
