extension Snapshot {
    /// Reads a JSON or NDJSON snapshot front to back.
    ///
    /// - Parameter source: gives the next piece of the file; empty at the end.
    public init(_ source: @escaping () throws(SnapshotFault) -> [UInt8]) throws(SnapshotFault) {
        self = try SnapshotReader.read(source)
    }
}
