import Bindings
import Settings

/// The keys of `[stream]`: where what happens is streamed to.
enum StreamKeys {
    /// - Parameter saved: what `@name` stands for in the filter.
    static func read(
        _ section: TOMLSection, saved: SavedFilters, _ problems: inout SettingsProblems
    ) -> StreamSettings {
        problems.add(section.others(than: ["file", "file-size", "files", "socket", "filter"]))
        var settings = StreamSettings()
        problems.take(&settings.file, try section.path("file"))
        problems.take(
            &settings.fileSize, try section.integer("file-size", in: StreamSettings.fileSizeRange).map { $0 << 20 })
        problems.take(&settings.files, try section.integer("files", in: StreamSettings.filesRange))
        problems.take(&settings.socket, try section.path("socket"))
        problems.take(&settings.filter, try filter(section, saved))
        return settings
    }

    private static func filter(_ section: TOMLSection, _ saved: SavedFilters) throws(ConfigurationError) -> Filter? {
        guard let text = try section.text("filter") else { return nil }
        do throws(FilterError) {
            return try Filter(parsing: text, saved: saved.filters)
        } catch {
            throw section.error("filter", "\(error)")
        }
    }

    /// As lines of a configuration file.
    static func text(_ settings: StreamSettings) -> String {
        let texts = [("file", settings.file), ("socket", settings.socket), ("filter", settings.filter?.text)]
        let named = texts.compactMap { key, value in value.map { "\(key) = \(TOMLSection.quoted($0))" } }
        guard !named.isEmpty else { return "" }
        let numbers = ["file-size = \(settings.fileSize >> 20)", "files = \(settings.files)"]
        return (["\n[stream]"] + named + numbers).joined(separator: "\n")
    }
}
