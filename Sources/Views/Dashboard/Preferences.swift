import Bindings

/// How the user wants the dashboard to be, apart from what is chosen while it runs.
public struct Preferences: Sendable {
    /// What `@name` stands for in a filter.
    public var filters = SavedFilters()

    /// Whether the mouse is used from the start.
    public var usesMouse = true

    public init() {}
}
