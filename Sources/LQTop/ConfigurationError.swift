/// Why settings cannot be used: one line that names where, which key, which value, and what to write instead.
struct ConfigurationError: Error, Hashable {
    /// The file, or `command line`.
    var source: String
    /// `server[2].address`, `--server`; nil: the file as a whole.
    var key: String?
    /// As written; nil if it is missing.
    var value: String?
    /// What is wrong and what to do.
    var fix: String

    init(_ source: String, key: String? = nil, value: String? = nil, _ fix: String) {
        self.source = source
        self.key = key
        self.value = value
        self.fix = fix
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// Holds what the user wrote as it is: escape before showing.
    var description: String {
        var place = source
        if let key { place += ": \(key)" }
        if let value { place += " = \(value)" }
        return "\(place): \(fix)"
    }
}
