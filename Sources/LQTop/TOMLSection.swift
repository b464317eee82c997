import DHCPv6Wire
import TOMLKit

/// One table of a configuration file, read key by key: `Codable` would call a wrong type a missing key.
struct TOMLSection {
    private let table: TOMLTable
    private let file: String
    /// `server[2].`, empty for the top.
    private let prefix: String

    /// - Throws: `ConfigurationError` with line and column if the text is no TOML.
    init(parsing text: String, file: String) throws(ConfigurationError) {
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let place = error.source.begin
            throw ConfigurationError("\(file):\(place.line):\(place.column)", "not TOML: \(error.description)")
        } catch {
            throw ConfigurationError(file, "not TOML: \(error)")
        }
        self.file = file
        prefix = ""
    }

    private init(_ table: TOMLTable, file: String, prefix: String) {
        self.table = table
        self.file = file
        self.prefix = prefix
    }

    func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let value = table[key] else { return nil }
        guard let text = value.string else { throw error(key, "write a text in quotes") }
        return text
    }

    /// The texts of an array; empty if the key is missing.
    func texts(_ key: String) throws(ConfigurationError) -> [String] {
        guard let value = table[key] else { return [] }
        guard let array = value.array else { throw error(key, "write texts in quotes, in one pair of brackets") }
        var texts: [String] = []
        for element in array {
            guard let text = element.string else { throw error(key, "write texts in quotes") }
            texts.append(text)
        }
        return texts
    }

    func flag(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let value = table[key] else { return nil }
        guard let flag = value.bool else { throw error(key, "write true or false, without quotes") }
        return flag
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let value = table[key] else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw error(key, "write a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Seconds, whole or not.
    func seconds(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Duration? {
        guard let value = table[key] else { return nil }
        guard let number = value.double ?? value.int.map(Double.init), range.contains(number) else {
            throw error(key, "write seconds from \(range.lowerBound) to \(range.upperBound)")
        }
        return .seconds(number)
    }

    /// The tables of `[[key]]`.
    func sections(_ key: String) throws(ConfigurationError) -> [TOMLSection] {
        guard let value = table[key] else { return [] }
        guard let array = value.array else { throw error(key, "write [[\(key)]], with two brackets") }
        var sections: [TOMLSection] = []
        for (index, element) in array.enumerated() {
            guard let table = element.table else { throw error(key, "write [[\(key)]] before each") }
            sections.append(TOMLSection(table, file: file, prefix: "\(key)[\(index + 1)]."))
        }
        return sections
    }

    /// - Throws: `ConfigurationError` for the first key, in alphabetical order, that is not one of `known`.
    func refuseOthers(than known: [String]) throws(ConfigurationError) {
        guard let unknown = table.keys.sorted().first(where: { !known.contains($0) }) else { return }
        let advice = NearestWord.to(unknown, among: known).map { "did you mean '\($0)'?" }
        throw error(unknown, "unknown key; \(advice ?? "known are \(known.joined(separator: ", "))")")
    }

    func error(_ key: String, _ fix: String) -> ConfigurationError {
        ConfigurationError(file, key: prefix + key, value: shown(key), fix)
    }

    /// The value as written; tables and arrays have lines of their own.
    private func shown(_ key: String) -> String? {
        guard let value = table[key], value.table == nil, value.array == nil else { return nil }
        return value.debugDescription
    }
}
