/// A JSON value (RFC 8259), as Kea writes them: beside leases, in its configuration and over HTTP.
///
/// Comments (`//`, `#`, `/* */`) are taken for white space, since Kea's configuration has them.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number that 64 bits hold; others are `other`.
    case integer(Int64)
    /// A number with a fraction or an exponent, as it is written.
    case other(String)
    case string(String)
    case array([JSONValue])
    /// Of members with the same name the last one.
    case object([String: JSONValue])

    /// Where text stops being JSON, and why.
    struct Fault: Error, Hashable, CustomStringConvertible {
        /// Octets from the start.
        var at: Int
        var what: String

        var description: String { "\(what) at octet \(at)" }
    }

    /// - Parameter include: gives the text in the place of `<?include "name"?>`, which Kea's configuration may have; nil
    ///   if there is none.
    init(
        parsing text: some Sequence<UInt8>, include: @escaping (String) -> [UInt8]? = { _ in nil }
    ) throws(Fault) {
        var parser = JSONParser(Array(text), include)
        self = try parser.document()
    }

    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var integer: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    /// A few words for people.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .other(let text), .string(let text): text
        case .array: "[…]"
        case .object: "{…}"
        }
    }
}

/// Reads one document; nesting is bounded, so that no text can exhaust the stack.
private struct JSONParser {
    private var octets: [UInt8]
    private let include: (String) -> [UInt8]?
    private var at = 0
    private var depth = 0
    private var includedFiles = 0

    private static let deepest = 64
    /// A file that includes itself is no end.
    private static let mostIncludedFiles = 100

    init(_ octets: [UInt8], _ include: @escaping (String) -> [UInt8]?) {
        self.octets = octets
        self.include = include
    }

    mutating func document() throws(JSONValue.Fault) -> JSONValue {
        let value = try value()
        try skipSpace()
        guard at == octets.count else { throw fault("something follows the document") }
        return value
    }

    private mutating func value() throws(JSONValue.Fault) -> JSONValue {
        try skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONValue.Fault) in .object(try parser.members()) }
        case UInt8(ascii: "["): return try nested { parser throws(JSONValue.Fault) in .array(try parser.elements()) }
        case UInt8(ascii: "\""): return .string(try string())
        case let octet? where "-0123456789".utf8.contains(octet): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw fault("the text ends too early")
        default: throw fault("no value")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONValue.Fault) -> JSONValue
    ) throws(JSONValue.Fault) -> JSONValue {
        guard depth < JSONParser.deepest else { throw fault("nested too deeply") }
        depth += 1
        at += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func members() throws(JSONValue.Fault) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        guard try !takes("}") else { return members }
        repeat {
            try skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw fault("no name of a member") }
            let name = try string()
            guard try takes(":") else { throw fault("no colon behind the name '\(name)'") }
            members[name] = try value()
        } while try takes(",")
        guard try takes("}") else { throw fault("an object does not end") }
        return members
    }

    private mutating func elements() throws(JSONValue.Fault) -> [JSONValue] {
        var elements: [JSONValue] = []
        guard try !takes("]") else { return elements }
        repeat { elements.append(try value()) } while try takes(",")
        guard try takes("]") else { throw fault("an array does not end") }
        return elements
    }

    private mutating func number() throws(JSONValue.Fault) -> JSONValue {
        let start = at
        while let octet = peek, !" \t\r\n,]}#/".utf8.contains(octet) { at += 1 }
        let text = String(decoding: octets[start..<at], as: UTF8.self)
        if let value = Int64(text), text.first != "+" { return .integer(value) }
        guard Double(text) != nil, text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else {
            throw fault("no number")
        }
        return .other(text)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONValue.Fault) -> JSONValue {
        guard octets[at...].starts(with: word.utf8) else { throw fault("no value") }
        at += word.utf8.count
        return value
    }
}

// Strings and white space.
extension JSONParser {
    private mutating func string() throws(JSONValue.Fault) -> String {
        at += 1
        var text: [UInt8] = []
        while let octet = peek {
            at += 1
            switch octet {
            case UInt8(ascii: "\""):
                guard let text = String(validating: text, as: UTF8.self) else { throw fault("a string is not UTF-8") }
                return text
            case UInt8(ascii: "\\"): text += try escape()
            case ..<0x20: throw fault("a control character in a string")
            default: text.append(octet)
            }
        }
        throw fault("a string does not end")
    }

    private mutating func escape() throws(JSONValue.Fault) -> [UInt8] {
        guard let octet = peek else { throw fault("a string does not end") }
        at += 1
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [octet]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "u"):
            var units = [try codeUnit()]
            if UTF16.isLeadSurrogate(units[0]), octets[at...].starts(with: "\\u".utf8) {
                at += 2
                units.append(try codeUnit())
            }
            guard let text = String(validating: units, as: UTF16.self) else { throw fault("half a character") }
            return Array(text.utf8)
        default: throw fault("an unknown escape")
        }
    }

    private mutating func codeUnit() throws(JSONValue.Fault) -> UInt16 {
        let digits = octets[at...].prefix(4)
        guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw fault("no four hexadecimal digits")
        }
        at += 4
        return unit
    }

    private mutating func takes(_ character: Unicode.Scalar) throws(JSONValue.Fault) -> Bool {
        try skipSpace()
        guard peek == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() throws(JSONValue.Fault) {
        while let octet = peek {
            switch octet {
            case 0x20, 0x09, 0x0a, 0x0d: at += 1
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "/") where octets[at...].starts(with: "//".utf8): skipLine()
            case UInt8(ascii: "/") where octets[at...].starts(with: "/*".utf8): try skipComment()
            case UInt8(ascii: "<") where octets[at...].starts(with: "<?include".utf8): try includeFile()
            default: return
            }
        }
    }

    private mutating func skipLine() {
        while let octet = peek, octet != 0x0a { at += 1 }
    }

    private mutating func skipComment() throws(JSONValue.Fault) {
        at += 2
        while !octets[at...].starts(with: "*/".utf8) {
            guard at < octets.count else { throw fault("a comment does not end") }
            at += 1
        }
        at += 2
    }

    /// The text that is included is read in its place.
    private mutating func includeFile() throws(JSONValue.Fault) {
        let start = at
        at += "<?include".utf8.count
        while peek == 0x20 || peek == 0x09 { at += 1 }
        guard peek == UInt8(ascii: "\"") else { throw fault("no name of a file to include") }
        let name = try string()
        while peek == 0x20 || peek == 0x09 { at += 1 }
        guard octets[at...].starts(with: "?>".utf8) else { throw fault("an <?include does not end") }
        includedFiles += 1
        guard includedFiles <= JSONParser.mostIncludedFiles else { throw fault("too many files are included") }
        guard let text = include(name) else { throw fault("'\(name)', which is included, cannot be read") }
        octets.replaceSubrange(start..<(at + 2), with: text)
        at = start
    }

    private var peek: UInt8? { at < octets.count ? octets[at] : nil }

    private func fault(_ what: String) -> JSONValue.Fault { JSONValue.Fault(at: at, what: what) }
}
