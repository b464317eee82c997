import Bindings
import Settings

/// The keys of `[filters]`: names of the user's choice, each with a filter that `@name` stands for.
enum FilterKeys {
    /// More are a slip.
    private static let most = 200

    static func read(_ section: TOMLSection, _ problems: inout SettingsProblems) -> SavedFilters {
        var texts: [String: String] = [:]
        for name in section.keys.prefix(most) {
            texts[name] = problems.gather(try text(name, section))
        }
        if section.keys.count > most {
            problems.add([section.error(section.keys[most], "there are more than \(most) filters; take some out")])
        }
        let filters = SavedFilters(texts)
        problems.add(
            filters.problems.sorted { $0.key < $1.key }.map { name, problem in section.error(name, "\(problem)") })
        return filters
    }

    private static func text(_ name: String, _ section: TOMLSection) throws(ConfigurationError) -> String? {
        guard SavedFilters.isName(name) else {
            throw section.error(name, "name it with 1 to 30 letters, digits, - and _")
        }
        return try section.text(name)
    }

    /// As lines of a configuration file.
    static func text(_ saved: SavedFilters) -> String {
        guard !saved.filters.isEmpty else { return "" }
        let lines = saved.filters.sorted { $0.key < $1.key }.map { "\($0.key) = \(TOMLSection.quoted($0.value.text))" }
        return (["\n[filters]"] + lines).joined(separator: "\n")
    }
}
