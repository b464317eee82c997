import DHCPv6Wire

// Spans cannot be made inside the closures that the test macros make of an expression.

extension FrameSplitter {
    static func next(in stream: [UInt8], at offset: Int) throws(WireError) -> Step {
        try next(in: stream.span.bytes, at: offset)
    }
}

extension MessageDecoder {
    mutating func decode(_ message: [UInt8]) throws(WireError) {
        try decode(message.span.bytes)
    }
}
