/// Numbers as text.
enum Numbers {
    /// `1,004,211`
    static func grouped(_ value: some BinaryInteger) -> String {
        let digits = Array(String(value.magnitude).utf8)
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return text
    }

    /// At most four columns: `980`, `28k`, `1.2M` rounded down.
    static func compact(_ value: UInt64) -> String {
        switch value {
        case ..<1_000: "\(value)"
        case ..<10_000: "\(value / 1_000).\(value / 100 % 10)k"
        case ..<1_000_000: "\(value / 1_000)k"
        case ..<10_000_000: "\(value / 1_000_000).\(value / 100_000 % 10)M"
        default: "\(value / 1_000_000)M"
        }
    }

    /// `1 server`, `3 servers`
    static func counted(_ value: some BinaryInteger, _ noun: String) -> String {
        "\(grouped(value)) \(noun)\(value == 1 ? "" : "s")"
    }

    /// `30`, `0.5`: a number from a configuration, without a decimal that is zero.
    static func plain(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }

    /// A rate: one decimal below ten, none above; `-` for what is not a number.
    static func rate(_ value: Double) -> String {
        guard value.isFinite, value >= 0, value < 1e15 else { return "-" }
        let tenths = Int((value * 10).rounded())
        if tenths == 0 { return "0" }
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : grouped(Int(value.rounded()))
    }
}
