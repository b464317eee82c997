import DHCPv6Wire

/// How long the requestor waits for what (RFC 7653 section 6.4, RFC 5460 section 5.6).
public struct SessionTimers: Hashable, Sendable {
    /// ACTIVE_LQ_RCV_TIMEOUT: an active query that says nothing valid for this long is closed.
    public var receive: Duration = .seconds(120)
    /// BULK_LQ_DATA_TIMEOUT: a query that cannot be written for this long closes its connection.
    public var send: Duration = .seconds(300)
    /// ACTIVE_LQ_IDLE_TIMEOUT: no two attempts to connect are closer together, the user's own apart.
    public var retry: Duration = .seconds(60)
    /// For a TCP connect; no RFC gives a value.
    public var connect: Duration = .seconds(120)
    /// For the answer to STARTTLS, and again for the TLS handshake; no RFC gives a value.
    public var secure: Duration = .seconds(120)
    /// What repeated failure lengthens `retry` to at most; no RFC gives a value.
    public var retryCeiling: Duration = .seconds(600)

    public init() {}
}

/// The settings of one session, checked.
public struct SessionConfiguration: Hashable, Sendable {
    /// Whether the feed is protected (RFC 7653 section 8.2).
    public enum Security: Hashable, Sendable {
        /// STARTTLS first; no word in clear without it, whatever the server says.
        case tls
        /// Plain TCP, by the user's explicit wish.
        case insecure
    }

    /// How bindings are kept up.
    public enum Mode: Hashable, Sendable {
        /// By an active leasequery that is held (RFC 7653).
        case active
        /// By bulk queries for everything, each poll so long after the beginning of the one before (RFC 5460): for
        /// servers without Active Leasequery.
        case poll(every: Duration)
    }

    /// Why settings are refused; the text says what to change.
    public enum Invalid: Error, Hashable, Sendable {
        /// RFC 8415 section 11.1 allows 3 to 130 octets.
        case ownDUID(octets: Int)
        /// A timer of no length would spin, one of more than a year is a slip.
        case timer(String)
        /// The longest back-off is shorter than the shortest.
        case retryCeiling(Duration, below: Duration)
    }

    /// The requestor's own DUID, the same over restarts.
    public let ownDUID: DUID
    /// May differ from server to server, all else being the same.
    public var security: Security
    public let timers: SessionTimers
    /// May differ from server to server.
    public var mode = Mode.active
    /// How to ask for what the active query cannot say, and for everything in poll mode; nil asks never, but in poll
    /// mode as a plan without links. May differ from server to server.
    public var fillPlan: FillPlan?
    /// Whether the words with which a server explains a status are taken on: they may name a client.
    public var keepsStatusText = true

    /// - Throws: `Invalid` if a session could not run with these values. Values below the RFC's are not refused but
    ///   told by `shortened`.
    public init(
        ownDUID: DUID, security: Security = .tls, timers: SessionTimers = SessionTimers()
    ) throws(Invalid) {
        guard DUID.validLengths.contains(ownDUID.octets.count) else {
            throw .ownDUID(octets: ownDUID.octets.count)
        }
        for (name, value) in timers.byName where value <= .zero || value > SessionTimers.longest {
            throw .timer(name)
        }
        guard timers.retryCeiling >= timers.retry else {
            throw .retryCeiling(timers.retryCeiling, below: timers.retry)
        }
        self.ownDUID = ownDUID
        self.security = security
        self.timers = timers
    }

    /// The timers that are shorter than the RFC's defaults, by their RFC names: they should not be (RFC 7653 section
    /// 6.4), so the user is to be told.
    public var shortened: [String] {
        let defaults = SessionTimers()
        return zip(timers.byName, defaults.byName).compactMap { $0.value < $1.value ? $0.name : nil }
    }
}

extension SessionTimers {
    fileprivate static let longest = Duration.seconds(365 * 86_400)

    fileprivate var byName: [(name: String, value: Duration)] {
        [
            ("ACTIVE_LQ_RCV_TIMEOUT", receive), ("BULK_LQ_DATA_TIMEOUT", send), ("ACTIVE_LQ_IDLE_TIMEOUT", retry),
            ("connect timeout", connect), ("TLS timeout", secure),
            ("longest retry interval", retryCeiling),
        ]
    }
}

extension SessionConfiguration.Invalid: CustomStringConvertible {
    public var description: String {
        switch self {
        case .ownDUID(let octets):
            "the own DUID has \(octets) octets; give one of \(DUID.validLengths.lowerBound) to "
                + "\(DUID.validLengths.upperBound)"
        case .timer(let name): "\(name) must be longer than zero and at most a year"
        case .retryCeiling(let ceiling, let floor):
            "the longest retry interval (\(ceiling)) must not be below ACTIVE_LQ_IDLE_TIMEOUT (\(floor))"
        }
    }
}
