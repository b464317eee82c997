import DHCPv6Wire
import TOMLKit

/// One table of a configuration file, read key by key: `Codable` would call a wrong type a missing key.
public struct TOMLSection {
    private let table: TOMLTable
    private let file: String
    /// Of the whole file.
    public let lines: KeyLines
    /// `server[2].`, empty for the top.
    private let prefix: String

    /// - Throws: `ConfigurationError` with line and column if the text is no TOML.
    public init(parsing text: String, file: String) throws(ConfigurationError) {
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let place = error.source.begin
            throw ConfigurationError("\(file):\(place.line):\(place.column)", "not TOML: \(error.description)")
        } catch {
            throw ConfigurationError(file, "not TOML: \(error)")
        }
        self.file = file
        lines = KeyLines(text)
        prefix = ""
    }

    /// Reads a file of settings.
    ///
    /// - Throws: `ConfigurationError` if it cannot be read, or is no TOML.
    public init(file: String) throws(ConfigurationError) {
        let octets: [UInt8]
        do throws(SmallFile.Failure) {
            octets = try SmallFile.read(file)
        } catch {
            throw ConfigurationError(file, "cannot be read: \(error)")
        }
        guard let text = String(validating: octets, as: UTF8.self), !octets.contains(0) else {
            throw ConfigurationError(file, "is not UTF-8 text")
        }
        try self.init(parsing: text, file: file)
    }

    private init(_ table: TOMLTable, of whole: TOMLSection, prefix: String) {
        self.table = table
        file = whole.file
        lines = whole.lines
        self.prefix = prefix
    }

    /// In alphabetical order.
    public var keys: [String] { table.keys.sorted() }

    public func isText(_ key: String) -> Bool { table[key]?.string != nil }

    public func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let value = table[key] else { return nil }
        guard let text = value.string else { throw error(key, "write a text in quotes") }
        return text
    }

    /// The path of a file, as seen from the folder of the settings.
    public func path(_ key: String) throws(ConfigurationError) -> String? {
        guard let path = try text(key) else { return nil }
        guard !path.isEmpty, SafeText.plain(path.utf8) != nil, !path.contains("\"") else {
            throw error(key, "write visible characters, no quotes or backslashes")
        }
        return full(path)
    }

    private func full(_ path: String) -> String {
        guard !path.hasPrefix("/"), let end = file.lastIndex(of: "/") else { return path }
        return file[...end] + path
    }

    /// A value that is written as a text.
    ///
    /// - Parameter fix: what to write instead of one that `read` gives nil for.
    public func value<Value>(
        _ key: String, _ fix: String, _ read: (String) -> Value?
    ) throws(ConfigurationError) -> Value? {
        guard let text = try text(key) else { return nil }
        guard let value = read(text) else { throw error(key, fix) }
        return value
    }

    /// Values that are written as an array of texts; empty if the key is missing.
    ///
    /// - Parameter fix: what to write instead of one that `read` gives nil for.
    public func values<Value>(
        _ key: String, _ fix: String, _ read: (String) -> Value?
    ) throws(ConfigurationError) -> [Value] {
        var values: [Value] = []
        for text in try texts(key) {
            guard let value = read(text) else { throw error(key, "'\(text)': \(fix)") }
            values.append(value)
        }
        return values
    }

    /// The texts of an array; empty if the key is missing.
    public func texts(_ key: String) throws(ConfigurationError) -> [String] {
        guard let value = table[key] else { return [] }
        guard let array = value.array else { throw error(key, "write texts in quotes, in one pair of brackets") }
        var texts: [String] = []
        for element in array {
            guard let text = element.string else { throw error(key, "write texts in quotes") }
            texts.append(text)
        }
        return texts
    }

    public func flag(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let value = table[key] else { return nil }
        guard let flag = value.bool else { throw error(key, "write true or false, without quotes") }
        return flag
    }

    public func integer(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let value = table[key] else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw error(key, "write a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Seconds, whole or not.
    public func seconds(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Duration? {
        guard let value = table[key] else { return nil }
        guard let number = value.double ?? value.int.map(Double.init), range.contains(number) else {
            throw error(key, "write seconds from \(range.lowerBound) to \(range.upperBound)")
        }
        return .seconds(number)
    }

    /// A number, whole or not.
    public func number(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Double? {
        guard let value = table[key] else { return nil }
        guard let number = value.double ?? value.int.map(Double.init), range.contains(number) else {
            throw error(key, "write a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The tables of `[[key]]`.
    public func sections(_ key: String) throws(ConfigurationError) -> [TOMLSection] {
        guard let value = table[key] else { return [] }
        guard let array = value.array else { throw error(key, "write [[\(key)]], with two brackets") }
        var sections: [TOMLSection] = []
        for (index, element) in array.enumerated() {
            guard let table = element.table else { throw error(key, "write [[\(key)]] before each") }
            sections.append(TOMLSection(table, of: self, prefix: "\(prefix)\(key)[\(index + 1)]."))
        }
        return sections
    }

    /// The table of `[key]`; nil if it is missing.
    public func section(_ key: String) throws(ConfigurationError) -> TOMLSection? {
        guard let value = table[key] else { return nil }
        guard let table = value.table else { throw error(key, "write [\(key)], with one pair of brackets") }
        return TOMLSection(table, of: self, prefix: "\(prefix)\(key).")
    }

    /// What is said about TLS.
    ///
    /// - Parameters:
    ///   - keys: names without the prefix.
    ///   - prefix: of the keys here, as in `kea-certificate`.
    public func tls(_ keys: [String] = TLSKeys.files, prefix: String = "") throws(ConfigurationError) -> TLSKeys {
        var values: [String: String] = [:]
        for key in keys {
            guard let value = try text(prefix + key) else { continue }
            values[key] = TLSKeys.files.contains(key) ? full(value) : value
        }
        do throws(TLSKeys.Fault) {
            return try TLSKeys(values)
        } catch {
            throw self.error(prefix + error.key, error.fix)
        }
    }

    /// - Throws: `ConfigurationError` for the first key, in alphabetical order, that is not one of `known`.
    public func refuseOthers(than known: [String]) throws(ConfigurationError) {
        if let first = others(than: known).first { throw first }
    }

    /// One error for each key that is not one of `known`.
    public func others(than known: [String]) -> [ConfigurationError] {
        keys.filter { !known.contains($0) }.map { unknown in
            let advice = NearestWord.to(unknown, among: known).map { "did you mean '\($0)'?" }
            return error(unknown, "unknown key; \(advice ?? "known are \(known.joined(separator: ", "))")")
        }
    }

    /// Names the line of the key or, if it is missing, of its table.
    public func error(_ key: String, _ fix: String) -> ConfigurationError {
        let line = lines.nearest(prefix + key).map { ":\($0)" } ?? ""
        return ConfigurationError(file + line, key: prefix + key, value: shown(key), fix)
    }

    /// The value as written; tables and arrays have lines of their own.
    private func shown(_ key: String) -> String? {
        guard let value = table[key], value.table == nil, value.array == nil else { return nil }
        // What a terminal acts on may stand in a file that somebody else wrote.
        return value.string.map { "\"\(SafeText.printable($0))\"" } ?? value.debugDescription
    }
}

extension TOMLSection {
    /// A text as a file would have it.
    public static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\u{0}"..<" ", "\u{7f}": "\\u" + String(String(scalar.value + 0x10000, radix: 16).dropFirst())
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// Values as an array of texts, as a file would have them.
    public static func array(_ values: [some CustomStringConvertible]) -> String {
        "[\(values.map { "\"\($0)\"" }.joined(separator: ", "))]"
    }
}

extension Duration {
    /// A decimal number of seconds, as a file would have it.
    public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
