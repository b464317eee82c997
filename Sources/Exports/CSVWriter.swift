/// Writes records of comma-separated values (RFC 4180): lines end with CR and LF, what holds a comma, a quote or the end
/// of a line stands in quotes. What is absent is an empty cell; a list or an object is its JSON.
///
/// Spreadsheets take a cell that begins with `=`, `+`, `-`, `@`, a tab or the end of a line for a formula. Such a cell
/// gets an apostrophe in front, which they take for "this is text", and so does one that begins with an apostrophe: who
/// takes one away has what was there.
struct CSVWriter {
    private var octets: [UInt8] = []
    private var isFirstCell = true
    /// What the cell says before it is made fit for the table.
    private var value = JSONWriter(.bare)

    /// Octets written and not yet taken.
    var count: Int { octets.count }

    mutating func take() -> [UInt8] {
        let taken = octets
        octets.removeAll(keepingCapacity: true)
        return taken
    }

    mutating func cell(_ value: some JSONValue) {
        cell { value.write(to: &$0) }
    }

    /// - Parameter write: writes one value.
    mutating func cell(_ write: (inout JSONWriter) -> Void) {
        if !isFirstCell { octets.append(UInt8(ascii: ",")) }
        isFirstCell = false
        value.clear()
        write(&value)
        let isFormula = value.octets.first.map(CSVWriter.beginsFormula) ?? false
        if value.octets.contains(where: CSVWriter.needsQuotes) {
            appendQuoted(isFormula: isFormula)
        } else {
            if isFormula { octets.append(CSVWriter.apostrophe) }
            octets.append(contentsOf: value.octets)
        }
    }

    mutating func endRecord() {
        octets.append(UInt8(ascii: "\r"))
        octets.append(UInt8(ascii: "\n"))
        isFirstCell = true
    }

    private mutating func appendQuoted(isFormula: Bool) {
        octets.append(CSVWriter.quote)
        if isFormula { octets.append(CSVWriter.apostrophe) }
        for octet in value.octets {
            if octet == CSVWriter.quote { octets.append(octet) }
            octets.append(octet)
        }
        octets.append(CSVWriter.quote)
    }

    private static let apostrophe = UInt8(ascii: "'")
    private static let quote = UInt8(ascii: "\"")

    private static func beginsFormula(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0a, 0x0d, apostrophe:
            true
        default: false
        }
    }

    private static func needsQuotes(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: ",") || octet == quote || octet == 0x0a || octet == 0x0d
    }
}
