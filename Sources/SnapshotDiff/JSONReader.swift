/// Reads JSON (RFC 8259) of any length front to back, in the room of a piece of it: the caller asks for what it wants and
/// skips the rest. Nesting is bounded, and no text is a trap.
struct JSONReader {
    /// Gives the next piece; empty at the end.
    typealias Source = () throws(SnapshotFault) -> [UInt8]

    private let source: Source
    private var piece: [UInt8] = []
    private var at = 0
    /// Octets before this piece.
    private var before = 0
    /// The string read last, UTF-8.
    private(set) var text: [UInt8] = []
    /// The number or word read last.
    private var token: [UInt8] = []

    private static let deepest = 64
    /// Longer strings are no snapshot's.
    private static let longest = 1 << 20

    init(_ source: @escaping Source) {
        self.source = source
    }

    /// Whether only white space is left.
    mutating func isAtEnd() throws(SnapshotFault) -> Bool { try visible() == nil }

    // MARK: Objects and arrays

    mutating func beginObject() throws(SnapshotFault) { try expect("{", "no object") }
    mutating func beginArray() throws(SnapshotFault) { try expect("[", "no array") }

    /// Whether there is another member; its name is in `text` then and its value is to be read next.
    ///
    /// - Parameter isFirst: nothing of the object was read yet.
    mutating func nextName(isFirst: Bool) throws(SnapshotFault) -> Bool {
        guard try nextItem(before: "}", isFirst: isFirst) else { return false }
        try readString()
        try expect(":", "no colon")
        return true
    }

    mutating func nextElement(isFirst: Bool) throws(SnapshotFault) -> Bool {
        try nextItem(before: "]", isFirst: isFirst)
    }

    private mutating func nextItem(before end: Unicode.Scalar, isFirst: Bool) throws(SnapshotFault) -> Bool {
        if try visible() == UInt8(ascii: end) {
            at += 1
            return false
        }
        if !isFirst { try expect(",", "no comma") }
        return true
    }

    // MARK: Values

    /// Takes a null; false: it is something else, still to be read.
    mutating func isNull() throws(SnapshotFault) -> Bool {
        guard try visible() == UInt8(ascii: "n") else { return false }
        try word("null")
        return true
    }

    /// Whether it is a string, which is in `text` then; false for null.
    mutating func string() throws(SnapshotFault) -> Bool {
        if try isNull() { return false }
        try readString()
        return true
    }

    /// nil for null.
    mutating func integer() throws(SnapshotFault) -> Int64? {
        if try isNull() { return nil }
        try readToken()
        guard let value = Int64(String(decoding: token, as: UTF8.self)) else { throw fault("no whole number") }
        return value
    }

    mutating func bool() throws(SnapshotFault) -> Bool {
        let isTrue = try visible() == UInt8(ascii: "t")
        try word(isTrue ? "true" : "false")
        return isTrue
    }

    /// Reads over one value of any kind.
    mutating func skip() throws(SnapshotFault) {
        var depth = 0
        repeat {
            switch try visible() {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                at += 1
                guard depth < JSONReader.deepest else { throw fault("nested too deeply") }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                at += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { throw fault("no value") }
                at += 1
            case UInt8(ascii: "\""): try skipString()
            case nil: throw fault("the text ends too early")
            default: try readToken()
            }
        } while depth > 0
    }
}

// Octets.
extension JSONReader {
    /// The next octet that is no white space, not taken; nil at the end.
    private mutating func visible() throws(SnapshotFault) -> UInt8? {
        while let octet = try peek() {
            guard octet == 0x20 || octet == 0x0a || octet == 0x0d || octet == 0x09 else { return octet }
            at += 1
        }
        return nil
    }

    @inline(__always)
    private mutating func peek() throws(SnapshotFault) -> UInt8? {
        if at == piece.count { try refill() }
        return at < piece.count ? piece[at] : nil
    }

    private mutating func refill() throws(SnapshotFault) {
        before += piece.count
        piece = try source()
        at = 0
    }

    private mutating func expect(_ character: Unicode.Scalar, _ problem: String) throws(SnapshotFault) {
        guard try visible() == UInt8(ascii: character) else { throw fault(problem) }
        at += 1
    }

    /// Whatever is neither a string nor structure: numbers and words.
    private mutating func readToken() throws(SnapshotFault) {
        token.removeAll(keepingCapacity: true)
        while let octet = try peek(), !JSONReader.endsToken(octet), token.count < 64 {
            token.append(octet)
            at += 1
        }
        guard !token.isEmpty else { throw fault("no value") }
    }

    private static func endsToken(_ octet: UInt8) -> Bool {
        switch octet {
        case ...0x20, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"), UInt8(ascii: "\""),
            UInt8(ascii: "["), UInt8(ascii: "{"):
            true
        default: false
        }
    }

    private mutating func word(_ word: String) throws(SnapshotFault) {
        try readToken()
        guard token.elementsEqual(word.utf8) else { throw fault("no \(word)") }
    }

    private mutating func readString() throws(SnapshotFault) {
        try expect("\"", "no string")
        text.removeAll(keepingCapacity: true)
        while try peek() != nil {
            let end = endOfPlain()
            text.append(contentsOf: piece[at..<end])
            at = end
            guard text.count < JSONReader.longest else { throw fault("a string that is too long") }
            if try passesEnd(keepsEscape: true) { return }
        }
        throw fault("a string does not end")
    }

    private mutating func skipString() throws(SnapshotFault) {
        try expect("\"", "no string")
        while try peek() != nil {
            at = endOfPlain()
            if try passesEnd(keepsEscape: false) { return }
        }
        throw fault("a string does not end")
    }

    /// Where in this piece the octets end that stand for themselves.
    private func endOfPlain() -> Int {
        var end = at
        while end < piece.count {
            let octet = piece[end]
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") || octet < 0x20 { break }
            end += 1
        }
        return end
    }

    /// Takes what ends plain octets; true: it is the end of the string.
    private mutating func passesEnd(keepsEscape: Bool) throws(SnapshotFault) -> Bool {
        guard at < piece.count else { return false }
        let octet = piece[at]
        at += 1
        if octet == UInt8(ascii: "\"") { return true }
        guard octet == UInt8(ascii: "\\") else { throw fault("a control character in a string") }
        if !keepsEscape { text.removeAll(keepingCapacity: true) }
        try readEscape()
        return false
    }

    private mutating func readEscape() throws(SnapshotFault) {
        let octet = try take()
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(octet)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "u"): try readCodeUnits()
        default: throw fault("an unknown escape")
        }
    }

    private mutating func readCodeUnits() throws(SnapshotFault) {
        var units = [try codeUnit()]
        if UTF16.isLeadSurrogate(units[0]) {
            guard try take() == UInt8(ascii: "\\"), try take() == UInt8(ascii: "u") else {
                throw fault("half a character")
            }
            units.append(try codeUnit())
        }
        guard let decoded = String(validating: units, as: UTF16.self) else { throw fault("half a character") }
        text.append(contentsOf: decoded.utf8)
    }

    private mutating func codeUnit() throws(SnapshotFault) -> UInt16 {
        var digits: [UInt8] = []
        for _ in 0..<4 { digits.append(try take()) }
        guard digits.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault("no four hexadecimal digits") }
        return unit
    }

    private mutating func take() throws(SnapshotFault) -> UInt8 {
        guard let octet = try peek() else { throw fault("the text ends too early") }
        at += 1
        return octet
    }

    private func fault(_ what: String) -> SnapshotFault { .notJSON(what, at: before + at) }
}
