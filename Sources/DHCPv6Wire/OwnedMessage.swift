/// One option as octets: what it says is decoded on demand, so that unknown options, their order and their octets
/// survive a round trip.
public struct RawOption: Hashable, Sendable {
    public var code: OptionCode
    /// At most 65 535 octets.
    public var data: [UInt8]

    public init(_ code: OptionCode, _ data: [UInt8]) {
        self.code = code
        self.data = data
    }
}

/// A message as an owned list of options in the order of the wire; `encoded()` gives back the same octets.
///
/// For requests, the server, tests and inspection. The hot path of a feed is `MessageDecoder`.
public struct OwnedMessage: Hashable, Sendable {
    public var type: MessageType
    /// 24 bits.
    public var transactionID: UInt32
    public var options: [RawOption]

    public init(_ type: MessageType, transactionID: UInt32, options: [RawOption] = []) {
        self.type = type
        self.transactionID = transactionID & 0xff_ffff
        self.options = options
    }

    /// Decodes one message without its two octets of length; the insides of options are not looked at.
    public init(decoding message: RawSpan) throws(WireError) {
        guard message.byteCount >= Limits.smallestMessage else {
            throw WireError(.messageTooShort(announced: message.byteCount), at: 0)
        }
        let first = message.uint32(at: 0)
        type = MessageType(rawValue: UInt8(first >> 24))
        transactionID = first & 0xff_ffff
        options = try RawOption.list(in: message, from: 4, to: message.byteCount)
    }

    /// Decodes one message without its two octets of length.
    public init(decoding message: [UInt8]) throws(WireError) {
        try self.init(decoding: message.span.bytes)
    }

    /// The first option with this code (RFC 8415 section 21: singletons that repeat are not joined).
    public subscript(code: OptionCode) -> RawOption? {
        options[code]
    }

    /// The message without its length.
    public func encoded() -> [UInt8] {
        var octets: [UInt8] = [type.rawValue]
        octets.append(bigEndian: transactionID, octets: 3)
        options.encode(into: &octets)
        return octets
    }

    /// The message behind its two octets of length (RFC 5460 section 5.1). Traps over 65 535 octets: no code of ours
    /// makes such a message.
    public func framed() -> [UInt8] {
        let message = encoded()
        precondition(message.count <= Limits.largestMessage)
        var octets: [UInt8] = []
        octets.reserveCapacity(message.count + 2)
        octets.append(bigEndian: UInt32(message.count), octets: 2)
        return octets + message
    }
}

extension RawOption {
    /// The options that fill the octets from `start` to `end` exactly, offsets counted from the span's start.
    public static func list(
        in octets: RawSpan, from start: Int, to end: Int, inside container: OptionCode? = nil
    ) throws(WireError) -> [RawOption] {
        let (options, fault) = readable(in: octets, from: start, to: end, inside: container)
        if let fault { throw fault }
        return options
    }

    /// The options before the first that runs past the end, and what is wrong there: for inspection.
    public static func readable(
        in octets: RawSpan, from start: Int, to end: Int, inside container: OptionCode? = nil
    ) -> (options: [RawOption], fault: WireError?) {
        var options: [RawOption] = []
        var at = start
        while end - at >= 4 {
            let code = OptionCode(rawValue: octets.uint16(at: at))
            let length = Int(octets.uint16(at: at + 2))
            guard length <= end - at - 4 else {
                let problem = WireError.Problem.optionOverrun(announced: length, present: end - at - 4)
                return (options, WireError(problem, at: at, in: code))
            }
            options.append(RawOption(code, octets.octets(ByteRange(start: at + 4, count: length))))
            at += 4 + length
        }
        return (options, at == end ? nil : WireError(.leftoverOctets(end - at), at: at, in: container))
    }
}

extension [RawOption] {
    /// Appends every option with its header. Traps on an option over 65 535 octets.
    public func encode(into octets: inout [UInt8]) {
        for option in self {
            precondition(option.data.count <= Int(UInt16.max))
            octets.append(bigEndian: UInt32(option.code.rawValue), octets: 2)
            octets.append(bigEndian: UInt32(option.data.count), octets: 2)
            octets += option.data
        }
    }
}

extension [UInt8] {
    /// Appends the low `octets` octets of `value`, most significant first.
    mutating func append(bigEndian value: UInt32, octets: Int) {
        for index in (0..<octets).reversed() { append(UInt8(truncatingIfNeeded: value >> UInt32(index * 8))) }
    }
}
