import CSQLite
import Glibc

/// One database file, as far as it is needed here; for one thread at a time.
public final class SQLiteConnection {
    private let format: DatabaseFormat
    private let path: String
    private let handle: OpaquePointer
    private let guardian: PrivateFile?

    /// - Parameters:
    ///   - path: of a file that is there; a symbolic link is refused, folders on the way may be such.
    ///   - isOnlyRead: whether it takes no changes.
    ///   - guardian: the same file with a lock on it, to be closed when this is. Not before: that would take away the
    ///     locks that SQLite has.
    public init(
        _ path: String, _ format: DatabaseFormat, isOnlyRead: Bool = false, guardian: PrivateFile? = nil
    ) throws(DatabaseError) {
        var opened: OpaquePointer?
        let access = isOnlyRead ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
        let result = sqlite3_open_v2(SQLiteConnection.inRealFolder(path), &opened, flags, nil)
        guard result == SQLITE_OK, let opened else {
            defer {
                sqlite3_close(opened)
                guardian?.close()
            }
            throw DatabaseError(format, path, result, opened)
        }
        self.format = format
        self.path = path
        self.guardian = guardian
        handle = opened
    }

    deinit {
        sqlite3_close_v2(handle)
        guardian?.close()
    }

    /// SQLite would refuse links among the folders too, and the state directory of a service with a dynamic user is one
    /// (systemd.exec(5)).
    private static func inRealFolder(_ path: String) -> String {
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let folder = realpath(start == path.startIndex ? "." : String(path[..<start]), nil) else { return path }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path[start...])"
    }

    /// Runs statements that answer nothing, or whose answer nobody wants.
    public func execute(_ sql: String) throws(DatabaseError) {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(result) }
    }

    public func prepare(_ sql: String) throws(DatabaseError) -> SQLiteStatement {
        var statement: OpaquePointer?
        let result = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard result == SQLITE_OK, let statement else { throw failure(result) }
        return SQLiteStatement(statement, of: self)
    }

    fileprivate func failure(_ result: Int32) -> DatabaseError {
        DatabaseError(format, path, result, handle)
    }

    /// The first column of the first row, 0 if there is none.
    public func integer(_ sql: String) throws(DatabaseError) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) ?? 0 : 0
    }
}

/// One prepared statement. Values are bound from 1 and read from 0, as SQLite counts them.
public final class SQLiteStatement {
    private let handle: OpaquePointer
    private let connection: SQLiteConnection

    fileprivate init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    @inlinable
    public func bind(_ index: Int32, _ value: (some BinaryInteger)?) {
        bindInteger(index, value.map { Int64(truncatingIfNeeded: $0) })
    }

    @usableFromInline
    func bindInteger(_ index: Int32, _ value: Int64?) {
        guard let value else {
            sqlite3_bind_null(handle, index)
            return
        }
        sqlite3_bind_int64(handle, index, value)
    }

    /// - Parameter octets: must stay where they are until `run`.
    public func bind(_ index: Int32, borrowing octets: UnsafeRawBufferPointer) {
        // Without an address it would be NULL.
        guard let start = octets.baseAddress, octets.count > 0 else {
            sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        sqlite3_bind_blob(handle, index, start, Int32(octets.count), nil)
    }

    public func bind(_ index: Int32, _ octets: [UInt8]?) {
        guard let octets else {
            sqlite3_bind_null(handle, index)
            return
        }
        guard !octets.isEmpty else {
            sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        sqlite3_bind_blob(handle, index, octets, Int32(octets.count), SQLiteStatement.copied)
    }

    public func bind(_ index: Int32, _ text: String) {
        sqlite3_bind_text(handle, index, text, -1, SQLiteStatement.copied)
    }

    /// SQLITE_TRANSIENT, a macro with a cast.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// - Returns: whether there is a row to read.
    public func step() throws(DatabaseError) -> Bool {
        let result = sqlite3_step(handle)
        guard result != SQLITE_ROW else { return true }
        guard result == SQLITE_DONE else {
            let failure = connection.failure(result)
            sqlite3_reset(handle)
            throw failure
        }
        return false
    }

    /// Runs it to its end, to be bound anew.
    public func run() throws(DatabaseError) {
        _ = try step()
        sqlite3_reset(handle)
    }

    public func reset() { sqlite3_reset(handle) }

    /// nil for NULL.
    public func integer(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }

    /// Valid until the next step; nil for NULL.
    public func octets(_ column: Int32) -> UnsafeRawBufferPointer? {
        guard sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// Empty for NULL.
    public func text(_ column: Int32) -> String {
        String(decoding: octets(column) ?? UnsafeRawBufferPointer(start: nil, count: 0), as: UTF8.self)
    }
}

extension DatabaseError {
    /// The upper bits of a result code (sqlite.org/rescode.html) only tell where it happened.
    fileprivate init(_ format: DatabaseFormat, _ path: String, _ result: Int32, _ connection: OpaquePointer?) {
        let words = String(cString: connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(result))
        let reason: Reason =
            switch result & 0xff {
            case SQLITE_BUSY, SQLITE_LOCKED: .locked
            case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(words)
            case SQLITE_FULL: .full
            case SQLITE_READONLY: .readOnly
            default: .failed(words)
            }
        self.init(format, path, reason)
    }
}
