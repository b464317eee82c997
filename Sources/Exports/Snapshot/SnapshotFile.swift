import Bindings
import Glibc

/// Writes a table of bindings row by row: a file is either there as a whole or not at all.
///
///     let copy = liveStore.read { copy $0 }
///     try SnapshotFile.write(metadata, as: .csv, to: path, overwrite: false) {
///         copy.visitRowsByAddress(matching: filter, at: now, $0)
///     }
public enum SnapshotFile {
    /// Calls what it is given with each row to be written, in the order in which they are to stand.
    public typealias Rows = (_ visit: (BindingRow) -> Void) -> Void

    /// Makes the file, syncs it and its folder. Readable by its owner only.
    ///
    /// Blocks for as long as the disk takes: not for an event loop.
    ///
    /// - Parameter overwrite: replace a file of that name; else `SnapshotError.exists` is thrown, before the rows are
    ///   looked at if it is there already.
    /// - Returns: how many rows were written.
    @discardableResult
    public static func write(
        _ metadata: SnapshotMetadata, as format: SnapshotFormat = .json, to path: String, overwrite: Bool, rows: Rows
    ) throws(SnapshotError) -> Int {
        if !overwrite { try checkAbsent(path) }
        var file = try NewFile(path)
        let count = SnapshotText(metadata: metadata, format: format).write(rows, to: &file.output)
        try file.publish(overwrite: overwrite)
        return count
    }

    /// Writes to a descriptor that stays open, such as standard output.
    @discardableResult
    public static func write(
        _ metadata: SnapshotMetadata, as format: SnapshotFormat = .json, toDescriptor descriptor: Int32, rows: Rows
    ) throws(SnapshotError) -> Int {
        var output = OutputDescriptor(descriptor, path: "standard output")
        let count = SnapshotText(metadata: metadata, format: format).write(rows, to: &output)
        try output.check()
        return count
    }

    /// - Throws: `SnapshotError.exists` if something of that name is there: for asking before long work.
    public static func checkAbsent(_ path: String) throws(SnapshotError) {
        var status = stat()
        if lstat(path, &status) == 0 { throw .exists(path) }
    }
}
