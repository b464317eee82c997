// Octets as hexadecimal text and back.

extension Collection<UInt8> {
    /// Two lower-case digits an octet, without separators.
    public var hex: String {
        var text = ""
        text.reserveCapacity(count * 2)
        for octet in self { text.appendHex(octet) }
        return text
    }

    /// Two lower-case digits an octet, colons between: `00:03:00:01`.
    public var colonHex: String {
        var text = ""
        text.reserveCapacity(count * 3)
        for octet in self {
            if !text.isEmpty { text.append(":") }
            text.appendHex(octet)
        }
        return text
    }
}

extension String {
    fileprivate mutating func appendHex(_ octet: UInt8) {
        for nibble in [octet >> 4, octet & 15] {
            unicodeScalars.append(
                Unicode.Scalar(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10))
        }
    }
}

extension [UInt8] {
    /// Nil unless the text is an even number of hexadecimal digits and nothing else.
    public init?(hex text: some StringProtocol) {
        self.init(hexDigits: text.utf8)
    }

    /// The same, of digits as ASCII.
    public init?(hexDigits digits: some Collection<UInt8>) {
        guard digits.count % 2 == 0 else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let value = digit.hexDigitValue else { return nil }
            if let first = high {
                octets.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        self = octets
    }
}

extension UInt8 {
    /// What this ASCII hexadecimal digit stands for; nil if it is none.
    var hexDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
