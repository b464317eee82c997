import Settings
import Views

/// The keys of `[theme]`: what the screens look like.
enum ThemeKeys {
    private static let roles = Style.Role.allCases.compactMap { role in role.name.map { (name: $0, role: role) } }
    private static let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
    private static let allNames = names + names.map { "bright-\($0)" }

    static func read(_ section: TOMLSection, _ problems: inout SettingsProblems) -> Theme {
        problems.add(section.others(than: ["base", "ascii", "selection"] + roles.map(\.name)))
        var theme = Theme()
        let bases = Theme.Base.allCases.map(\.rawValue).joined(separator: ", ")
        problems.take(&theme.base, try section.value("base", "write one of \(bases)", Theme.Base.init))
        problems.take(&theme.isASCII, try section.flag("ascii"))
        problems.take(&theme.selection, try colour("selection", section))
        for (name, role) in roles { problems.take(&theme.colours[role], try colour(name, section)) }
        return theme
    }

    /// By name or number; nil: not said.
    private static func colour(_ key: String, _ section: TOMLSection) throws(ConfigurationError) -> UInt8? {
        guard section.isText(key) else { return try section.integer(key, in: 0...255).map { UInt8($0) } }
        let fix = "write a number from 0 to 255 or one of \(names.joined(separator: ", ")), each also with bright-"
        return try section.value(key, fix) { name in allNames.firstIndex(of: name).map { UInt8($0) } }
    }

    /// As lines of a configuration file.
    static func text(_ theme: Theme) -> String {
        let colours = roles.map { ($0.name, theme.colours[$0.role]) } + [("selection", theme.selection)]
        let lines = colours.compactMap { name, colour in colour.map { "\(name) = \(written($0))" } }
        return (["\n[theme]", "base = \"\(theme.base.rawValue)\"", "ascii = \(theme.isASCII)"] + lines)
            .joined(separator: "\n")
    }

    private static func written(_ colour: UInt8) -> String {
        Int(colour) < allNames.count ? "\"\(allNames[Int(colour)])\"" : "\(colour)"
    }
}
