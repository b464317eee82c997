import LeasequerySession

/// Appends values to octets: numbers of any size in groups of seven bits, the lowest first.
struct OctetWriter {
    var octets: [UInt8] = []

    mutating func append(_ flag: Bool) { octets.append(flag ? 1 : 0) }

    mutating func append(_ number: some UnsignedInteger & FixedWidthInteger) {
        var rest = UInt64(number)
        while rest > 0x7f {
            octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        octets.append(UInt8(rest))
    }

    /// Small whatever its sign: 0, -1, 1, -2 and so on.
    mutating func append(signed number: Int64) { append(UInt64(bitPattern: number << 1 ^ number >> 63)) }

    mutating func append(_ part: [UInt8]) {
        append(UInt64(part.count))
        octets += part
    }

    mutating func append(_ part: RawSpan) {
        append(UInt64(part.byteCount))
        part.withUnsafeBytes { octets.append(contentsOf: $0) }
    }

    mutating func append(_ text: String) { append(Array(text.utf8)) }

    mutating func append(_ duration: Duration) { append(signed: duration.nanoseconds) }

    mutating func append<Value>(_ value: Value?, _ write: (inout OctetWriter, Value) -> Void) {
        append(value != nil)
        if let value { write(&self, value) }
    }

    /// In network order, of fixed size.
    mutating func append(fixed number: UInt32) {
        withUnsafeBytes(of: number.bigEndian) { octets.append(contentsOf: $0) }
    }
}

/// Takes the values back out.
struct OctetReader {
    /// The octets end inside a value, or a value is none that there is.
    struct Malformed: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ octets: ArraySlice<UInt8>) { rest = octets }

    var isAtEnd: Bool { rest.isEmpty }
    /// Octets that are left.
    var count: Int { rest.count }

    mutating func octet() throws(Malformed) -> UInt8 {
        guard let octet = rest.popFirst() else { throw Malformed() }
        return octet
    }

    mutating func flag() throws(Malformed) -> Bool {
        let octet = try octet()
        guard octet <= 1 else { throw Malformed() }
        return octet == 1
    }

    mutating func number() throws(Malformed) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: 0, through: 63, by: 7) {
            let octet = try octet()
            guard shift < 63 || octet <= 1 else { throw Malformed() }
            number |= UInt64(octet & 0x7f) << shift
            if octet < 0x80 { return number }
        }
        throw Malformed()
    }

    mutating func number<Number: FixedWidthInteger>(as type: Number.Type) throws(Malformed) -> Number {
        guard let number = Number(exactly: try number()) else { throw Malformed() }
        return number
    }

    mutating func signed() throws(Malformed) -> Int64 {
        let number = try number()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    mutating func octets() throws(Malformed) -> [UInt8] {
        let count = try number()
        guard count <= UInt64(rest.count) else { throw Malformed() }
        defer { rest = rest.dropFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }

    mutating func text() throws(Malformed) -> String { String(decoding: try octets(), as: UTF8.self) }

    mutating func duration() throws(Malformed) -> Duration { .nanoseconds(try signed()) }

    mutating func optional<Value>(
        _ read: (inout OctetReader) throws(Malformed) -> Value
    ) throws(Malformed) -> Value? {
        try flag() ? try read(&self) : nil
    }

    mutating func list<Value>(
        _ read: (inout OctetReader) throws(Malformed) -> Value
    ) throws(Malformed) -> [Value] {
        let count = try number()
        guard count <= UInt64(rest.count) else { throw Malformed() }
        var values: [Value] = []
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }
}

extension Duration {
    /// Clamped.
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, isTooMuch) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return isTooMuch ? (seconds < 0 ? .min : .max) : whole &+ attoseconds / 1_000_000_000
    }
}
