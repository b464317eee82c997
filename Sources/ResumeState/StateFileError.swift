import Databases

/// Why a state file cannot be used, or not any more. lqtop then remembers nothing, and all else works.
public typealias StateFileError = DatabaseError

extension DatabaseError {
    init(_ path: String, _ reason: Reason) { self.init(.state, path, reason) }
}

extension DatabaseFormat {
    /// "lqtp" is its mark.
    static let state = DatabaseFormat(
        name: "state file", applicationID: 0x6c71_7470, version: 1, removal: "lqtop forget")
}

extension StateFile {
    /// Deletes the state file and what SQLite put beside it (RFC 7653 section 10).
    ///
    /// - Returns: the files that were deleted; none if there was none.
    /// - Throws: `StateFileError` if an lqtop has it open or it is none of lqtop's: then it is left alone.
    public static func forget(_ path: String) throws(StateFileError) -> [String] {
        try PrivateFile.delete(path, .state)
    }

    /// Looks whether the file could be used, as far as can be told without opening it.
    ///
    /// - Throws: `StateFileError` if not; a file that is not there yet is none.
    public static func check(_ path: String) throws(StateFileError) { try PrivateFile.check(path, .state) }
}
