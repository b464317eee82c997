import LeasequerySession

/// How well a feed is being heard: derived from what was received and when, by the rules of `FeedFacts`, worst first.
///
/// | condition | holds |
/// | --- | --- |
/// | down | no query is accepted, from the loss of the feed or the first failed attempt on |
/// | flapping | from the 3rd loss of an accepted query within 10 min on, until 10 min without one; not while attempts to reconnect fail: then it is down |
/// | behind | *we* are slow: every read has filled its buffer for 2 s and more is waiting, or the thread that reads has not measured for 5 s |
/// | silent | no message for three quarters of ACTIVE_LQ_RCV_TIMEOUT |
/// | stalled | connected, and no progress where there must be some: see `Stall` |
/// | late | no message for the learnt keepalive interval and its allowance, 70 s before it is learnt; of a polled server no complete answer for two intervals |
/// | fine | a query is accepted, or polls are answered, and nothing else holds |
/// | unknown | nothing is asked for, or no attempt has ended yet |
public struct FeedCondition: Hashable, Sendable {
    /// In order of severity.
    public enum Kind: Int, CaseIterable, Hashable, Sendable, Comparable {
        case unknown, fine, late, stalled, silent, behind, flapping, down

        public static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    /// What there is no progress in.
    public enum Stall: Hashable, Sendable {
        /// TCP connect, for 10 s.
        case connecting
        /// STARTTLS or the TLS handshake, for 10 s.
        case securing
        /// The query is on its way or written, and there is no LEASEQUERY-REPLY, for 10 s.
        case reply
        /// A message began and its rest does not come, for 10 s.
        case message
        /// The server neither tells changes nor ends the catch-up, for as long as makes a message late: it had time
        /// for a keepalive.
        case catchUp
    }

    public var kind: Kind
    /// When it began by its rule; nil: from the start of the program.
    public var since: Moment?
    /// nil unless `kind` is `stalled`.
    public var stall: Stall?

    public init(_ kind: Kind, since: Moment?, stall: Stall? = nil) {
        self.kind = kind
        self.since = since
        self.stall = stall
    }
}
