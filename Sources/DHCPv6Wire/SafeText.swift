/// Text from the wire made harmless (V-27): for screens, logs and exports.
///
/// Letters, digits, signs and single spaces of any script stay as they are. All else is written out so that two
/// different inputs never look the same: `\xNN` for an octet that is no UTF-8 and for an ASCII control character,
/// `\u{NNNN}` for other controls, line ends, bidirectional and invisible marks, spaces other than U+0020, private and
/// unassigned code points and marks that would sit on a character before them; `\\` for a backslash.
public enum SafeText {
    /// - Parameter limit: how many octets are looked at; what is cut off is shown by `…`.
    public static func printable(_ octets: some Collection<UInt8>, limit: Int = Limits.shownText) -> String {
        if octets.count <= limit, octets.allSatisfy(isPlainASCII) { return String(decoding: octets, as: UTF8.self) }
        var text = ""
        var rest = octets.prefix(limit)
        while !rest.isEmpty {
            var iterator = rest.makeIterator()
            var parser = Unicode.UTF8.ForwardParser()
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                append(Unicode.UTF8.decode(encoded), to: &text)
                rest = rest.dropFirst(encoded.count)
            case .error(let length):
                for octet in rest.prefix(length) { text += "\\x" + CollectionOfOne(octet).hex }
                rest = rest.dropFirst(length)
            case .emptyInput: return text
            }
        }
        return octets.count > limit ? text + "…" : text
    }

    public static func printable(_ text: String, limit: Int = Limits.shownText) -> String {
        printable(text.utf8, limit: limit)
    }

    /// The text if nothing in it had to be escaped and it is not empty: for octets that are often, not always, text.
    @inlinable
    public static func plain(_ octets: some Collection<UInt8>) -> String? {
        if !octets.isEmpty, octets.count <= Limits.shownText, octets.allSatisfy(isPlainASCII) {
            return String(decoding: octets, as: UTF8.self)
        }
        let text = printable(octets)
        return !text.isEmpty && text.utf8.elementsEqual(octets) ? text : nil
    }

    /// Nothing of this has ever to be escaped; a shortcut, since nearly all text is made of it.
    @inlinable
    static func isPlainASCII(_ octet: UInt8) -> Bool {
        (0x20..<0x7f).contains(octet) && octet != UInt8(ascii: "\\")
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        if scalar == "\\" {
            text += "\\\\"
        } else if scalar == " " || isVisible(scalar) {
            text.unicodeScalars.append(scalar)
        } else if scalar.isASCII {
            text += "\\x" + CollectionOfOne(UInt8(truncatingIfNeeded: scalar.value)).hex
        } else {
            text += "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isDefaultIgnorableCodePoint { return false }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation, .openPunctuation,
            .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol,
            .currencySymbol, .modifierSymbol, .otherSymbol:
            return true
        case .nonspacingMark, .spacingMark, .enclosingMark, .spaceSeparator, .lineSeparator, .paragraphSeparator,
            .control, .format, .surrogate, .privateUse, .unassigned:
            return false
        @unknown default:
            return false
        }
    }
}
