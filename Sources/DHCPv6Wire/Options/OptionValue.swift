/// What one kind of option says, made from the raw option on demand and back into it octet for octet.
public protocol OptionValue: Hashable, Sendable {
    static var code: OptionCode { get }

    /// - Parameters:
    ///   - option: its code is not looked at.
    ///   - offset: where its header stands in the message, for the error.
    /// - Throws: `WireError` if the data cannot be of such an option (V-03, V-04).
    init(decoding option: RawOption, at offset: Int) throws(WireError)

    /// The data of the option, without its header.
    var octets: [UInt8] { get }
}

extension OptionValue {
    public init(decoding option: RawOption) throws(WireError) {
        try self.init(decoding: option, at: 0)
    }
}

extension RawOption {
    public init(_ value: some OptionValue) {
        self.init(type(of: value).code, value.octets)
    }

    /// Octets with the header.
    public var encodedCount: Int { 4 + data.count }
}

extension [RawOption] {
    /// The first option with this code (RFC 8415 section 21: singletons that repeat are not joined).
    public subscript(code: OptionCode) -> RawOption? {
        first { $0.code == code }
    }

    /// The first option of this kind; nil if there is none.
    ///
    /// - Throws: `WireError` with an offset from the option's own start.
    public func first<Value: OptionValue>(_ kind: Value.Type) throws(WireError) -> Value? {
        guard let option = self[kind.code] else { return nil }
        return try Value(decoding: option)
    }

    /// Every option of this kind, in order.
    ///
    /// - Throws: `WireError` with an offset from the start of the option at fault.
    public func all<Value: OptionValue>(_ kind: Value.Type) throws(WireError) -> [Value] {
        var values: [Value] = []
        for option in self where option.code == kind.code { values.append(try Value(decoding: option)) }
        return values
    }
}
