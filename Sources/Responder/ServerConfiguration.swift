import DHCPv6Wire
import NIOCore
import OpenSSLTLS

/// How a server runs. Made by code or by options of a program; nothing in here is read from a file.
public struct ServerConfiguration: Sendable {
    public enum Protection: Sendable {
        /// Clear text to whoever connects.
        case insecure
        /// TLS or nothing. The files are read at the start, and anew for every connection; while they are of no use,
        /// STARTTLS is refused.
        ///
        /// - Parameter clients: the requestors to talk to, by a name in their certificates; nil for all that the
        ///   authorities vouch for.
        case tls(TLSSettings, clients: [String]?)

        public var isInsecure: Bool { if case .insecure = self { true } else { false } }
    }

    public var rules: SessionRules
    /// Where to listen; port 0 takes any free one.
    public var addresses: [SocketAddress]
    /// How connections are protected: a step of its own, apart from `rules.activeLeasequery` (RFC 7653 section 9.1).
    public var protection: Protection
    /// Connections at a time (BULK_LQ_MAX_CONNS, RFC 5460 section 7.1); more are closed at once.
    public var connectionLimit = 10
    /// Queries of one requestor, known by its address, that may run at a time (RFC 7653 section 9.4); nil: as many as
    /// there are connections.
    public var queryLimit: Int?
    /// Where connections may come from; nil: from anywhere. Others are closed at once (RFC 5460 section 7.1).
    public var sources: [IPv6Prefix]?
    /// How many ended bindings are remembered for catch-up.
    public var endedLimit = 100_000
    /// This server's wall clock minus this machine's.
    public var clockOffset: Duration = .zero
    /// What goes wrong on purpose; nil for nothing.
    public var faults: FaultPlan?
    /// How often changes are fetched and sent.
    public var tick: Duration = .milliseconds(10)

    public init(rules: SessionRules, addresses: [SocketAddress], protection: Protection) {
        self.rules = rules
        self.addresses = addresses
        self.protection = protection
    }
}

/// Misbehaviour on purpose, the same for the same seed.
public struct FaultPlan: Sendable {
    private var generator: SeededGenerator
    private let dropEvery: ClosedRange<Int64>

    /// - Parameter dropEvery: cut all connections, without a word, again and again after a time out of this range.
    public init(dropEvery: ClosedRange<Duration>, seed: UInt64) {
        self.dropEvery = dropEvery.lowerBound.nanoseconds...dropEvery.upperBound.nanoseconds
        generator = SeededGenerator(seed: seed)
    }

    /// How long the next time is.
    mutating func timeToNextDrop() -> TimeAmount {
        .nanoseconds(.random(in: dropEvery, using: &generator))
    }
}

/// Why a server cannot run, in words that say what to do.
public enum ServerError: Error, Equatable {
    /// One of the files for TLS.
    case tls(TLSFailure)
    case noAddress
    case cannotListen(address: String, errno: CInt)
    /// Not all bindings could be read: a part must not look like the whole.
    case feed(trouble: String)
}

/// What a server has done so far, and what it does now.
public struct ServerActivity: Hashable, Sendable {
    public var connections = 0
    /// Connections with an active query.
    public var activeQueries = 0
    public var bindings = 0
    /// Changes of bindings since the start.
    public var changes: UInt64 = 0
    public var messagesSent: UInt64 = 0
    public var octetsSent: UInt64 = 0
    /// Connections closed because of the limit.
    public var turnedAway = 0
    /// Connections closed because of where they came from.
    public var notPermitted = 0
    /// Messages dropped while the connection went on, and messages too long to be sent.
    public var discarded = 0
    /// Why the last connection ended that the server ended.
    public var lastEnd: ResponderEnd?
    /// Why nothing new comes in from where the bindings are, in words.
    public var feedTrouble: String?
    /// Why nobody can connect by TLS, in words; found out with each connection.
    public var tlsTrouble: String?
    /// What could not be read of where the bindings are.
    public var rejected = RejectedInput()
    /// How often a client was told of without the relay data that was asked for, since it is too long for a message.
    public var relayDataLeftOut = 0

    public init() {}
}
