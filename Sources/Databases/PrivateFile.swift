import Glibc

/// Looks at a database file before SQLite does, which would change another program's file to mend it.
public struct PrivateFile {
    /// What tells one file from another at the same path.
    public struct Identity: Hashable, Sendable {
        var device: UInt64
        var number: UInt64

        fileprivate init(_ status: stat) {
            device = UInt64(status.st_dev)
            number = UInt64(status.st_ino)
        }
    }

    /// "SQLite format 3", and where the header has our mark (sqlite.org/fileformat2.html).
    private static let magic = Array("SQLite format 3\0".utf8)
    private static let headerSize = 100
    private static let applicationIDOffset = 68

    let path: String
    public let descriptor: Int32
    public let identity: Identity
    /// Nothing is in it yet.
    public let isEmpty: Bool

    /// Opens a regular file that is ours alone, and empty or a database of lqtop.
    ///
    /// - Parameters:
    ///   - creates: makes it if it is not there, readable by its owner only.
    ///   - isOnlyRead: whether it need not take changes.
    public init(
        _ path: String, _ format: DatabaseFormat, creates: Bool, isOnlyRead: Bool = false
    ) throws(DatabaseError) {
        let flags = (isOnlyRead ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (creates ? O_CREAT : 0)
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw DatabaseError(format, path, PrivateFile.reason(errno)) }
        var status = stat()
        fstat(descriptor, &status)
        if let reason = PrivateFile.objection(to: status, descriptor, format) {
            Glibc.close(descriptor)
            throw DatabaseError(format, path, reason)
        }
        self.path = path
        self.descriptor = descriptor
        identity = Identity(status)
        isEmpty = status.st_size == 0
    }

    /// The file that is at this path now; nil if there is none.
    public static func identity(at path: String) -> Identity? {
        var status = stat()
        return stat(path, &status) == 0 ? Identity(status) : nil
    }

    /// To be called before SQLite opens the file: closing takes away every lock this process has on it.
    public func close() { Glibc.close(descriptor) }

    /// Keeps every lqtop out until the descriptor is closed.
    ///
    /// - Returns: false if one is in.
    public func lock() -> Bool {
        // The octets that SQLite locks (sqlite.org/lockingv3.html).
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = 0x4000_0000
        lock.l_len = 512
        return fcntl(descriptor, F_SETLK, &lock) == 0
    }

    private static func objection(
        to status: stat, _ descriptor: Int32, _ format: DatabaseFormat
    ) -> DatabaseError.Reason? {
        guard status.st_mode & S_IFMT == S_IFREG else { return .notAFile }
        guard status.st_uid == geteuid() else { return .othersOwn }
        guard status.st_mode & 0o077 == 0 else { return .exposed(mode: status.st_mode & 0o777) }
        guard status.st_size > 0 else { return nil }
        var header = [UInt8](repeating: 0, count: headerSize)
        guard pread(descriptor, &header, headerSize, 0) == headerSize, header.starts(with: magic) else {
            return .foreign
        }
        let mark = header[applicationIDOffset..<applicationIDOffset + 4].reduce(0) { $0 << 8 | Int64($1) }
        return mark == format.applicationID ? nil : .foreign
    }

    private static func reason(_ number: Int32) -> DatabaseError.Reason {
        switch number {
        case ENOENT, ENOTDIR: .noFolder
        case ELOOP, EISDIR, ENXIO: .notAFile
        case EROFS: .readOnly
        default: .unreadable(String(cString: strerror(number)))
        }
    }
}
