import DHCPv6Wire

/// Something that is one JSON value.
public protocol JSONValue {
    func write(to json: inout JSONWriter)
}

/// Writes JSON (RFC 8259) piece by piece into octets, so that a table of any size needs only the room of what the
/// caller has not yet taken out.
///
///     var json = JSONWriter()
///     json.object { json in
///         json.member("type", "REPLY")
///         json.array("options") { json in json.element(13) }
///     }
///     json.endLine()
///
/// Members, elements and closures put commas and brackets in place; names are not checked for repeats. Strings are
/// written as they are but for what JSON must escape: text from the wire goes through `SafeText` first.
public struct JSONWriter {
    public enum Style: Sendable {
        /// One line, no spaces.
        case compact
        /// Two spaces a level, a line for each member and element.
        case indented
    }

    private let style: Style
    private var octets: [UInt8] = []
    private var depth = 0
    /// Whether the innermost open object or array has nothing in it yet.
    private var isEmpty = true

    public init(_ style: Style = .compact) {
        self.style = style
    }

    /// Octets written and not yet taken.
    public var count: Int { octets.count }

    /// Takes out what was written so far, UTF-8; writing goes on where it was, inside open objects too.
    public mutating func take() -> [UInt8] {
        defer { octets = [] }
        return octets
    }

    /// What was written and not yet taken, as text.
    public var text: String { String(decoding: octets, as: UTF8.self) }

    /// Ends a document, or a line of newline-delimited JSON.
    public mutating func endLine() {
        octets.append(UInt8(ascii: "\n"))
    }
}

// Structure.
extension JSONWriter {
    /// A whole document that is an object, or an element that is one.
    public mutating func object<Failure>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        try nest("{", "}", body)
    }

    /// A whole document that is an array, or an element that is one.
    public mutating func array<Failure>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        try nest("[", "]", body)
    }

    /// A member that is an object.
    public mutating func object<Failure>(
        _ name: String, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.name(name)
        try bracket("{", "}", body)
    }

    /// A member that is an array.
    public mutating func array<Failure>(
        _ name: String, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.name(name)
        try bracket("[", "]", body)
    }

    /// A member of the innermost object.
    public mutating func member(_ name: String, _ value: some JSONValue) {
        self.name(name)
        value.write(to: &self)
    }

    /// An element of the innermost array.
    public mutating func element(_ value: some JSONValue) {
        separate()
        value.write(to: &self)
    }

    /// An element of the innermost array that is an object, on a line of its own in compact style too: for tables that
    /// people grep.
    public mutating func row<Failure>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        separate()
        if style == .compact { endLine() }
        try bracket("{", "}", body)
    }

    /// For `JSONValue.write(to:)` of a value that is an object.
    public mutating func valueObject(_ body: (inout JSONWriter) -> Void) {
        bracket("{", "}", body)
    }

    private mutating func nest<Failure>(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        if depth > 0 { separate() }
        try bracket(open, close, body)
    }

    private mutating func bracket<Failure>(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        octets.append(UInt8(ascii: open))
        depth += 1
        isEmpty = true
        try body(&self)
        depth -= 1
        if !isEmpty { startLine() }
        octets.append(UInt8(ascii: close))
        isEmpty = false
    }

    private mutating func name(_ name: String) {
        separate()
        string(name)
        octets.append(UInt8(ascii: ":"))
        if style == .indented { octets.append(UInt8(ascii: " ")) }
    }

    private mutating func separate() {
        if !isEmpty { octets.append(UInt8(ascii: ",")) }
        isEmpty = false
        startLine()
    }

    private mutating func startLine() {
        guard style == .indented else { return }
        octets.append(UInt8(ascii: "\n"))
        octets.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }
}

// Values, for `JSONValue.write(to:)`; each must follow a name or be an element.
extension JSONWriter {
    public mutating func string(_ text: String) {
        octets.append(UInt8(ascii: "\""))
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                octets.append(UInt8(ascii: "\\"))
                octets.append(octet)
            case UInt8(ascii: "\n"): octets.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\t"): octets.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7f:
                octets.append(contentsOf: "\\u00".utf8)
                octets.append(contentsOf: CollectionOfOne(octet).hex.utf8)
            default: octets.append(octet)
            }
        }
        octets.append(UInt8(ascii: "\""))
    }

    public mutating func number(_ value: some BinaryInteger) {
        octets.append(contentsOf: String(value).utf8)
    }

    /// The shortest decimal that reads back the same; JSON has no infinity and no NaN, they become null.
    public mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        octets.append(contentsOf: value.description.utf8)
    }

    public mutating func bool(_ value: Bool) {
        octets.append(contentsOf: (value ? "true" : "false").utf8)
    }

    public mutating func null() {
        octets.append(contentsOf: "null".utf8)
    }
}
