/// On which line of a TOML text each key stands: the parser knows it and does not tell.
///
/// Keys are named as errors name them: `max-bindings`, `alarms.hole-after`, `server[2].address`. Made for texts that the
/// parser has accepted; of others it says something, and never traps.
public struct KeyLines: Sendable {
    private var lines: [String: Int] = [:]
    /// How many `[[name]]` there were, by the path of their array.
    private var counts: [String: Int] = [:]

    public init(_ text: String) {
        var prefix = ""
        var scanner = ValueScanner()
        for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            guard scanner.isBetweenValues else {
                scanner.scan(line)
                continue
            }
            let line = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            switch line.first {
            case nil, UInt8(ascii: "#"), UInt8(ascii: "\r"): break
            case UInt8(ascii: "["):
                prefix = header(line)
                lines[prefix] = lines[prefix] ?? index + 1
            default:
                var rest = line
                let key = KeyLines.key(&rest).joined(separator: ".")
                lines[prefix.isEmpty ? key : "\(prefix).\(key)"] = index + 1
                scanner.scan(rest)
            }
        }
    }

    /// From 1 on; nil: the key is not there.
    public subscript(path: String) -> Int? { lines[path] }

    /// Which key stands on which line.
    public var paths: [Int: String] {
        Dictionary(lines.map { ($1, $0) }) { first, _ in first }
    }

    /// The line of a key, or of the innermost table around it that has a line.
    public func nearest(_ path: String) -> Int? {
        var path = path[...]
        while true {
            if let line = lines[String(path)] { return line }
            guard let end = path.lastIndex(of: ".") else { return nil }
            path = path[..<end]
        }
    }

    /// The path of the table that begins with this line; of an array of tables the newest.
    private mutating func header(_ line: Substring.UTF8View) -> String {
        let isArray = line.dropFirst().first == UInt8(ascii: "[")
        var rest = line.dropFirst(isArray ? 2 : 1)
        let names = KeyLines.key(&rest)
        var path = ""
        for (index, name) in names.enumerated() {
            path += path.isEmpty ? name : ".\(name)"
            if isArray, index == names.count - 1 { counts[path, default: 0] += 1 }
            if let count = counts[path] { path += "[\(count)]" }
        }
        return path
    }

    /// Takes a dotted key and what ends it.
    private static func key(_ rest: inout Substring.UTF8View) -> [String] {
        var names = [""]
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "="), UInt8(ascii: "]"): return names
            case UInt8(ascii: "."): names.append("")
            case UInt8(ascii: " "), UInt8(ascii: "\t"): break
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let quoted = rest.prefix { $0 != octet }
                rest = rest.dropFirst(quoted.count + 1)
                names[names.count - 1] += String(decoding: quoted, as: UTF8.self)
            default: names[names.count - 1].unicodeScalars.append(Unicode.Scalar(octet))
            }
        }
        return names
    }
}

/// Knows after each line whether a value goes on on the next one: a text in three quotes or something in brackets.
private struct ValueScanner {
    private var depth = 0
    /// What closes the text that is open.
    private var quote: [UInt8]?

    var isBetweenValues: Bool { depth <= 0 && quote == nil }

    mutating func scan(_ line: Substring.UTF8View) {
        var rest = line
        while let octet = rest.first {
            if let quote {
                if octet == UInt8(ascii: "\\"), quote[0] == UInt8(ascii: "\"") {
                    rest = rest.dropFirst(2)
                } else if rest.starts(with: quote) {
                    rest = rest.dropFirst(quote.count)
                    self.quote = nil
                } else {
                    rest = rest.dropFirst()
                }
                continue
            }
            rest = rest.dropFirst()
            switch octet {
            case UInt8(ascii: "#"): return
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let isLong = rest.starts(with: [octet, octet])
                if isLong { rest = rest.dropFirst(2) }
                quote = [UInt8](repeating: octet, count: isLong ? 3 : 1)
            default: break
            }
        }
        // A text in single quotes ends with its line.
        if quote?.count == 1 { quote = nil }
    }
}
