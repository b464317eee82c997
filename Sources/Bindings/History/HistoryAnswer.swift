import DHCPv6Wire

/// What to look for in a history.
public struct HistoryQuestion: Hashable, Sendable {
    public enum Subject: Hashable, Sendable {
        /// A prefix, all that are in it, and all that it is in; an address has length 128.
        case prefix(IPv6Prefix)
        case client(DUID)
        /// All clients whose DUIDs have that link-layer address in them.
        case linkLayerAddress([UInt8])
    }

    public enum Time: Hashable, Sendable {
        /// The newest that is known.
        case latest
        /// Unix seconds of our clock, as the next.
        case at(Int64)
        case range(ClosedRange<Int64>)
    }

    public var subject: Subject
    public var time: Time
    /// Most spans in the answer.
    public var most: Int

    public init(_ subject: Subject, _ time: Time, most: Int = 1000) {
        self.subject = subject
        self.time = time
        self.most = most
    }
}

/// What a history says, and how far it can.
public struct HistoryAnswer: Hashable, Sendable {
    /// A server whose bindings are in the history.
    public struct Server: Hashable, Sendable {
        public var name: String
        public var address: String
        /// The one that tells the same bindings, by its place among the servers; nil: there is none.
        public var partner: Int?
        /// The lqtop that wrote last was to watch it.
        public var isWatched: Bool
        public var record: FeedRecord

        public init(name: String, address: String, partner: Int?, isWatched: Bool = true, record: FeedRecord) {
            self.name = name
            self.address = address
            self.partner = partner
            self.isWatched = isWatched
            self.record = record
        }
    }

    public struct Row: Hashable, Sendable {
        /// By its place among the servers.
        public var server: Int
        public var prefix: IPv6Prefix
        public var kind: BindingKind
        public var span: BindingSpan
        /// Of one time that was asked for; in a range: of its end.
        public var verdict: SpanVerdict

        public init(server: Int, prefix: IPv6Prefix, kind: BindingKind, span: BindingSpan, verdict: SpanVerdict) {
            self.server = server
            self.prefix = prefix
            self.kind = kind
            self.span = span
            self.verdict = verdict
        }
    }

    public var question: HistoryQuestion
    /// What was asked for, or came out as the newest: Unix seconds of our clock.
    public var range: ClosedRange<Int64>
    public var servers: [Server]
    /// By address, then the shorter prefix, then time. At one time: what held, or may have.
    public var rows: [Row] = []
    /// At one time, if nothing held: the last span of the very prefix before it, and the first after.
    public var before: Row?
    public var after: Row?
    /// More spans than were asked for.
    public var isCut = false

    public init(_ question: HistoryQuestion, range: ClosedRange<Int64>, servers: [Server]) {
        self.question = question
        self.range = range
        self.servers = servers
    }

    /// Whether it is one time that was asked for.
    public var isOneTime: Bool { if case .range = question.time { false } else { true } }

    /// Up to when a server is taken at its word: the newest time is another for each.
    public func time(of server: Int) -> Int64 {
        guard question.time == .latest else { return range.upperBound }
        let newest = servers[server].record.stretches.last { $0.state.isWhole }?.to
        return newest.map { range.upperBound - $0 <= HistoryAnswer.fresh ? $0 : range.upperBound } ?? range.upperBound
    }

    /// So old a whole record may be and still be the newest: a feed that says nothing for longer is closed
    /// (ACTIVE_LQ_RCV_TIMEOUT, RFC 7653 section 9.1), and what was written last takes a moment more.
    public static let fresh: Int64 = 150

    /// Times for which the record of a server is not whole; of partners, for which neither's is.
    public func holes(of server: Int) -> [(range: ClosedRange<Int64>, state: FeedStretch.State?)] {
        let time = time(of: server)
        let (record, asked) = (servers[server].record, isOneTime ? time...time : range)
        if !servers[server].isWatched {
            // What became of a server that is not watched any more is not asked for.
            guard let first = record.stretches.first?.from, let last = record.stretches.last?.to,
                first <= asked.upperBound, asked.lowerBound <= last
            else { return [] }
            return record.holes(in: max(first, asked.lowerBound)...min(last, asked.upperBound))
        }
        return record.holes(in: asked)
    }

    /// Whether everything that was asked for is known.
    public var isWhole: Bool {
        guard !isCut, !servers.isEmpty else { return false }
        return servers.indices.allSatisfy { server in
            holes(of: server).isEmpty || servers[server].partner.map { holes(of: $0).isEmpty } ?? false
        }
    }
}

extension HistoryAnswer {
    /// A span as one server told it, or as two partners did.
    public struct Holder: Hashable, Sendable {
        /// Of the one that knows more.
        public var row: Row
        /// By their places.
        public var servers: [Int]
    }

    /// The rows, with what partners told alike put together.
    public var holders: [Holder] {
        var holders: [Holder] = []
        for row in rows {
            let partner = servers[row.server].partner
            let twin = holders.firstIndex { holder in
                holder.row.isSameHold(as: row) && holder.servers == [partner].compactMap { $0 }
            }
            guard let twin else {
                holders.append(Holder(row: row, servers: [row.server]))
                continue
            }
            holders[twin].servers.append(row.server)
            let known = holders[twin].row
            if row.verdict.weight > known.verdict.weight
                || row.verdict.weight == known.verdict.weight && row.span.seen > known.span.seen
            {
                holders[twin].row = row
            }
        }
        return holders
    }
}

extension HistoryAnswer.Row {
    fileprivate func isSameHold(as other: HistoryAnswer.Row) -> Bool {
        prefix == other.prefix && kind == other.kind && span.duid == other.span.duid
            && span.began <= other.span.over ?? .max && other.span.began <= span.over ?? .max
    }
}

extension SpanVerdict {
    fileprivate var weight: Int {
        switch self {
        case .held: 2
        case .unknown: 1
        case .notHeld: 0
        }
    }
}
