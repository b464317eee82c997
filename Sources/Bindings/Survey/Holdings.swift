/// What a binding counts as.
enum Holding: UInt8, Sendable {
    case address, prefix, ended

    init(_ record: borrowing BindingRecord) {
        self = !record.isBound ? .ended : record.flags.contains(.isPrefix) ? .prefix : .address
    }
}

/// Bindings of a client, or inside a prefix.
public struct Holdings: Hashable, Sendable {
    /// Bound addresses.
    public var addresses = 0
    /// Bound prefixes.
    public var prefixes = 0
    /// Ended or expired bindings still kept.
    public var ended = 0

    public var bound: Int { addresses + prefixes }
    public var all: Int { bound + ended }

    public init(addresses: Int = 0, prefixes: Int = 0, ended: Int = 0) {
        self.addresses = addresses
        self.prefixes = prefixes
        self.ended = ended
    }

    @inline(__always)
    mutating func add(_ holding: Holding) {
        switch holding {
        case .address: addresses += 1
        case .prefix: prefixes += 1
        case .ended: ended += 1
        }
    }
}
