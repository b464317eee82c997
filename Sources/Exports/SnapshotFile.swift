import Bindings
import Glibc

/// Why no snapshot was written.
public enum SnapshotError: Error, Hashable, Sendable {
    /// The file is there and overwriting was not asked for.
    case exists(String)
    /// A system call failed: what was tried, on which file, and the system's text.
    case system(operation: String, path: String, reason: String)
}

extension SnapshotError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exists(let path): "\(path) is there already: name another file"
        case .system(let operation, let path, let reason): "cannot \(operation) \(path): \(reason)"
        }
    }
}

/// Writes a table of bindings as one JSON document, row by row: a file is either there as a whole or not at all.
///
///     let copy = liveStore.read { copy $0 }
///     try SnapshotFile.write(metadata, to: path, overwrite: false) { copy.visitRows(matching: filter, at: now, $0) }
public enum SnapshotFile {
    /// Calls what it is given with each row to be written.
    public typealias Rows = (_ visit: (BindingRow) -> Void) -> Void

    /// Writes to a temporary file beside `path`, syncs it, and gives it its name. The file is readable by its owner
    /// only, because it says who is where.
    ///
    /// Blocks for as long as the disk takes: not for an event loop.
    ///
    /// - Parameter overwrite: replace a file of that name; else `SnapshotError.exists` is thrown, before the rows are
    ///   looked at if it is there already.
    /// - Returns: how many rows were written.
    @discardableResult
    public static func write(
        _ metadata: SnapshotMetadata, to path: String, overwrite: Bool, rows: Rows
    ) throws(SnapshotError) -> Int {
        if !overwrite { try checkAbsent(path) }
        let temporary = "\(path).\(String(UInt32.random(in: 0...UInt32.max), radix: 16)).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("create", temporary) }
        do throws(SnapshotError) {
            let count = try fill(descriptor, path: temporary, metadata, rows)
            try publish(temporary, as: path, overwrite: overwrite)
            return count
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Writes to a descriptor that stays open, such as standard output.
    @discardableResult
    public static func write(
        _ metadata: SnapshotMetadata, toDescriptor descriptor: Int32, rows: Rows
    ) throws(SnapshotError) -> Int {
        try SnapshotDocument.write(metadata, rows, to: OutputDescriptor(descriptor, path: "standard output"))
    }

    /// - Throws: `SnapshotError.exists` if something of that name is there: for asking before long work.
    public static func checkAbsent(_ path: String) throws(SnapshotError) {
        var status = stat()
        if lstat(path, &status) == 0 { throw .exists(path) }
    }

    private static func fill(
        _ descriptor: Int32, path: String, _ metadata: SnapshotMetadata, _ rows: Rows
    ) throws(SnapshotError) -> Int {
        defer { close(descriptor) }
        let count = try SnapshotDocument.write(metadata, rows, to: OutputDescriptor(descriptor, path: path))
        guard fsync(descriptor) == 0 else { throw .system("sync", path) }
        return count
    }

    /// `link` refuses an existing name and `rename` replaces it: both at once or not at all.
    private static func publish(_ temporary: String, as path: String, overwrite: Bool) throws(SnapshotError) {
        if overwrite {
            guard rename(temporary, path) == 0 else { throw .system("write", path) }
            return
        }
        guard link(temporary, path) == 0 else {
            throw errno == EEXIST ? .exists(path) : .system("write", path)
        }
        unlink(temporary)
    }
}

extension SnapshotError {
    /// The failure that `errno` tells of.
    fileprivate static func system(_ operation: String, _ path: String) -> SnapshotError {
        .system(operation: operation, path: path, reason: String(cString: strerror(errno)))
    }
}

/// The layout of the document: what it says of itself, the rows, and their number, by which a reader knows the end.
private enum SnapshotDocument {
    /// Octets gathered before they are written.
    static let pieceSize = 64 * 1024

    static func write(
        _ metadata: SnapshotMetadata, _ rows: SnapshotFile.Rows, to output: OutputDescriptor
    ) throws(SnapshotError) -> Int {
        var json = JSONWriter(.compact)
        var output = output
        var count = 0
        json.object { json in
            metadata.write(to: &json)
            json.array("bindings") { json in
                rows { row in
                    json.row { BindingDocument(row: row, name: metadata.name).write(to: &$0) }
                    count += 1
                    if json.count >= pieceSize { output.put(json.take()) }
                }
            }
            json.member("count", count)
        }
        json.endLine()
        output.put(json.take())
        if let failure = output.failure { throw failure }
        return count
    }
}

/// A file descriptor that remembers its first failure: whoever produces rows cannot be stopped in the middle.
private struct OutputDescriptor {
    let descriptor: Int32
    let path: String
    private(set) var failure: SnapshotError?

    init(_ descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Does nothing after a failure.
    mutating func put(_ octets: [UInt8]) {
        var rest = octets[...]
        while !rest.isEmpty, failure == nil {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                failure = .system("write", path)
            }
        }
    }
}
