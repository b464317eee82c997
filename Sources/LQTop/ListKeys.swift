import Settings
import Views

/// The tables of `[lists]`, one a screen: which columns its list has and what it is sorted by.
enum ListKeys {
    static func read(_ section: TOMLSection, _ problems: inout SettingsProblems) -> [ListChoice] {
        problems.add(section.others(than: Screen.allCases.map(\.name)))
        var lists: [ListChoice] = []
        for screen in Screen.allCases {
            guard let list = problems.gather(try section.section(screen.name)) else { continue }
            problems.add(list.others(than: ["columns", "sort"]))
            if let choice = problems.gather(try choice(screen, list)) { lists.append(choice) }
        }
        return lists
    }

    private static func choice(_ screen: Screen, _ list: TOMLSection) throws(ConfigurationError) -> ListChoice? {
        let (columns, sort) = (try list.texts("columns"), try list.text("sort"))
        do throws(ListChoice.Fault) {
            return try ListChoice(screen, columns: columns, sort: sort)
        } catch {
            switch error {
            case .columns(let reason): throw list.error("columns", reason)
            case .sort(let reason): throw list.error("sort", reason)
            }
        }
    }

    /// As lines of a configuration file.
    static func text(_ lists: [ListChoice]) -> String {
        lists.map { list in
            let columns = list.columns.isEmpty ? [] : ["columns = \(TOMLSection.array(list.columns))"]
            let sort = list.sort.map { ["sort = \(TOMLSection.quoted($0))"] } ?? []
            return (["\n[lists.\(list.screen.name)]"] + columns + sort).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
