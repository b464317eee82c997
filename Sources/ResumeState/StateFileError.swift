/// Why a state file cannot be used, or not any more; the description says what to do. lqtop then remembers nothing, and
/// all else works.
public struct StateFileError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case noFolder
        /// The system's words.
        case unreadable(String)
        case notAFile
        case othersOwn
        case exposed(mode: UInt32)
        /// No database of lqtop.
        case foreign
        case newer(version: Int64)
        case damaged(String)
        case locked
        case full
        /// Removed or replaced while in use.
        case gone
        /// SQLite's words.
        case failed(String)
    }

    public var path: String
    public var reason: Reason

    init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }
}

extension StateFileError: CustomStringConvertible {
    /// One line for people; the path is in it as it was given: escape before showing.
    public var description: String { "state file \(path): \(reason.words(path))" }
}

extension StateFileError.Reason {
    fileprivate func words(_ path: String) -> String {
        switch self {
        case .noFolder: "its folder is not there; make it, for you alone (chmod 700)"
        case .unreadable(let why): "cannot be opened: \(why)"
        case .notAFile: "is no regular file; name a file of its own"
        case .othersOwn: "belongs to another user; name a file of your own"
        case .exposed(let mode):
            "others may read or write it (mode \(String(mode, radix: 8))); it holds who has which address: chmod 600 \(path)"
        case .foreign: "is no state file of lqtop and is left alone; name another"
        case .newer(let version):
            "was written by a newer lqtop (format \(version)); use that one, or delete it with 'lqtop forget'"
        case .damaged(let what): "is damaged (\(what)); delete it with 'lqtop forget'"
        case .locked: "is in use by another lqtop; stop that one or name another file"
        case .full: "the disk is full; make room"
        case .gone: "was removed or replaced while in use; restart lqtop"
        case .failed(let why): "cannot be used: \(why)"
        }
    }
}
