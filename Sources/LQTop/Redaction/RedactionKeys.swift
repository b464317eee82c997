import Bindings
import Settings

/// What the configuration says about redaction.
struct RedactionSettings: Equatable {
    var isOn = false
    /// nil: `redaction.key` in the user's state directory.
    var keyFile: String?
    var prefixLength = 48
    var names = Redactor.Names.removed
}

/// The keys of `[redaction]`: what others may see.
enum RedactionKeys {
    static func read(_ section: TOMLSection, _ problems: inout SettingsProblems) -> RedactionSettings {
        problems.add(section.others(than: ["enabled", "key-file", "prefix-length", "names"]))
        let names = Redactor.Names.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
        var settings = RedactionSettings()
        problems.take(&settings.isOn, try section.flag("enabled"))
        problems.take(&settings.keyFile, try section.path("key-file"))
        problems.take(&settings.prefixLength, try section.integer("prefix-length", in: Redactor.prefixLengths))
        problems.take(&settings.names, try section.value("names", "write \(names)", Redactor.Names.init))
        return settings
    }

    /// As lines of a configuration file.
    static func text(_ settings: RedactionSettings) -> String {
        """

        [redaction]
        enabled = \(settings.isOn)
        \(settings.keyFile.map { "key-file = \(TOMLSection.quoted($0))" } ?? "# key-file is not set")
        prefix-length = \(settings.prefixLength)
        names = "\(settings.names.rawValue)"
        """
    }
}
