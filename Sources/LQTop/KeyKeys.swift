import Settings
import Views

/// The keys of `[keys]`: names of commands, each with the key or keys that say it.
enum KeyKeys {
    static func read(_ section: TOMLSection, _ problems: inout SettingsProblems) -> KeyMap {
        var chosen: [String: [String]] = [:]
        for command in section.keys {
            chosen[command] = problems.gather(try notations(of: command, section))
        }
        var faults: [String: KeyMap.Problem] = [:]
        let keys = KeyMap(chosen, problems: &faults)
        problems.add(faults.sorted { $0.key < $1.key }.map { command, fault in section.error(command, "\(fault)") })
        return keys
    }

    private static func notations(of command: String, _ section: TOMLSection) throws(ConfigurationError) -> [String]? {
        guard section.isText(command) else { return try section.texts(command) }
        return try section.text(command).map { [$0] }
    }

    /// As lines of a configuration file.
    static func text(_ keys: KeyMap) -> String {
        guard !keys.chosen.isEmpty else { return "" }
        let lines = keys.chosen.map { command, keys in
            "\(command) = [\(keys.map(TOMLSection.quoted).joined(separator: ", "))]"
        }
        return (["\n[keys]"] + lines).joined(separator: "\n")
    }
}
