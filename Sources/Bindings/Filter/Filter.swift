import DHCPv6Wire

/// What the user wants to see. Text form: `Filter+Parsing.swift`.
public struct Filter: Hashable, Sendable {
    /// Terms and how they are joined.
    public indirect enum Condition: Hashable, Sendable {
        case term(FilterTerm)
        /// Of none: always true.
        case all([Condition])
        case any([Condition])
        case not(Condition)
    }

    /// As the user typed it.
    public let text: String
    /// The same in other words: what saved names stand for is in their place.
    public internal(set) var fullText: String
    public let condition: Condition

    public init(text: String, condition: Condition) {
        self.text = text
        fullText = text
        self.condition = condition
    }

    /// Whether it asks for nothing, so that everything passes.
    public var isEmpty: Bool { condition == .all([]) }
}

/// One thing that is true or not of a binding or a change.
public enum FilterTerm: Hashable, Sendable {
    /// Inside this prefix, it included.
    case inside(IPv6Prefix)
    /// This address or prefix, or a prefix that covers it.
    case covering(IPv6Prefix)
    case exactly(IPv6Prefix)
    /// Of this prefix length; 128 for addresses.
    case length(UInt8)
    /// The DUID or a link-layer address of the client contains these octets.
    case client([UInt8])
    /// The DUID is this one.
    case clientIs([UInt8])
    /// Failover partners contradict each other about it.
    case conflict
    /// A server that tells it has this in its name.
    case server(FilterText)
    case kind(BindingKind)
    case state(BindingState)
    /// Bound, and maybe not any more: last confirmed before a hole.
    case doubtful
    /// What became of it last.
    case change(ChangeKind)
    /// The client's link, as the relays tell it, lies here.
    case link(IPv6Prefix)
    /// A relay on the way has its address here.
    case relay(IPv6Prefix)
    /// A relay on the way has these octets in its Relay-ID.
    case relayID([UInt8])
    /// An option that a relay added, or the client's name.
    case option(FilterOption, FilterText)
    case time(FilterTime, isLess: Bool, seconds: UInt32)
    /// DUID type 1 to 4; 0: any other.
    case duidType(UInt16)
    /// The enterprise number in a DUID-EN.
    case enterprise(UInt32)
}

/// Options that are looked into for text.
public enum FilterOption: Hashable, Sendable {
    case remoteID, interfaceID, subscriberID, clientFQDN
}

/// Spans of time from or to now, by our clock.
public enum FilterTime: Hashable, Sendable {
    /// Since the last change that was no repeat.
    case age
    /// Since the client's last transaction.
    case lastSeen
    /// Until the end of a binding that holds.
    case expiry
}

/// Text to be found as a part, whatever the case of its ASCII letters, or octets as they are.
public struct FilterText: Hashable, Sendable {
    /// In lower case unless `isExact`.
    let octets: [UInt8]
    let isExact: Bool

    public init(_ text: String) {
        octets = text.utf8.map(\.lowercased)
        isExact = false
    }

    init(octets: [UInt8]) {
        self.octets = octets
        isExact = true
    }

    func isFound(in text: RawSpan) -> Bool {
        guard let first = octets.first, text.byteCount >= octets.count else { return octets.isEmpty }
        // Most places are out by their first octet.
        let capital = isExact ? first : first.uppercased
        return octets.withUnsafeBytes { wanted in
            for place in 0...text.byteCount - wanted.count {
                let octet = text.unsafeLoad(fromByteOffset: place, as: UInt8.self)
                if octet == first || octet == capital, isFound(wanted.bytes, in: text, at: place) { return true }
            }
            return false
        }
    }

    public func isFound(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { isFound(in: $0.span.bytes) }
    }

    @inline(__always)
    private func isFound(_ wanted: RawSpan, in text: RawSpan, at place: Int) -> Bool {
        for index in 0..<wanted.byteCount {
            let octet = text.unsafeLoad(fromByteOffset: place + index, as: UInt8.self)
            let here = isExact ? octet : octet.lowercased
            guard here == wanted.unsafeLoad(fromByteOffset: index, as: UInt8.self) else { return false }
        }
        return true
    }
}

extension UInt8 {
    /// Of a small ASCII letter the capital.
    fileprivate var uppercased: UInt8 { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) ? self & 0xdf : self }

    /// Of an ASCII capital the small letter.
    fileprivate var lowercased: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
