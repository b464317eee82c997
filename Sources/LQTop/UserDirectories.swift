import Glibc

/// Where this user's files lie (XDG Base Directory Specification 0.8).
enum UserDirectories {
    /// `$XDG_CONFIG_HOME/lqtop/<name>`, or under `~/.config`; nil without a home.
    static func configuration(_ name: String) -> String? {
        path("XDG_CONFIG_HOME", "/.config", name)
    }

    /// `$XDG_STATE_HOME/lqtop/<name>`, or under `~/.local/state`; nil without a home.
    static func state(_ name: String) -> String? {
        path("XDG_STATE_HOME", "/.local/state", name)
    }

    /// The specification wants relative paths ignored.
    private static func path(_ variable: String, _ fallback: String, _ name: String) -> String? {
        let base = value(variable) ?? value("HOME").map { $0 + fallback }
        return base.map { "\($0)/lqtop/\(name)" }
    }

    private static func value(_ variable: String) -> String? {
        guard let value = getenv(variable).map({ String(cString: $0) }), value.hasPrefix("/") else { return nil }
        return value
    }
}
