import Databases

/// The open state file: a SQLite database that this process alone has, until it ends in whatever way.
///
/// Everything is written in transactions. A process that is killed leaves the last one that was committed; after a loss
/// of power the file is whole too, but the last transactions may be missing.
public final class StateFile {
    let path: String
    let connection: SQLiteConnection
    private let identity: PrivateFile.Identity

    /// Opens the file, or makes it. Nobody else can from then on.
    init(_ path: String) throws(StateFileError) {
        let file = try PrivateFile(path, .state, creates: true)
        file.close()
        self.path = path
        identity = file.identity
        connection = try SQLiteConnection(path, .state)
        // Before the first look, so that no memory is shared with processes that are kept out anyway.
        try connection.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
        try prepare()
    }

    /// Whether the file at the path is still this one.
    var isInPlace: Bool { PrivateFile.identity(at: path) == identity }

    func begin() throws(StateFileError) { try connection.execute("BEGIN IMMEDIATE") }

    func commit() throws(StateFileError) { try connection.execute("COMMIT") }

    /// Some failures have rolled back already.
    func rollBack() { try? connection.execute("ROLLBACK") }

    func damaged(_ what: String) -> StateFileError { StateFileError(path, .damaged(what)) }

    /// Checks what is there, or makes the tables; in the transaction that was begun.
    private func prepare() throws(StateFileError) {
        let mark = try connection.integer("PRAGMA application_id")
        let version = try connection.integer("PRAGMA user_version")
        if mark == 0, version == 0, try connection.integer("SELECT count(*) FROM sqlite_schema") == 0 {
            try connection.execute(StateFile.schema)
        } else {
            guard mark == DatabaseFormat.state.applicationID else { throw StateFileError(path, .foreign) }
            guard version <= DatabaseFormat.state.version else { throw StateFileError(path, .newer(version: version)) }
        }
        try commit()
        // No commit waits for the disk then, and a process that is killed loses none.
        try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        // What is deleted is overwritten (RFC 7653 section 10).
        try connection.execute("PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 16777216")
    }

    /// Times of the server's clock are LQ_BASE_TIMEs; of ours, Unix time in the unit that is named.
    private static let schema = """
        PRAGMA application_id = \(DatabaseFormat.state.applicationID);
        PRAGMA user_version = \(DatabaseFormat.state.version);
        CREATE TABLE server (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL,
            links BLOB,                 -- asked for by fills, 16 octets each; empty: all; NULL: no fills
            saved_at INTEGER NOT NULL,  -- nanoseconds
            server_duid BLOB, start_time INTEGER,
            has_past INTEGER NOT NULL, awaits_end INTEGER NOT NULL,
            fill INTEGER,               -- how many links the last complete one asked for; 0: all; NULL: none
            live_since INTEGER, known_to INTEGER, known_at INTEGER, doubted_to INTEGER,
            put_back_to INTEGER,        -- seconds
            UNIQUE (name, address)
        ) STRICT;
        CREATE TABLE debt (
            server INTEGER NOT NULL, position INTEGER NOT NULL, start_time INTEGER, end_time INTEGER,
            PRIMARY KEY (server, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE hole (
            server INTEGER NOT NULL, position INTEGER NOT NULL, goes_on INTEGER NOT NULL, cause TEXT NOT NULL,
            start_time INTEGER, end_time INTEGER, since INTEGER NOT NULL,
            PRIMARY KEY (server, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE binding (
            id INTEGER PRIMARY KEY,     -- server * 2^24 + slot
            address BLOB NOT NULL, length INTEGER NOT NULL, kind INTEGER NOT NULL, last_change INTEGER NOT NULL,
            preferred INTEGER NOT NULL, valid INTEGER NOT NULL, clt_time INTEGER, base_time INTEGER,
            anchor INTEGER NOT NULL, received_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,  -- seconds
            is_from_bulk INTEGER NOT NULL, is_expired INTEGER NOT NULL, lacks_details INTEGER NOT NULL,
            duid BLOB NOT NULL, details BLOB NOT NULL
        ) STRICT;
        """
}
