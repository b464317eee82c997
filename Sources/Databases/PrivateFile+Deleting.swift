import Glibc

extension PrivateFile {
    /// What SQLite may have put beside a database.
    private static let companions = ["-wal", "-journal", "-shm"]

    /// Deletes a database and what SQLite put beside it.
    ///
    /// - Returns: the files that were deleted; none if there was none.
    /// - Throws: `DatabaseError` if an lqtop has it open or it is none of this format: then it is left alone.
    public static func delete(_ path: String, _ format: DatabaseFormat) throws(DatabaseError) -> [String] {
        var status = stat()
        guard lstat(path, &status) == 0 || errno != ENOENT else { return [] }
        let file = try PrivateFile(path, format, creates: false)
        defer { file.close() }
        guard file.lock() else { throw DatabaseError(format, path, .locked) }
        var deleted: [String] = []
        for name in companions.map({ path + $0 }) + [path] {
            if unlink(name) == 0 {
                deleted.append(name)
            } else if errno != ENOENT {
                throw DatabaseError(format, path, .unreadable(String(cString: strerror(errno))))
            }
        }
        return deleted
    }

    /// Looks whether a database could be used, as far as can be told without opening it.
    ///
    /// - Throws: `DatabaseError` if not; a file that is not there yet is none.
    public static func check(_ path: String, _ format: DatabaseFormat) throws(DatabaseError) {
        do throws(DatabaseError) {
            try PrivateFile(path, format, creates: false).close()
        } catch  where error.reason == .noFolder {
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            guard access(folder, W_OK | X_OK) == 0 else { throw error }
        }
    }
}
