import DHCPv6Wire

// What the values of every day look like in JSON.

extension String: JSONValue {
    public func write(to json: inout JSONWriter) { json.string(self) }
}

extension Bool: JSONValue {
    public func write(to json: inout JSONWriter) { json.bool(self) }
}

extension Double: JSONValue {
    public func write(to json: inout JSONWriter) { json.number(self) }
}

extension JSONValue where Self: BinaryInteger {
    public func write(to json: inout JSONWriter) { json.number(self) }
}

extension Int: JSONValue {}
extension Int32: JSONValue {}
extension Int64: JSONValue {}
extension UInt8: JSONValue {}
extension UInt16: JSONValue {}
extension UInt32: JSONValue {}
extension UInt64: JSONValue {}

extension Optional: JSONValue where Wrapped: JSONValue {
    /// `nil` is null.
    public func write(to json: inout JSONWriter) {
        if let self { self.write(to: &json) } else { json.null() }
    }
}

extension Array: JSONValue where Element: JSONValue {
    public func write(to json: inout JSONWriter) {
        json.valueArray { json in
            for element in self { json.element(element) }
        }
    }
}

extension IPv6Address: JSONValue {
    /// RFC 5952 text.
    public func write(to json: inout JSONWriter) { json.plainText { appendText(to: &$0) } }
}

extension IPv6Prefix: JSONValue {
    /// `address/length`
    public func write(to json: inout JSONWriter) { json.string(description) }
}

extension DUID: JSONValue {
    /// Hexadecimal with colons.
    public func write(to json: inout JSONWriter) { ColonHex(octets: octets).write(to: &json) }
}

/// Octets in hexadecimal, without separators.
struct Hex: JSONValue {
    let octets: [UInt8]

    func write(to json: inout JSONWriter) { json.plainText { $0.appendHex(octets) } }
}

/// Octets in hexadecimal with colons between, as DUIDs and link-layer addresses are written.
struct ColonHex: JSONValue {
    let octets: [UInt8]

    func write(to json: inout JSONWriter) {
        json.plainText { $0.appendHex(octets, separator: UInt8(ascii: ":")) }
    }
}
