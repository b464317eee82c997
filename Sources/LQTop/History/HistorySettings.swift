import History
import Settings

/// Where it is kept who had what, and how much of it.
struct HistorySettings: Equatable {
    /// nil: nowhere.
    var file: String?
    /// Days after its end that a span is kept.
    var keepDays = 90
    /// MiB of the file.
    var size = 1024

    static let keepRange = 1...36_500
    static let sizeRange = 2...1_048_576

    var limits: HistoryLimits { HistoryLimits(age: Int64(keepDays) * 86_400, size: Int64(size) << 20) }
}

/// The keys of `[history]`.
enum HistoryKeys {
    static func read(_ section: TOMLSection, _ problems: inout SettingsProblems) -> HistorySettings {
        problems.add(section.others(than: ["file", "keep-days", "size"]))
        var settings = HistorySettings()
        problems.take(&settings.file, try section.path("file"))
        problems.take(&settings.keepDays, try section.integer("keep-days", in: HistorySettings.keepRange))
        problems.take(&settings.size, try section.integer("size", in: HistorySettings.sizeRange))
        return settings
    }

    /// As lines of a configuration file.
    static func text(_ settings: HistorySettings) -> String {
        guard let file = settings.file else { return "" }
        return """

            [history]
            file = \(TOMLSection.quoted(file))
            keep-days = \(settings.keepDays)
            size = \(settings.size)
            """
    }
}
