/// One of the sorts of databases that lqtop makes: what tells it from others, and what to call it.
public struct DatabaseFormat: Hashable, Sendable {
    /// Such as "state file".
    public let name: String
    /// PRAGMA application_id.
    public let applicationID: Int64
    /// The newest format of its tables that can be read (PRAGMA user_version).
    public let version: Int64
    /// The command that deletes one.
    public let removal: String

    public init(name: String, applicationID: Int64, version: Int64, removal: String) {
        self.name = name
        self.applicationID = applicationID
        self.version = version
        self.removal = removal
    }
}
