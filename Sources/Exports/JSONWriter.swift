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
        /// No spaces, and a line for each row.
        case compact
        /// No spaces, one line: for newline-delimited JSON.
        case line
        /// Two spaces a level, a line for each member and element.
        case indented
        /// As a line, but text outside of objects and arrays stands there as it is, and null is nothing: for tables.
        case bare
    }

    private let style: Style
    /// What was written and not yet taken.
    private(set) var octets: [UInt8] = []
    /// As much as was taken last will be written again.
    private var lastCount = 0
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
        defer {
            octets = []
            octets.reserveCapacity(lastCount)
        }
        lastCount = octets.count
        return octets
    }

    /// Forgets what was written and keeps its room.
    mutating func clear() { octets.removeAll(keepingCapacity: true) }

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

    /// For `JSONValue.write(to:)` of a value that is an array.
    public mutating func valueArray(_ body: (inout JSONWriter) -> Void) {
        bracket("[", "]", body)
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

    /// Of the member whose value is written next.
    mutating func name(_ name: String) {
        separate()
        string(name)
        octets.append(UInt8(ascii: ":"))
        if style == .indented { octets.append(UInt8(ascii: " ")) }
    }

    /// As `name`, of what `quotedName` made of one.
    mutating func name(quoted name: [UInt8]) {
        separate()
        octets.append(contentsOf: name)
        if style == .indented { octets.append(UInt8(ascii: " ")) }
    }

    /// For names that are written again and again.
    static func quotedName(_ name: String) -> [UInt8] {
        var json = JSONWriter(.line)
        json.string(name)
        return json.take() + [UInt8(ascii: ":")]
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
        if style == .bare, depth == 0 { return octets.append(contentsOf: text.utf8) }
        quoted { octets in
            var text = text
            text.withUTF8 { JSONWriter.append($0, to: &octets) }
        }
    }

    /// Text of ASCII that needs no escaping, appended by `body`.
    mutating func plainText(_ body: (inout [UInt8]) -> Void) {
        if style == .bare, depth == 0 { body(&octets) } else { quoted(body) }
    }

    @inline(__always)
    private mutating func quoted(_ body: (inout [UInt8]) -> Void) {
        octets.append(UInt8(ascii: "\""))
        body(&octets)
        octets.append(UInt8(ascii: "\""))
    }

    /// Most text has nothing to escape and is copied in one go.
    private static func append(_ text: UnsafeBufferPointer<UInt8>, to octets: inout [UInt8]) {
        if text.allSatisfy({ !needsEscape($0) }) { return octets.append(contentsOf: text) }
        for octet in text {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                octets.append(UInt8(ascii: "\\"))
                octets.append(octet)
            case UInt8(ascii: "\n"): octets.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\t"): octets.append(contentsOf: "\\t".utf8)
            case let octet where needsEscape(octet):
                octets.append(contentsOf: "\\u00".utf8)
                octets.appendHex(CollectionOfOne(octet))
            default: octets.append(octet)
            }
        }
    }

    private static func needsEscape(_ octet: UInt8) -> Bool {
        octet < 0x20 || octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") || octet == 0x7f
    }

    public mutating func number(_ value: some BinaryInteger) {
        if value < 0 { octets.append(UInt8(ascii: "-")) }
        let start = octets.count
        var rest = value.magnitude
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            octets.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
            rest = quotient
        } while rest != 0
        octets[start...].reverse()
    }

    /// Thousandths as a number with three decimals, which a binary fraction would not be exactly.
    public mutating func decimal(thousandths: Int64) {
        let (whole, fraction) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        if thousandths < 0 { octets.append(UInt8(ascii: "-")) }
        number(whole)
        octets.append(UInt8(ascii: "."))
        for unit in [100, 10, 1] { number(fraction / UInt64(unit) % 10) }
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
        if style == .bare, depth == 0 { return }
        octets.append(contentsOf: "null".utf8)
    }
}
