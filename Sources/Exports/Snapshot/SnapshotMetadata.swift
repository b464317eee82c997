import Bindings
import DHCPv6Wire
import LeasequerySession

/// What a snapshot says about itself: who made it, when, of what, and whether that is all there is.
public struct SnapshotMetadata: Sendable {
    public struct Server: Sendable {
        public var name: String
        /// As configured: `[2001:db8::1]:547`.
        public var address: String
        /// Plain TCP: nothing proves that the server said this.
        public var isInsecure: Bool
        /// Not nil: polled at this interval.
        public var pollInterval: Duration?
        /// Who proved to be at the other end; nil in plain TCP, and while there is no connection.
        public var peer: PeerIdentity?
        /// Whose bindings are taken together with its own; nil: it has no partner.
        public var partner: PartnerReport?
        /// How well its feed is heard; nil: only one bulk query was asked.
        var condition: FeedCondition?
        /// nil: nothing is known of its clock, or only one bulk query was asked.
        var clock: ClockDocument?
        var catchUp: CatchUpDocument?
        public var coverage: Coverage
        /// Statements that were read but not stored, because the limit was reached.
        public var dropped: UInt64
        /// Bindings whose other options (relay data among them) were not stored for want of room.
        public var detailsDropped: UInt64

        /// - Parameters:
        ///   - report: as the store gives it.
        ///   - coverage: nil: the bindings come from the feed the report is about.
        public init(_ report: ServerReport, address: String, coverage: Coverage? = nil) {
            name = report.name
            self.address = address
            isInsecure = report.isInsecure
            pollInterval = report.pollInterval
            peer = coverage?.peer ?? report.peer
            partner = report.partner
            if coverage == nil {
                condition = report.condition
                clock = report.skew.map { ClockDocument(skew: $0, level: report.skewLevel) }
                catchUp = report.catchUp.map(CatchUpDocument.init)
            }
            self.coverage = coverage ?? .feed(report.completeness, holes: report.ledger.holes)
            dropped = report.dropped
            detailsDropped = report.detailsDropped
        }
    }

    /// How the bindings of a server were come by, and so what may be missing.
    public enum Coverage: Sendable {
        /// Asked for by these queries; whole means the answers to them, not the server.
        case bulk(BulkResult)
        /// Kept up by an active leasequery, or by polls.
        case feed(Completeness, holes: [Hole])

        fileprivate var peer: PeerIdentity? {
            switch self {
            case .bulk(let result): result.peer
            case .feed: nil
            }
        }
    }

    /// Of the fields and what they mean; rises when one is renamed, taken away or means something else.
    static let format = 1

    /// Of lqtop.
    public var version: String
    /// Our clock, Unix seconds.
    public var createdAt: Int64
    /// Which bindings passed, without saved names; nil: everything.
    public var filter: String?
    /// In the order of `ServerID`.
    public var servers: [Server]
    /// Those that are open; nil: nobody watched for any.
    public var alarms: [Alarm]?
    /// Not nil: for others to see; bindings are written as this leaves them.
    public var redactor: Redactor?

    public init(
        version: String, createdAt: Int64, filter: String?, servers: [Server], alarms: [Alarm]? = nil,
        redactor: Redactor? = nil
    ) {
        self.version = version
        self.createdAt = createdAt
        self.filter = filter
        self.servers = servers
        self.alarms = alarms
        self.redactor = redactor
    }

    /// Whether the bindings of every server are all that it has, or all that was asked for.
    public var isWhole: Bool { servers.allSatisfy(\.isWhole) }

    func name(of server: ServerID) -> String {
        servers.indices.contains(server.rawValue) ? servers[server.rawValue].name : "server \(server.rawValue)"
    }

    /// How much of what the server has is there, in a word; nil: it is none of these.
    func completeness(of server: ServerID) -> String? {
        servers.indices.contains(server.rawValue) ? servers[server.rawValue].completeness : nil
    }

    /// A filter may name clients.
    var shownFilter: String? { redactor == nil ? filter : filter.map { _ in SnapshotMetadata.hidden } }

    fileprivate static let hidden = "(hidden)"

    /// Writes the members that stand before the bindings.
    func write(to json: inout JSONWriter) {
        json.member("tool", "lqtop")
        json.member("format", SnapshotMetadata.format)
        json.member("version", version)
        json.member("created", UTCTime(unixSeconds: createdAt))
        json.member("filter", shownFilter)
        json.member("redaction", redactor.map(RedactionDocument.init))
        json.member("whole", isWhole)
        json.array("servers") { json in
            for server in servers {
                json.row { json in
                    json.member("name", server.name)
                    json.member("address", server.address)
                    json.member("insecure", server.isInsecure)
                    json.member("mode", server.mode)
                    json.member("poll-interval", server.pollInterval?.components.seconds)
                    json.member("tls", server.peer.map { PeerDocument(peer: $0, createdAt: createdAt) })
                    json.member("partner", server.partner.map { name(of: $0.server) })
                    json.member("conflicts", server.partner?.conflicts)
                    json.member("condition", server.condition?.kind.label)
                    json.member("condition-since", server.condition?.since?.unixSeconds)
                    json.member("clock-skew", server.clock)
                    json.member("catch-up", server.catchUp)
                    json.member("completeness", server.completeness)
                    server.coverage.write(to: &json, isRedacted: redactor != nil)
                    json.member("bindings-not-stored", server.dropped)
                    json.member("relay-data-not-stored", server.detailsDropped)
                }
            }
        }
        if let alarms { write(alarms, to: &json) }
    }

    private func write(_ alarms: [Alarm], to json: inout JSONWriter) {
        json.array("alarms") { json in
            for alarm in alarms {
                json.row { json in
                    json.member("kind", alarm.kind.rawValue)
                    json.member("server", alarm.server.map { name(of: $0) })
                    json.member("severity", "\(alarm.severity)")
                    json.member("since", alarm.since.unixSeconds)
                    json.member("acknowledged", alarm.isAcknowledged)
                }
            }
        }
    }
}

extension SnapshotMetadata.Server {
    /// By which way the bindings came: `active`, `poll`, or `bulk` for queries asked once.
    fileprivate var mode: String {
        switch coverage {
        case .bulk: "bulk"
        case .feed: pollInterval == nil ? "active" : "poll"
        }
    }

    /// How much of what the server has is there, in a word.
    fileprivate var completeness: String {
        switch coverage {
        case .bulk(let result): result.isWhole && dropped == 0 ? "whole" : "partial"
        case .feed(let completeness, _): completeness.exported
        }
    }

    fileprivate var isWhole: Bool { completeness == "whole" }
}

extension SnapshotMetadata.Coverage {
    fileprivate func write(to json: inout JSONWriter, isRedacted: Bool) {
        switch self {
        case .bulk(let result):
            json.member("server-id", result.serverID)
            json.member(
                "connection-end",
                result.end.map { isRedacted ? SnapshotMetadata.hidden : SafeText.printable($0.inBulk) })
            json.array("queries") { json in
                for report in result.reports { json.object { report.write(to: &$0, isRedacted: isRedacted) } }
            }
        case .feed(let completeness, let holes):
            completeness.writeFigures(to: &json)
            json.array("holes") { json in
                for hole in holes { json.object { hole.write(to: &$0) } }
            }
        }
    }
}

extension BulkReport {
    /// - Parameter isRedacted: what was asked for, and what the server said to that, may name a client.
    fileprivate func write(to json: inout JSONWriter, isRedacted: Bool) {
        json.member("query", isRedacted ? SnapshotMetadata.hidden : query.description)
        json.member("whole", isWhole)
        json.member("outcome", isRedacted && !isWhole ? SnapshotMetadata.hidden : SafeText.printable(verdict))
        json.member("bindings", bindings)
        json.member("declined-left-out", declined)
        json.member("unreadable", unreadable)
        json.member("may-hold-other-leases", query.isOnlyAHint)
    }
}

extension Completeness {
    fileprivate var exported: String {
        switch self {
        case .unknown: "unknown"
        case .changesSince: "changes-only"
        case .filling, .firstPoll: "filling"
        case .hole: "hole"
        case .missing: "missing"
        case .overLimit: "over-limit"
        case .polled: "polled"
        case .whole: "whole"
        }
    }

    fileprivate func writeFigures(to json: inout JSONWriter) {
        switch self {
        case .unknown: break
        case .changesSince(let moment), .filling(let moment), .firstPoll(let moment), .hole(let moment),
            .overLimit(let moment):
            json.member("since", moment.unixSeconds)
        case .missing(let from, let to):
            json.member("missing-from", from?.rawValue)
            json.member("missing-to", to?.rawValue)
        case .polled(let moment, let scope, _):
            json.member("polled-at", moment.unixSeconds)
            json.member("configured-links-only", scope != .everything)
        case .whole(let moment, let scope):
            json.member("as-of", moment.unixSeconds)
            json.member("configured-links-only", scope != .everything)
        }
    }
}

extension Hole {
    /// Times are the server's clock as in LQ_START_TIME: seconds since 2000; null is open-ended.
    func write(to json: inout JSONWriter) {
        json.member("cause", exportedCause)
        json.member("from", from?.rawValue)
        json.member("to", to?.rawValue)
        json.member("since", since.unixSeconds)
        json.member("being-asked-for", isBeingFilled)
    }

    private var exportedCause: String {
        switch cause {
        case .neverConnected: "never-connected"
        case .down: "down"
        case .catchUpUnfinished: "catch-up-unfinished"
        case .dataMissing: "data-missing"
        case .discarded: "discarded-messages"
        case .storeLimit: "store-limit"
        }
    }
}
