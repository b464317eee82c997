import DHCPv6Wire
import LeasequerySession

/// Something that a person should look at: since when, about which server, how bad.
public struct Alarm: Hashable, Sendable, Identifiable {
    /// How bad it is, the worst last.
    public enum Severity: UInt8, CaseIterable, Hashable, Comparable, Sendable {
        /// What is shown is true, but may not stay so.
        case warning = 1
        /// Something is missing, lost or about to be refused.
        case critical

        public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
    }

    /// What it is about; the rules are in `AlarmRule`. The raw values stand in exports.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case silence
        case storm
        case disconnected
        case feed
        case hole
        case storeLimit = "store-limit"
        case overduePoll = "poll-overdue"
        case skew
        case certificate
        case ownCertificate = "own-certificate"
        case conflicts
        case notRemembered = "not-remembered"
    }

    /// Counts up from 1 with every alarm raised.
    public let id: UInt64
    /// nil: it is about lqtop itself.
    public let server: ServerID?
    /// As found last.
    public var cause: AlarmCause
    public var severity: Severity
    /// When what it is about began to hold: earlier than it was raised.
    public var since: Moment
    /// Somebody has seen it. Taken back when it gets worse.
    public var isAcknowledged = false
    /// When what it was about ended; nil: it goes on.
    public var clearedAt: Moment?

    public var kind: Kind { cause.kind }
    public var isOpen: Bool { clearedAt == nil }

    public init(id: UInt64, _ cause: AlarmCause, of server: ServerID?, _ severity: Severity, since: Moment) {
        self.id = id
        self.server = server
        self.cause = cause
        self.severity = severity
        self.since = since
    }
}

/// The figures of an alarm, by its kind: what it is in words is the view's matter.
public enum AlarmCause: Hashable, Sendable {
    case silence(SilenceReport)
    case storm(StormReport)
    /// The end of the last connection, as it came: escape before showing. nil: none came up yet.
    case disconnected(reason: String?)
    /// The feed is connected, and not heard as it should be.
    case feed(FeedCondition)
    /// The worst of so many.
    case hole(Hole, count: Int)
    /// Statements not stored since the start.
    case storeLimit(dropped: UInt64)
    /// When the last complete poll began; nil: there was none.
    case overduePoll(asOf: Moment?, interval: Duration)
    /// The server's clock against ours.
    case skew(SkewEstimate)
    /// When the certificate of the server expires, Unix seconds.
    case certificate(notAfter: Int64)
    /// Of those we show, the one that expires first.
    case ownCertificate(OwnCertificate)
    /// Bindings on which the server and its partner disagree, and since when on the oldest, Unix seconds.
    case conflicts(with: ServerID, count: Int, oldest: Int64)
    /// Why the state file is not written, as it came: escape before showing.
    case notRemembered(reason: String)

    public var kind: Alarm.Kind {
        switch self {
        case .silence: .silence
        case .storm: .storm
        case .disconnected: .disconnected
        case .feed: .feed
        case .hole: .hole
        case .storeLimit: .storeLimit
        case .overduePoll: .overduePoll
        case .skew: .skew
        case .certificate: .certificate
        case .ownCertificate: .ownCertificate
        case .conflicts: .conflicts
        case .notRemembered: .notRemembered
        }
    }
}

/// A certificate that we show to servers.
public struct OwnCertificate: Hashable, Sendable {
    /// Of its file.
    public var path: String
    /// When it expires, Unix seconds.
    public var notAfter: Int64

    public init(path: String, notAfter: Int64) {
        self.path = path
        self.notAfter = notAfter
    }
}
