/// What is known about whether a server has Active Leasequery at all, from how it took our last query.
public enum ActiveSupport: Hashable, Sendable {
    /// Nothing speaks against it.
    case unknown
    /// It said NotSupported: Bulk Leasequery, and no Active Leasequery (RFC 7653 section 9.2).
    case notSupported
    /// It gave no answer to the active query and answers bulk queries. No Active Leasequery, as far as the wire can
    /// tell.
    case onlyBulkAnswered
    /// It gave no answer to the active query, nor to a bulk query: not permitted, too many connections, or no
    /// leasequery at all.
    case nothingAnswered

    /// Whether asking bulk queries instead would do better than asking again.
    public var isOnlyBulk: Bool {
        switch self {
        case .notSupported, .onlyBulkAnswered: true
        case .unknown, .nothingAnswered: false
        }
    }
}

extension ActiveSupport: CustomStringConvertible {
    /// One line for people, with what to do.
    public var description: String {
        switch self {
        case .unknown: "nothing speaks against active leasequery"
        case .notSupported: "says that it has no active leasequery; \(ActiveSupport.advice)"
        case .onlyBulkAnswered:
            "answers bulk and not active leasequery: it has none, as far as can be told; \(ActiveSupport.advice)"
        case .nothingAnswered: "answers no bulk leasequery either: not permitted, too many connections, or none there"
        }
    }

    private static let advice = "mode = \"poll\" in the configuration asks bulk queries at an interval"
}
