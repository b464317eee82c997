import Databases
import Glibc

/// The open history file: a SQLite database that one lqtop writes and any may read meanwhile.
///
/// Everything is written in transactions. A process that is killed leaves the last one that was committed; after a loss
/// of power the file is whole too, but the last transactions may be missing.
final class HistoryFile {
    let path: String
    let connection: SQLiteConnection
    private let identity: PrivateFile.Identity

    /// Opens the file for writing, or makes it. No other lqtop can write it from then on.
    init(writing path: String) throws(DatabaseError) {
        let file = try PrivateFile(path, .history, creates: true)
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            file.close()
            throw DatabaseError(.history, path, .locked)
        }
        self.path = path
        identity = file.identity
        connection = try SQLiteConnection(path, .history, guardian: file)
        try connection.execute("PRAGMA busy_timeout = 5000")
        try prepare()
    }

    /// Opens a file that is there for questions.
    init(reading path: String) throws(DatabaseError) {
        let isWritable = access(path, W_OK) == 0
        let file: PrivateFile
        do throws(DatabaseError) {
            file = try PrivateFile(path, .history, creates: false, isOnlyRead: !isWritable)
        } catch  where error.reason == .noFolder {
            throw DatabaseError(.history, path, .absent)
        }
        file.close()
        self.path = path
        identity = file.identity
        connection = try SQLiteConnection(path, .history, isOnlyRead: !isWritable)
        try connection.execute("PRAGMA busy_timeout = 5000; PRAGMA query_only = ON")
        try check()
    }

    /// Whether the file at the path is still this one.
    var isInPlace: Bool { PrivateFile.identity(at: path) == identity }

    func begin() throws(DatabaseError) { try connection.execute("BEGIN IMMEDIATE") }

    func commit() throws(DatabaseError) { try connection.execute("COMMIT") }

    /// Some failures have rolled back already.
    func rollBack() { try? connection.execute("ROLLBACK") }

    func damaged(_ what: String) -> DatabaseError { DatabaseError(.history, path, .damaged(what)) }

    /// Octets of the file that are in use.
    func octetsInUse() throws(DatabaseError) -> Int64 {
        let pages = try connection.integer("PRAGMA page_count") - connection.integer("PRAGMA freelist_count")
        return try pages * connection.integer("PRAGMA page_size")
    }

    /// Gives what was deleted back to the file system, the log of SQLite included: it still has it.
    ///
    /// - Returns: false if a reader keeps the log; the next time will do.
    @discardableResult
    func shrink() throws(DatabaseError) -> Bool {
        try connection.execute("PRAGMA incremental_vacuum")
        return try connection.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0
    }

    private func check() throws(DatabaseError) {
        let mark = try connection.integer("PRAGMA application_id")
        guard mark == DatabaseFormat.history.applicationID else { throw DatabaseError(.history, path, .foreign) }
        let version = try connection.integer("PRAGMA user_version")
        guard version <= DatabaseFormat.history.version else {
            throw DatabaseError(.history, path, .newer(version: version))
        }
    }

    /// Checks what is there, or makes the tables: in the file itself, which nobody takes for ours before.
    private func prepare() throws(DatabaseError) {
        // Before there are tables, or the file could never become smaller. What is deleted is overwritten.
        try connection.execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA secure_delete = ON")
        let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
        if tables == 0 {
            try begin()
            try connection.execute(HistoryFile.schema)
            try commit()
        }
        // No commit waits for the disk then, a process that is killed loses none, and nobody waits for readers.
        try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        try connection.execute("PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -32768")
        try check()
    }

    /// Times are Unix seconds of our clock.
    private static let schema = """
        PRAGMA application_id = \(DatabaseFormat.history.applicationID);
        PRAGMA user_version = \(DatabaseFormat.history.version);
        CREATE TABLE server (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, partner INTEGER,
            is_watched INTEGER NOT NULL, UNIQUE (name, address)
        ) STRICT;
        CREATE TABLE span (
            address BLOB NOT NULL, length INTEGER NOT NULL, kind INTEGER NOT NULL, server INTEGER NOT NULL,
            number INTEGER NOT NULL,     -- of this binding, from 1
            duid BLOB NOT NULL, began INTEGER NOT NULL, is_begin_known INTEGER NOT NULL, seen INTEGER NOT NULL,
            until INTEGER, gone INTEGER, ending INTEGER NOT NULL,
            over INTEGER,                -- nothing of it is later; NULL: it goes on
            PRIMARY KEY (address, length, kind, server, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX span_client ON span (substr(duid, -6));
        CREATE INDEX span_over ON span (over) WHERE over IS NOT NULL;
        CREATE TABLE length (length INTEGER PRIMARY KEY) STRICT;     -- of all spans there ever were
        CREATE TABLE stretch (
            server INTEGER NOT NULL, number INTEGER NOT NULL, from_time INTEGER NOT NULL, to_time INTEGER NOT NULL,
            state INTEGER NOT NULL, PRIMARY KEY (server, number)
        ) STRICT, WITHOUT ROWID;
        """
}

extension DatabaseFormat {
    /// "lqth" is its mark.
    public static let history = DatabaseFormat(
        name: "history file", applicationID: 0x6c71_7468, version: 1, removal: "lqtop forget --history FILE")
}
