// Octets as hexadecimal text and back.

extension Collection<UInt8> {
    /// Two lower-case digits an octet, without separators.
    public var hex: String {
        var text: [UInt8] = []
        text.appendHex(self)
        return String(decoding: text, as: UTF8.self)
    }

    /// Two lower-case digits an octet, colons between: `00:03:00:01`.
    public var colonHex: String {
        var text: [UInt8] = []
        text.appendHex(self, separator: UInt8(ascii: ":"))
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends two lower-case digits of ASCII for each octet, with the separator between octets.
    @inlinable
    public mutating func appendHex(_ octets: some Collection<UInt8>, separator: UInt8? = nil) {
        var isFirst = true
        for octet in octets {
            if let separator, !isFirst { append(separator) }
            isFirst = false
            append(Self.hexDigit(octet >> 4))
            append(Self.hexDigit(octet & 15))
        }
    }

    @inlinable
    static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
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
