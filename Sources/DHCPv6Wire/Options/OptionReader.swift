/// Reads the data of one option from front to back; whoever makes one ends with `end`, `rest` or `options`, so that no
/// octet is left out.
struct OptionReader {
    private let option: RawOption
    private let offset: Int
    private var at = 0

    /// - Parameter offset: where the option's header stands in the message.
    init(_ option: RawOption, at offset: Int) {
        self.option = option
        self.offset = offset
    }

    mutating func uint8() throws(WireError) -> UInt8 {
        let start = try advance(1)
        return option.data.span.bytes.octet(at: start)
    }

    mutating func uint16() throws(WireError) -> UInt16 {
        let start = try advance(2)
        return option.data.span.bytes.uint16(at: start)
    }

    mutating func uint32() throws(WireError) -> UInt32 {
        let start = try advance(4)
        return option.data.span.bytes.uint32(at: start)
    }

    mutating func address() throws(WireError) -> IPv6Address {
        let start = try advance(16)
        return option.data.span.bytes.address(at: start)
    }

    /// All octets not yet read; at least `least`.
    mutating func rest(atLeast least: Int = 0) throws(WireError) -> [UInt8] {
        let start = at
        guard option.data.count - start >= least else { throw wrongLength }
        at = option.data.count
        return Array(option.data[start...])
    }

    /// All octets not yet read, as options.
    mutating func options() throws(WireError) -> [RawOption] {
        let start = at
        at = option.data.count
        do throws(WireError) {
            return try RawOption.list(in: option.data.span.bytes, from: start, to: at, inside: option.code)
        } catch {
            throw error.moved(by: offset + 4)
        }
    }

    var isAtEnd: Bool { at == option.data.count }

    /// - Throws: `WireError` if octets are left.
    func end() throws(WireError) {
        guard isAtEnd else { throw wrongLength }
    }

    /// The data cannot be so long, or so short.
    var wrongLength: WireError { WireError(.optionLength(option.data.count), at: offset, in: option.code) }

    private mutating func advance(_ count: Int) throws(WireError) -> Int {
        guard option.data.count - at >= count else { throw wrongLength }
        defer { at += count }
        return at
    }
}

extension WireError {
    func moved(by distance: Int) -> WireError {
        WireError(problem, at: offset + distance, in: option)
    }
}
