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

    /// The failure that `errno` tells of.
    static func system(_ operation: String, _ path: String) -> SnapshotError {
        .system(operation: operation, path: path, reason: String(cString: strerror(errno)))
    }
}
