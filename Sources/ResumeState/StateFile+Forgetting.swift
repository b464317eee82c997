import Glibc

extension StateFile {
    /// What SQLite may have put beside a database.
    private static let companions = ["-wal", "-journal", "-shm"]

    /// Deletes the state file and what SQLite put beside it (RFC 7653 section 10).
    ///
    /// - Returns: the files that were deleted; none if there was none.
    /// - Throws: `StateFileError` if an lqtop has it open or it is none of lqtop's: then it is left alone.
    public static func forget(_ path: String) throws(StateFileError) -> [String] {
        var status = stat()
        guard lstat(path, &status) == 0 || errno != ENOENT else { return [] }
        let file = try PrivateFile(path, creates: false)
        defer { file.close() }
        guard file.lock() else { throw StateFileError(path, .locked) }
        var deleted: [String] = []
        for name in companions.map({ path + $0 }) + [path] {
            if unlink(name) == 0 {
                deleted.append(name)
            } else if errno != ENOENT {
                throw StateFileError(path, .unreadable(String(cString: strerror(errno))))
            }
        }
        return deleted
    }

    /// Looks whether the file could be used, as far as can be told without opening it.
    ///
    /// - Throws: `StateFileError` if not; a file that is not there yet is none.
    public static func check(_ path: String) throws(StateFileError) {
        do throws(StateFileError) {
            try PrivateFile(path, creates: false).close()
        } catch  where error.reason == .noFolder {
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            guard access(folder, W_OK | X_OK) == 0 else { throw error }
        }
    }
}
