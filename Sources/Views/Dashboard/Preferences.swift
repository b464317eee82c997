import Bindings

/// How the user wants the dashboard to be, apart from what is chosen while it runs.
public struct Preferences: Sendable {
    /// What `@name` stands for in a filter.
    public var filters = SavedFilters()
    public var theme = Theme()
    public var keys = KeyMap()
    /// At most one a screen.
    public var lists: [ListChoice] = []
    /// Most pictures a second that no key asked for.
    public var fps = 10.0
    /// Whether the title of the window says how it stands.
    public var setsTitle = true

    /// Not nil: pictures and copies are for others to see, and say so.
    public var redactor: Redactor?

    /// Whether the mouse is used from the start.
    public var usesMouse = true

    public init() {}
}
