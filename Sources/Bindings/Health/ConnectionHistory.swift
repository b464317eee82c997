import LeasequerySession

/// How the newest connections to a server ended, and how many ever did.
public struct ConnectionHistory: Hashable, Sendable {
    /// One end, or several failures in a row that were all the same.
    public struct Entry: Hashable, Sendable {
        public var cause: ConnectionEnd.Cause
        /// In words, the beginning of long ones. Texts from the wire are in it as they came: escape before showing.
        public var text: String
        /// When the first of them ended.
        public var firstAt: Moment
        /// When the last of them ended.
        public var at: Moment
        /// How long the connection was up whose query was accepted; nil: there was none.
        public var lasted: Duration?
        public var times = 1
    }

    /// Entries kept.
    public static let most = 32
    /// Of a text, which a server may make as long as a message.
    static let longestText = 200

    /// Oldest first.
    public private(set) var entries: [Entry] = []
    /// By the raw value of the cause.
    private var counts = [UInt64](repeating: 0, count: ConnectionEnd.Cause.allCases.count)
    private var reconnects = [UInt64](repeating: 0, count: ConnectionEnd.Cause.allCases.count)
    private var connectedAt: Moment?
    /// Why the newest connection that had come up ended; nil: none has, or another has come up since.
    private var lost: ConnectionEnd.Cause?

    public init() {}

    /// How many connections and attempts ended for this cause.
    public func count(of cause: ConnectionEnd.Cause) -> UInt64 { counts[cause.rawValue] }

    /// How many connections came up after one that had ended for this cause, however many attempts lie between.
    public func reconnects(after cause: ConnectionEnd.Cause) -> UInt64 { reconnects[cause.rawValue] }

    mutating func connected(at now: Moment) {
        if let lost { reconnects[lost.rawValue] += 1 }
        lost = nil
        connectedAt = now
    }

    mutating func ended(_ end: ConnectionEnd, wasAccepted: Bool, at now: Moment) {
        counts[end.cause.rawValue] += 1
        let text = String(String.UnicodeScalarView(end.description.unicodeScalars.prefix(Self.longestText)))
        let lasted = wasAccepted ? connectedAt.map(now.since) : nil
        if connectedAt != nil { lost = end.cause }
        connectedAt = nil
        if lasted == nil, let last = entries.last, last.lasted == nil, last.cause == end.cause, last.text == text {
            entries[entries.count - 1].times += 1
            entries[entries.count - 1].at = now
        } else {
            if entries.count == Self.most { entries.removeFirst() }
            entries.append(Entry(cause: end.cause, text: text, firstAt: now, at: now, lasted: lasted))
        }
    }
}
