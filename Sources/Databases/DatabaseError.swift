/// Why a database file cannot be used, or not any more; the description says what to do.
public struct DatabaseError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case noFolder
        /// It was to be read only.
        case absent
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
        /// It or its file system takes no changes.
        case readOnly
        /// Removed or replaced while in use.
        case gone
        /// SQLite's words.
        case failed(String)
    }

    public var format: DatabaseFormat
    public var path: String
    public var reason: Reason

    public init(_ format: DatabaseFormat, _ path: String, _ reason: Reason) {
        self.format = format
        self.path = path
        self.reason = reason
    }
}

extension DatabaseError: CustomStringConvertible {
    /// One line for people; the path is in it as it was given: escape before showing.
    public var description: String { "\(format.name) \(path): \(reason.words(path, format))" }
}

extension DatabaseError.Reason {
    fileprivate func words(_ path: String, _ format: DatabaseFormat) -> String {
        switch self {
        case .noFolder: "its folder is not there; make it, for you alone (chmod 700)"
        case .absent: "is not there"
        case .unreadable(let why): "cannot be opened: \(why)"
        case .notAFile: "is no regular file; name a file of its own"
        case .othersOwn: "belongs to another user; name a file of your own"
        case .exposed(let mode):
            "others may read or write it (mode \(String(mode, radix: 8))); it holds who has which address: chmod 600 \(path)"
        case .foreign: "is no \(format.name) of lqtop and is left alone; name another"
        case .newer(let version):
            "was written by a newer lqtop (format \(version)); use that one, or delete it with '\(format.removal)'"
        case .damaged(let what): "is damaged (\(what)); delete it with '\(format.removal)'"
        case .locked: "is in use by another lqtop; stop that one or name another file"
        case .full: "the disk is full; make room"
        case .readOnly: "it or its file system takes no changes; name a file that can be written"
        case .gone: "was removed or replaced while in use; restart lqtop"
        case .failed(let why): "cannot be used: \(why)"
        }
    }
}
