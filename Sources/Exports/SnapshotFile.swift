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
        case .exists(let path): "\(path) exists: name another file or give --force"
        case .system(let operation, let path, let reason): "cannot \(operation) \(path): \(reason)"
        }
    }
}

/// Writes a table of bindings as one JSON document, row by row: a file is either there as a whole or not at all.
public enum SnapshotFile {
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
        rows: some Sequence<BindingRow>, metadata: SnapshotMetadata, to path: String, overwrite: Bool
    ) throws(SnapshotError) -> Int {
        if !overwrite { try checkAbsent(path) }
        let temporary = "\(path).\(String(UInt32.random(in: 0...UInt32.max), radix: 16)).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("create", temporary) }
        do throws(SnapshotError) {
            let count = try fill(descriptor, path: temporary, rows: rows, metadata: metadata)
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
        rows: some Sequence<BindingRow>, metadata: SnapshotMetadata, toDescriptor descriptor: Int32
    ) throws(SnapshotError) -> Int {
        var document = SnapshotDocument(descriptor: descriptor, path: "standard output")
        return try document.write(rows: rows, metadata: metadata)
    }

    /// - Throws: `SnapshotError.exists` if something of that name is there: for asking before long work.
    public static func checkAbsent(_ path: String) throws(SnapshotError) {
        var status = stat()
        if lstat(path, &status) == 0 { throw .exists(path) }
    }

    private static func fill(
        _ descriptor: Int32, path: String, rows: some Sequence<BindingRow>, metadata: SnapshotMetadata
    ) throws(SnapshotError) -> Int {
        defer { close(descriptor) }
        var document = SnapshotDocument(descriptor: descriptor, path: path)
        let count = try document.write(rows: rows, metadata: metadata)
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

/// One document on its way out in pieces.
private struct SnapshotDocument {
    let descriptor: Int32
    let path: String
    var json = JSONWriter(.compact)

    /// Octets gathered before they are written.
    private static let pieceSize = 64 * 1024

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    mutating func write(rows: some Sequence<BindingRow>, metadata: SnapshotMetadata) throws(SnapshotError) -> Int {
        var count = 0
        let (descriptor, path) = (descriptor, path)
        try json.object { json throws(SnapshotError) in
            metadata.write(to: &json)
            try json.array("bindings") { json throws(SnapshotError) in
                for row in rows {
                    json.row { BindingDocument(row: row, server: metadata.name(of: row.server)).write(to: &$0) }
                    count += 1
                    if json.count >= SnapshotDocument.pieceSize { try put(json.take(), to: descriptor, path: path) }
                }
            }
            json.member("count", count)
        }
        json.endLine()
        try put(json.take(), to: descriptor, path: path)
        return count
    }
}

private func put(_ octets: [UInt8], to descriptor: Int32, path: String) throws(SnapshotError) {
    var written = 0
    while written < octets.count {
        let step = octets.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, octets.count - written) }
        if step < 0, errno == EINTR { continue }
        guard step >= 0 else { throw .system("write", path) }
        written += step
    }
}
