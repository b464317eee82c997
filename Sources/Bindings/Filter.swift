import DHCPv6Wire

/// What the user wants to see. Text form: `Filter+Parsing.swift`.
public struct Filter: Hashable, Sendable {
    public enum Term: Hashable, Sendable {
        /// Bindings inside this prefix, it included.
        case inside(IPv6Prefix)
        /// This address, or a prefix that covers it.
        case covering(IPv6Address)
        /// Clients whose DUID or link-layer address contains these octets.
        case clientOctets([UInt8])
        /// Bindings that failover partners contradict each other about.
        case conflict
    }

    /// As the user typed it.
    public let text: String
    /// All must hold.
    public let terms: [Term]

    public init(text: String, terms: [Term]) {
        self.text = text
        self.terms = terms
    }
}
