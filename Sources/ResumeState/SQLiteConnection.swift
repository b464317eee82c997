import CSQLite
import Glibc

/// One database file, as far as it is needed here; for one thread at a time.
final class SQLiteConnection {
    private let path: String
    private let handle: OpaquePointer

    /// - Parameter path: of a file that is there; a symbolic link is refused, folders on the way may be such.
    init(_ path: String) throws(StateFileError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
        let result = sqlite3_open_v2(SQLiteConnection.inRealFolder(path), &opened, flags, nil)
        guard result == SQLITE_OK, let opened else {
            defer { sqlite3_close(opened) }
            throw StateFileError(path, result, opened)
        }
        self.path = path
        handle = opened
    }

    deinit { sqlite3_close_v2(handle) }

    /// SQLite would refuse links among the folders too, and the state directory of a service with a dynamic user is one
    /// (systemd.exec(5)).
    private static func inRealFolder(_ path: String) -> String {
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let folder = realpath(start == path.startIndex ? "." : String(path[..<start]), nil) else { return path }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path[start...])"
    }

    /// Runs statements that answer nothing, or whose answer nobody wants.
    func execute(_ sql: String) throws(StateFileError) {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(result) }
    }

    func prepare(_ sql: String) throws(StateFileError) -> SQLiteStatement {
        var statement: OpaquePointer?
        let result = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard result == SQLITE_OK, let statement else { throw failure(result) }
        return SQLiteStatement(statement, of: self)
    }

    fileprivate func failure(_ result: Int32) -> StateFileError { StateFileError(path, result, handle) }

    /// The first column of the first row, 0 if there is none.
    func integer(_ sql: String) throws(StateFileError) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) ?? 0 : 0
    }
}

/// One prepared statement. Values are bound from 1 and read from 0, as SQLite counts them.
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let connection: SQLiteConnection

    fileprivate init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    func bind(_ index: Int32, _ value: (some BinaryInteger)?) {
        guard let value else {
            sqlite3_bind_null(handle, index)
            return
        }
        sqlite3_bind_int64(handle, index, Int64(truncatingIfNeeded: value))
    }

    /// - Parameter octets: must stay where they are until `run`.
    @inline(__always)
    func bind(_ index: Int32, borrowing octets: UnsafeRawBufferPointer) {
        // Without an address it would be NULL.
        guard let start = octets.baseAddress, octets.count > 0 else {
            sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        sqlite3_bind_blob(handle, index, start, Int32(octets.count), nil)
    }

    func bind(_ index: Int32, _ octets: [UInt8]?) {
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

    func bind(_ index: Int32, _ text: String) {
        sqlite3_bind_text(handle, index, text, -1, SQLiteStatement.copied)
    }

    /// SQLITE_TRANSIENT, a macro with a cast.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// - Returns: whether there is a row to read.
    func step() throws(StateFileError) -> Bool {
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
    func run() throws(StateFileError) {
        _ = try step()
        sqlite3_reset(handle)
    }

    func reset() { sqlite3_reset(handle) }

    /// nil for NULL.
    func integer(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }

    /// Valid until the next step; nil for NULL.
    func octets(_ column: Int32) -> UnsafeRawBufferPointer? {
        guard sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// Empty for NULL.
    func text(_ column: Int32) -> String {
        String(decoding: octets(column) ?? UnsafeRawBufferPointer(start: nil, count: 0), as: UTF8.self)
    }
}

extension StateFileError {
    /// The upper bits of a result code (sqlite.org/rescode.html) only tell where it happened.
    fileprivate init(_ path: String, _ result: Int32, _ connection: OpaquePointer?) {
        let words = String(cString: connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(result))
        let reason: Reason =
            switch result & 0xff {
            case SQLITE_BUSY, SQLITE_LOCKED: .locked
            case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(words)
            case SQLITE_FULL: .full
            default: .failed(words)
            }
        self.init(path, reason)
    }
}
