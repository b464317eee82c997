/// Why settings cannot be used: one line that names where, which key, which value, and what to write instead.
public struct ConfigurationError: Error, Hashable, Sendable {
    /// The file, or `command line`.
    public var source: String
    /// `server[2].address`, `--server`; nil: the file as a whole.
    public var key: String?
    /// As written; nil if it is missing.
    public var value: String?
    /// What is wrong and what to do.
    public var fix: String

    public init(_ source: String, key: String? = nil, value: String? = nil, _ fix: String) {
        self.source = source
        self.key = key
        self.value = value
        self.fix = fix
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// Holds what the user wrote as it is: escape before showing.
    public var description: String {
        var place = source
        if let key { place += ": \(key)" }
        if let value { place += " = \(value)" }
        return "\(place): \(fix)"
    }
}
